import { approve } from '../commands/approve.ts'
import { BadCommand } from '../commands/bad-command.ts'
import { cancel } from '../commands/cancel.ts'
import type { CommandPorts } from '../commands/redeploy.ts'
import { reject } from '../commands/reject.ts'
import { rollback } from '../commands/rollback.ts'
import type { LongshoreConfig } from '../config/normalised.ts'
import type { Press } from '../inbound/slack-action.ts'
import type { Claims } from '../ports.ts'
import { questionChannel } from './claim-channels.ts'
import { assertStillRuns } from './still-runs.ts'
import { textOf } from './text-of.ts'

export interface CarryOut extends Pick<CommandPorts, 'clock' | 'records' | 'inbox' | 'queue' | 'stack'> {
  readonly config: LongshoreConfig
  readonly claims: Claims
  readonly requestId: string
  readonly log: { warn(message: string, keys: Readonly<Record<string, string>>): void }
}

/** What a command answers, as far as a person is told it. */
interface Answer {
  readonly message: string
  readonly deploymentId?: string
}

/** Within it the first press has been taken in, and a second one is refused by what it finds. */
const busyMs = 60_000

/**
 * Puts the very fact that the command puts; `by` is who pressed. Of two presses that answer the same question at once the first
 * counts. Throws `BadCommand` for what cannot be done, in words for whoever pressed.
 */
export async function carryOut(press: Press, ports: CarryOut): Promise<Answer> {
  const { claims } = ports
  const question = questionOf(press)
  const claim = await claims.claim(question, questionChannel, busyMs)
  if (claim !== 'claimed')
    throw new BadCommand(
      'This was pressed just now, and once is enough. If its message shows nothing of it within a minute, press again.',
    )
  const nudges = forgiving(ports)
  try {
    const answer = await commands[press.action](press, { ...ports, queue: nudges.queue })
    return nudges.areMissing() ? { ...answer, message: `${answer.message} ${slowly}` } : answer
  } catch (error) {
    await giveBack(question, ports)
    throw error
  }
}

/** The tick nudges every target so often. */
const slowly = 'The target is looked at within five minutes: the queue that hurries it cannot be reached.'

/** Commands nudge when their fact is kept. Without the nudge it is found all the same, and a second press would be a second fact. */
function forgiving({ queue, log }: Pick<CarryOut, 'queue' | 'log'>) {
  let areMissing = false
  const send: CarryOut['queue']['send'] = async (nudges) => {
    try {
      await queue.send(nudges)
    } catch (error) {
      areMissing = true
      log.warn('the press is kept but nobody is nudged: the tick does within five minutes', { error: textOf(error) })
    }
  }
  return { queue: { send }, areMissing: () => areMissing }
}

/** That this fails must not hide why it is done; the claim then ends by itself. */
async function giveBack(question: string, { claims, log }: Pick<CarryOut, 'claims' | 'log'>): Promise<void> {
  try {
    await claims.release(question, questionChannel)
  } catch (error) {
    log.warn('the next press is refused for a minute: the claim cannot be given back', { error: textOf(error) })
  }
}

/** Approving and rejecting answer the same question; what is to be stopped or undone is stopped or undone once. */
function questionOf({ action, about: { deployment, stage } }: Press): string {
  const kind = action === 'approve' || action === 'reject' ? 'question' : action
  return [kind, deployment, ...(stage === undefined ? [] : [stage])].join('/')
}

const commands: Readonly<Record<Press['action'], (press: Press, ports: CarryOut) => Promise<Answer>>> = {
  approve: (press, ports) => approve({ kind: 'approve', ...boundTo(press) }, ports.requestId, ports.config, ports),
  reject: (press, ports) => reject({ kind: 'reject', ...boundTo(press) }, ports.requestId, ports.config, ports),
  cancel: (press, ports) => cancel({ kind: 'cancel', ...boundTo(press) }, ports.requestId, ports.config, ports),
  async rollback(press, ports) {
    const { target, deployment } = press.about
    assertStillRuns(target, deployment, await ports.records.load(target))
    const command = { kind: 'rollback' as const, target, from: deployment, by: whoPressed(press) }
    return await rollback(command, ports.requestId, ports.config, ports)
  },
}

function boundTo(press: Press) {
  const { target, deployment, stage } = press.about
  return { target, deployment, by: whoPressed(press), ...(stage !== undefined && { stage }) }
}

/** Slack vouches for the id; the name is what people read. */
function whoPressed({ user: { id, name } }: Press): string {
  return name === '' ? `slack:${id}` : `slack:${id} (${name})`
}
