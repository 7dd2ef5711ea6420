import type { QuietHours, SlackBot } from '../../config/normalised.ts'
import type { Clock, LivingMessage, LivingMessages, SecretValues } from '../../ports.ts'
import type { CommitsOf } from '../commits-of.ts'
import type { DeliveryLog, Fate } from '../delivery.ts'
import { keysOf } from '../log-keys.ts'
import { type FollowedDocument, isProgress } from '../parse-document.ts'
import { fateOfStep } from './fate-of-step.ts'
import { performStep } from './perform-step.ts'
import type { Step } from './plan.ts'
import { homeOf } from './routes.ts'
import type { SlackWeb } from './slack-port.ts'

/** What telling Slack by a bot needs. */
export interface BotDelivery {
  readonly bot: SlackBot
  readonly web: (url: string, token: string) => SlackWeb
  readonly messages: LivingMessages
  /** Absent: nobody looks for commits. */
  readonly commits?: Pick<CommitsOf, 'of'>
  readonly mentions?: readonly string[]
  readonly quietHours?: QuietHours
  readonly secrets: SecretValues
  readonly clock: Clock
  readonly log: DeliveryLog
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

/** Takes the message for this worker; `undefined`: another one was faster. */
export async function take(
  { delivery, id }: Telling,
  message: LivingMessage,
  write: number,
): Promise<Held | undefined> {
  const busy = { ...message, busyUntil: delivery.clock.now() + leaseMs }
  const saved = await delivery.messages.save(id, busy, write)
  return saved === 'saved' ? { message: busy, write: write + 1 } : undefined
}

/** One after the other, each noted before the next. What is refused for good does not keep the others from being told. */
export async function tellSteps(
  telling: Telling & { readonly web: SlackWeb },
  taken: Held,
  steps: readonly Step[],
): Promise<Fate> {
  let held: Held | undefined = taken
  let fate: Fate = { kind: 'gone' }
  let isRefused = false
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'show' && held.message.told.includes(step.key)) continue
    // Without the message there is nothing to reply to.
    if (step.kind === 'reply' && isRefused) continue
    const next = await tellStep(telling, held.message, step)
    if (next.fate.kind !== 'gone') fate = next.fate
    if (next.fate.kind === 'back') break
    if (!next.message) {
      isRefused ||= step.kind === 'show'
      continue
    }
    const isLast = index === steps.length - 1
    held = await save(telling, held, isLast ? released(next.message) : next.message)
    if (!held) return later(editEveryMs / 1_000)
  }
  if (held.message.busyUntil > 0) await save(telling, held, released(held.message))
  if (fate.kind === 'gone') telling.delivery.log.info('told slack', keysOf(telling.document))
  return fate
}

function released(message: LivingMessage): LivingMessage {
  return { ...message, busyUntil: 0 }
}

async function tellStep(
  { delivery: { bot, clock, log }, document, web }: Telling & { readonly web: SlackWeb },
  message: LivingMessage,
  step: Step,
): Promise<{ readonly message?: LivingMessage; readonly fate: Fate }> {
  const home = homeOf(document.target, bot)
  const now = clock.now()
  const sequence = isProgress(document) ? { sequence: document.sequence } : {}
  const performed = await performStep(step, message, { web, home, now, ...sequence })
  if (performed.kind === 'told') return { message: performed.message, fate: { kind: 'gone' } }
  const channel = step.kind === 'post' ? step.channel : home
  return { fate: fateOfStep({ document, step, channel, token: bot.token, log }, performed) }
}

/** `undefined`: another worker has taken over meanwhile. */
async function save({ delivery, id }: Telling, { write }: Held, message: LivingMessage): Promise<Held | undefined> {
  const saved = await delivery.messages.save(id, message, write)
  return saved === 'saved' ? { message, write: write + 1 } : undefined
}
