import type { QuietHours, SlackBot } from '../../config/normalised.ts'
import type { Clock, LivingMessage, LivingMessages, SecretValues } from '../../ports.ts'
import type { DeliveryLog, Fate } from '../delivery.ts'
import { keysOf } from '../log-keys.ts'
import { type FollowedDocument, isProgress } from '../parse-document.ts'
import { fateOfStep } from './fate-of-step.ts'
import { performStep } from './perform-step.ts'
import { idOf, type Step, stepsOf } from './plan.ts'
import { heldFor } from './quiet-hours.ts'
import { homeOf, type Routing } from './routes.ts'
import type { SlackWeb } from './slack-port.ts'
import { cannotWait } from './urgency.ts'

/** What telling Slack by a bot needs. */
export interface BotDelivery {
  readonly bot: SlackBot
  readonly web: (url: string, token: string) => SlackWeb
  readonly messages: LivingMessages
  readonly mentions?: readonly string[]
  readonly quietHours?: QuietHours
  readonly secrets: SecretValues
  readonly clock: Clock
  readonly log: DeliveryLog
}

/** Longer than the function may run: who is busy for longer has died. */
const leaseMs = 60_000

/** Slack takes edits of one message at this distance; more of them nobody could read. */
const editEveryMs = 3_000

/** Progress that could not be told for so long is history: what came of it is told by what followed. */
const freshMs = 10 * 60_000

const untouched: LivingMessage = { sequence: 0, editedAt: 0, busyUntil: 0, ended: false, reposts: 0, told: [] }

/** What one document is told with. */
interface Telling {
  readonly delivery: BotDelivery
  readonly document: FollowedDocument
  readonly id: string
}

/** A living message that this worker is at, with the number of its last write. */
interface Held {
  readonly message: LivingMessage
  readonly write: number
}

/**
 * Tells one document: the message of its deployment is posted or edited, its thread is added to, other channels are told. What
 * was told is remembered step by step, so that a double or a second attempt goes on where the first one ended. A worker that
 * dies between a post and its note leaves a message that nobody edits; the next one posts another.
 * Throws when the table or the secret cannot be reached.
 */
export async function tellWithBot(delivery: BotDelivery, document: FollowedDocument): Promise<Fate> {
  const telling = { delivery, document, id: idOf(document) }
  if (isProgress(document) && delivery.clock.now() - Date.parse(document.at) > freshMs) return done(telling, 'too old')
  const { message = untouched, write } = await delivery.messages.load(telling.id)
  const steps = stepsOf(document, message, routingOf(delivery))
  if (steps.length === 0) return done(telling, 'told before')
  const held = heldSeconds(telling)
  const now = steps.filter((step) => held === 0 || !disturbs(step, message))
  if (now.length === 0) return isProgress(document) ? done(telling, 'quiet hours') : later(held)
  const pause = pauseBefore(now, message, delivery.clock.now())
  if (pause > 0) return later(pause)
  const web = delivery.web(delivery.bot.url, await delivery.secrets.read(delivery.bot.token))
  const taken = await take(telling, message, write)
  if (!taken) return later(editEveryMs / 1_000)
  const fate = await tellSteps({ ...telling, web }, taken, now)
  return fate.kind === 'gone' && now.length < steps.length ? later(held) : fate
}

function routingOf({ bot: { channel, routes }, mentions }: BotDelivery): Routing {
  return { channel, ...(routes && { routes }), ...(mentions && { mentions }) }
}

function heldSeconds({ delivery: { quietHours, clock }, document }: Telling): number {
  if (!isProgress(document) && cannotWait(document)) return 0
  return heldFor(quietHours, Date.parse(document.at), clock.now())
}

/** Whether it puts something new into a channel. Edits and replies in a thread notify nobody who is not in it. */
function disturbs(step: Step, { posted }: LivingMessage): boolean {
  return step.kind === 'post' || !posted || (step.kind === 'reply' && step.broadcast)
}

/** Seconds until the message may be touched: another worker is at it, or it was edited just now. */
function pauseBefore(steps: readonly Step[], { posted, editedAt, busyUntil }: LivingMessage, now: number): number {
  if (busyUntil > now) return Math.min(5, Math.ceil((busyUntil - now) / 1_000))
  const isEdit = posted !== undefined && steps.some(({ kind }) => kind === 'show')
  return isEdit ? Math.ceil(Math.max(0, editedAt + editEveryMs - now) / 1_000) : 0
}

function later(afterSeconds: number): Fate {
  return { kind: 'back', afterSeconds, restToo: false }
}

function done({ delivery, document }: Telling, why: string): Fate {
  delivery.log.debug('nothing to tell slack', { ...keysOf(document), why })
  return { kind: 'gone' }
}

async function take({ delivery, id }: Telling, message: LivingMessage, write: number): Promise<Held | undefined> {
  const busy = { ...message, busyUntil: delivery.clock.now() + leaseMs }
  const saved = await delivery.messages.save(id, busy, write)
  return saved === 'saved' ? { message: busy, write: write + 1 } : undefined
}

/** One after the other, each noted before the next. What is refused for good does not keep the others from being told. */
async function tellSteps(
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
