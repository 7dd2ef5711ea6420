import type { LongshoreConfig } from '../config/normalised.ts'
import type { Millis } from '../domain/image.ts'
import type { FreezeCommand } from '../inbound/operating-command.ts'
import { BadCommand } from './bad-command.ts'
import type { Done } from './done.ts'
import { freezeStack, frozenLonger, frozenLongerInWords } from './frozen-longer.ts'
import { scopeInWords, targetsIn, tellEach } from './in-scope.ts'
import type { CommandPorts } from './redeploy.ts'
import { underWayInWords } from './under-way-in-words.ts'

const dayMs = 24 * 60 * 60_000

/** A freeze by hand is no calendar: what is to last longer belongs into longshore.yml. */
const longestDays = 90

/**
 * Holds back all automatic starts until a time: of one target, of those of a group as it is now, or of the whole stack. It ends
 * by itself; where one by hand lasts longer already, that stays. Throws `BadCommand` for a time that is over or more than 90 days ahead.
 */
export async function freeze(
  command: FreezeCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: Pick<CommandPorts, 'clock' | 'inbox' | 'queue' | 'records' | 'stack'>,
): Promise<Done & { readonly until: string }> {
  const { by, reason, target = null, group } = command
  const at = ports.clock.now()
  const until = endOf(command, at)
  const targets = targetsIn(command, config)
  const about = { until, by, ...(reason ? { reason } : {}) }
  const longer = targets ? await frozenLonger(until, targets, ports.records) : await freezeStack(about, ports.stack)
  if (targets) await tellEach(targets, requestId, (id) => ({ kind: 'freeze', id, at, ...about }), ports)
  const finishes = await underWayInWords(targets ?? Object.keys(config.targets), ports.records)
  const where = targets ? scopeInWords(command, targets) : 'any target'
  const [ends] = targets && targets.length > 1 ? [] : longer
  const iso = new Date(ends?.until ?? until).toISOString()
  return {
    ...{ accepted: true, target, until: iso },
    ...(group === undefined ? {} : { targets: targets ?? [] }),
    message: `Nothing starts by itself on ${where} until ${iso}. ${finishes}${frozenLongerInWords(longer, !targets)}`,
  }
}

function endOf({ until }: FreezeCommand, now: Millis): Millis {
  const end = 'at' in until ? until.at : now + until.forMs
  if (end <= now) throw new BadCommand(`Nothing is frozen: ${new Date(end).toISOString()} is not in the future.`)
  if (end - now <= longestDays * dayMs) return end
  throw new BadCommand(
    `Nothing is frozen: ${new Date(end).toISOString()} is more than ${longestDays} days ahead. Write a longer freeze into longshore.yml.`,
  )
}
