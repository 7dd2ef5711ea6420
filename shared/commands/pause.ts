import type { LongshoreConfig } from '../config/normalised.ts'
import type { PauseCommand } from '../inbound/operating-command.ts'
import type { Done } from './done.ts'
import { scopeInWords, targetsIn, tellEach } from './in-scope.ts'
import type { CommandPorts } from './redeploy.ts'
import { underWayInWords } from './under-way-in-words.ts'

/**
 * Holds back all automatic starts: of one target, of those of a group as it is now, or of the whole stack. What is in progress
 * finishes; a revert always runs.
 */
export async function pause(
  command: PauseCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: Pick<CommandPorts, 'clock' | 'inbox' | 'queue' | 'records' | 'stack'>,
): Promise<Done> {
  const { by, reason } = command
  const why = reason ? { reason } : {}
  const targets = targetsIn(command, config)
  if (!targets) await ports.stack.writeStop({ stopped: true, by, ...why })
  else await tellEach(targets, requestId, (id) => ({ kind: 'stop', id, at: ports.clock.now(), by, ...why }), ports)
  const finishes = await underWayInWords(targets ?? Object.keys(config.targets), ports.records)
  const where = targets ? scopeInWords(command, targets) : 'any target'
  return {
    ...{ accepted: true, target: command.target ?? null },
    ...(command.group === undefined ? {} : { targets: targets ?? [] }),
    message: `Nothing starts any more on ${where}. ${finishes}${targets ? '' : ' Resume: {}.'}`,
  }
}
