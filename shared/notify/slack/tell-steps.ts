import type { QuietHours, SlackAction, SlackBot } from '../../config/normalised.ts'
import type { LivingMessage, LivingMessages } from '../../living-ports.ts'
import type { Clock, SecretValues } from '../../ports.ts'
import { redact } from '../../redact.ts'
import type { CommitsOf } from '../commits-of.ts'
import type { DeliveryLog, Fate } from '../delivery.ts'
import { keysOf } from '../log-keys.ts'
import { type FollowedDocument, isProgress } from '../parse-document.ts'
import { endOfStep, type StepEnd } from './fate-of-step.ts'
import { performStep } from './perform-step.ts'
import type { Step } from './plan.ts'
import { wasRefused, withoutRefused, withRefused } from './refused-steps.ts'
import { homeOf } from './routes.ts'
import type { SlackWeb } from './slack-port.ts'
import { begun, forgotten } from './unclear-posts.ts'

/** What telling Slack by a bot needs. */
export interface BotDelivery {
  readonly bot: SlackBot
  readonly web: (url: string, token: string) => SlackWeb
  readonly messages: LivingMessages
  /** Absent: nobody looks for commits. */
  readonly commits?: Pick<CommitsOf, 'of'>
  readonly mentions?: readonly string[]
  readonly quietHours?: QuietHours
  /** Which buttons living messages have; absent: none. */
  readonly buttons?: readonly SlackAction[]
  readonly secrets: SecretValues
  readonly clock: Clock
  readonly log: DeliveryLog
  /** How often the queue showed the document. */
  readonly receives: number
}

/** Longer than the function may run: who is busy for longer has died. */
const leaseMs = 60_000

/** Slack takes edits of one message at this distance; more of them nobody could read. */
export const editEveryMs = 3_000

/** What one document is told with. */
export interface Telling {
  readonly delivery: BotDelivery
  readonly document: FollowedDocument
  readonly id: string
}

/** A living message that this worker is at, with the number of its last write. */
interface Held {
  readonly message: LivingMessage
  readonly write: number
}

/** It is shown again after a pause; the rest of the batch need not wait. */
export function later(afterSeconds: number): Fate {
  return { kind: 'back', afterSeconds, restToo: false }
}

/** Takes the message for this worker, with the post of the first step begun; `undefined`: another one was faster. */
export async function take({ delivery, id }: Telling, { message, write }: Held, step: Step): Promise<Held | undefined> {
  const busy = { ...begun(message, step), busyUntil: delivery.clock.now() + leaseMs }
  const saved = await delivery.messages.save(id, busy, write)
  return saved === 'saved' ? { message: busy, write: write + 1 } : undefined
}

/** After so long the next attempt goes on: a Slack that is slow would use up the time of the function. */
const mostMs = 12_000

/**
 * One after the other, each noted before the next, and that the next one is begun with it. What is refused for good does not
 * keep the others from being told.
 */
export async function tellSteps(
  telling: Telling & { readonly web: SlackWeb },
  taken: Held,
  steps: readonly Step[],
): Promise<Fate> {
  const { document, delivery } = telling
  const { clock, log } = delivery
  const until = clock.now() + mostMs
  let held: Held | undefined = taken
  let fate: Fate = { kind: 'gone' }
  for (let [step, ...others] = steps; step; [step, ...others] = others) {
    const end = await tellStep(telling, held.message, step)
    fate = worst(fate, end.fate)
    const message = end.fate.kind === 'dead' ? withRefused(end.message, step, document) : end.message
    // What only waits says nothing about the rest.
    others = end.fate.kind === 'back' && end.fate.restToo ? [] : stillToTell(others, step, end)
    if (others.length > 0 && clock.now() >= until) {
      // What was refused before is waited for no more.
      const isOver = fate.kind === 'dead' && others.every((one) => wasRefused(message, one, document))
      if (fate.kind !== 'back' && !isOver) fate = later(1)
      others = []
    }
    const [next] = others
    held = await save(telling, held, next ? begun(message, next) : released(message, fate))
    if (!held) return later(editEveryMs / 1_000)
  }
  if (fate.kind === 'gone') log.info('told slack', keysOf(document))
  return fate.kind === 'dead' ? { ...fate, settle: () => startAnew(telling, steps) } : fate
}

/** What comes back can still be told; what is dead cannot, and people look after it. */
function worst(before: Fate, after: Fate): Fate {
  return after.kind === 'gone' || (before.kind === 'back' && after.kind === 'dead') ? before : after
}

/**
 * What a person moves back is tried as if for the first time. Not before it is in the dead-letter queue: a queue that cannot be
 * reached would have it posted anew again and again.
 */
async function startAnew(
  { delivery: { messages, log }, document, id }: Telling,
  steps: readonly Step[],
): Promise<void> {
  try {
    const { message, write } = await messages.load(id)
    if (message) await messages.save(id, steps.reduce(forgotten, message), write)
  } catch (error) {
    const reason = redact(error instanceof Error ? error.message : String(error))
    log.warn('what goes to the dead-letter queue is not forgotten: move it back twice', { ...keysOf(document), reason })
  }
}

/** Without the message there is nothing to reply to; and a message that was posted anew makes its reply needless. */
function stillToTell(steps: readonly Step[], before: Step, { message, isTold }: StepEnd): Step[] {
  const canReply = before.kind !== 'show' || isTold
  return steps.filter((step) => {
    if (step.kind === 'reply' && !canReply) return false
    return step.kind === 'show' || !message.told.includes(step.key)
  })
}

function released(message: LivingMessage, { kind }: Fate): LivingMessage {
  return { ...(kind === 'back' ? message : withoutRefused(message)), busyUntil: 0 }
}

async function tellStep(
  { delivery: { bot, clock, log }, document, web }: Telling & { readonly web: SlackWeb },
  message: LivingMessage,
  step: Step,
): Promise<StepEnd> {
  const home = homeOf(document.target, bot)
  const sequence = isProgress(document) ? { sequence: document.sequence } : {}
  const performed = await performStep(step, message, { web, home, now: clock.now(), ...sequence })
  return endOfStep({ document, step, message, token: bot.token, log }, performed)
}

/** `undefined`: another worker has taken over meanwhile. */
async function save({ delivery, id }: Telling, { write }: Held, message: LivingMessage): Promise<Held | undefined> {
  const saved = await delivery.messages.save(id, message, write)
  return saved === 'saved' ? { message, write: write + 1 } : undefined
}
