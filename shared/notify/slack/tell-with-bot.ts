import type { Millis } from '../../domain/image.ts'
import type { LivingMessage } from '../../living-ports.ts'
import type { Commits } from '../commits-of.ts'
import type { Fate } from '../delivery.ts'
import { keysOf } from '../log-keys.ts'
import { type FollowedDocument, isProgress } from '../parse-document.ts'
import { idOf, type Manner, type Step, stepsOf } from './plan.ts'
import { heldFor } from './quiet-hours.ts'
import { refusedLast } from './refused-steps.ts'
import { renewingWeb } from './renewing-web.ts'
import { retireButton } from './retire-button.ts'
import { type BotDelivery, editEveryMs, later, type Telling, take, tellSteps } from './tell-steps.ts'
import { cannotWait } from './urgency.ts'

/** Progress that could not be told for so long is history: what came of it is told by what followed. */
const freshMs = 10 * 60_000

const untouched: LivingMessage = { sequence: 0, editedAt: 0, busyUntil: 0, ended: false, reposts: 0, told: [] }

/**
 * As `tellDocument`, and takes off the message before what would roll back a release that is not the newest any more.
 * Throws when the table or the secret cannot be reached.
 */
export async function tellWithBot(delivery: BotDelivery, document: FollowedDocument): Promise<Fate> {
  const told = await tellDocument(delivery, document)
  if (told.kind === 'back' && told.restToo) return told
  // What is still to be told elsewhere does not keep two messages from offering the same.
  const retired = await retireButton(delivery, document)
  return told.kind === 'back' || retired.kind === 'gone' ? told : retired
}

/**
 * Tells one document: the message of its deployment is posted or edited, its thread is added to, other channels are told. What
 * was told is remembered step by step, so that a double or a second attempt goes on where the first one ended. A worker that
 * dies between a post and its note, or does not hear what became of a post, may leave a message that nobody edits; the next one
 * posts another, so often as `unclear-posts.ts` counts.
 */
async function tellDocument(delivery: BotDelivery, document: FollowedDocument): Promise<Fate> {
  const telling = { delivery, document, id: idOf(document) }
  if (isOld(document, delivery.clock.now())) return done(telling, 'too old')
  const { message = untouched, write } = await delivery.messages.load(telling.id)
  if (isAhead(document, message, delivery.clock.now())) return later(editEveryMs / 1_000)
  const manner = { ...mannerOf(delivery), commits: await commitsFor(telling) }
  const steps = stepsOf(document, message, manner)
  if (steps.length === 0) return done(telling, 'told before')
  const held = heldSeconds(telling)
  const allowed = steps.filter((step) => held === 0 || !disturbs(step, message))
  const now = refusedLast(allowed, message, document)
  const [first] = now
  if (!first) return isProgress(document) ? done(telling, 'quiet hours') : later(held)
  const pause = pauseBefore(now, message, delivery.clock.now())
  if (pause > 0) return later(pause)
  const web = await renewingWeb(delivery)
  const taken = await take(telling, { message, write }, first)
  if (!taken) return later(editEveryMs / 1_000)
  const fate = await tellSteps({ ...telling, web }, taken, now)
  return fate.kind === 'gone' && now.length < steps.length ? later(held) : fate
}

async function commitsFor({ delivery: { commits }, document, id }: Telling): Promise<readonly Commits[]> {
  return commits && !isProgress(document) && document.kind === 'outcome' ? await commits.of(id) : []
}

function mannerOf({ bot: { channel, routes }, mentions, buttons }: BotDelivery): Manner {
  const routing = { channel, ...(routes && { routes }), ...(mentions && { mentions }) }
  return { routing, ...(buttons && { buttons }) }
}

/** What people are asked is news until it is answered, and then another progress or the outcome has been told. */
function isOld(document: FollowedDocument, now: Millis): boolean {
  return isProgress(document) && document.asks === undefined && now - Date.parse(document.at) > freshMs
}

/** The living message, which has the buttons, comes by another topic. Without it the question is put all the same, a little later. */
const aheadMs = 30_000

function isAhead(document: FollowedDocument, { posted }: LivingMessage, now: Millis): boolean {
  if (posted || isProgress(document) || document.kind !== 'notice' || document.asks === undefined) return false
  return now - Date.parse(document.at) < aheadMs
}

function heldSeconds({ delivery: { quietHours, clock }, document }: Telling): number {
  if (isProgress(document) ? document.asks !== undefined : cannotWait(document)) return 0
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

function done({ delivery, document }: Telling, why: string): Fate {
  delivery.log.debug('nothing to tell slack', { ...keysOf(document), why })
  return { kind: 'gone' }
}
