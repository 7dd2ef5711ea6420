import type { LivingMessage } from '../../living-ports.ts'
import { outcomeMark, type Step } from './plan.ts'
import type { SlackAnswer, SlackPost, SlackWeb } from './slack-port.ts'
import { lookAt, unclearPosts } from './unclear-posts.ts'

/** What came of a step: the message as it is to be remembered, or why it was not told. */
export type Performed =
  | { readonly kind: 'told'; readonly message: LivingMessage }
  | Extract<SlackAnswer, { kind: 'limited' }>
  /** `unclear`: a post that Slack may have taken. */
  | Extract<SlackAnswer, { kind: 'unavailable' }>
  | (Extract<SlackAnswer, { kind: 'refused' }> & { readonly channel: string })
  | { readonly kind: 'unwanted'; readonly why: string }
  /** It may have been taken before, and it is too soon to post it again. */
  | { readonly kind: 'waiting'; readonly why: string }

/** What a step is performed with. */
export interface Performing {
  readonly web: SlackWeb
  readonly home: string
  /** Epoch ms. */
  readonly now: number
  /** Of the progress that is shown; absent: the outcome is. */
  readonly sequence?: number
}

/** Progress takes the place of a deleted message once; an outcome always. */
const mostReposts = 1

/** Posts of progress that Slack may have taken, the one that begins among them: one message more than wanted is enough. */
const mostUnclearProgress = 2

/** Tells one step. Throws for nothing that Slack answers. */
export async function performStep(step: Step, message: LivingMessage, performing: Performing): Promise<Performed> {
  const mayEdit = step.kind === 'show' && message.posted !== undefined
  if (!mayEdit && performing.sequence === undefined && !lookAt(message, step).isToPost)
    return { kind: 'waiting', why: 'Slack did not say whether it took this before' }
  switch (step.kind) {
    case 'show':
      return await show(step, message, performing)
    case 'reply':
      return await reply(step, message, performing)
    case 'post':
      return await post(performing, { channel: step.channel, message: step.message }, () => withKey(message, step.key))
  }
}

async function show(
  step: Extract<Step, { kind: 'show' }>,
  message: LivingMessage,
  performing: Performing,
): Promise<Performed> {
  const { web, home, sequence } = performing
  const { posted } = message
  if (!posted) return await showAnew(step, message, performing)
  const answer = await web.edit({ ...posted, message: step.message })
  if (!isGone(answer, posted.channel, home)) return edited(answer, posted.channel, () => shown(message, performing))
  if (sequence !== undefined && message.reposts >= mostReposts)
    return { kind: 'unwanted', why: 'the message was deleted more than once' }
  return await showAnew(step, { ...message, reposts: message.reposts + 1 }, performing)
}

async function showAnew(
  step: Extract<Step, { kind: 'show' }>,
  message: LivingMessage,
  performing: Performing,
): Promise<Performed> {
  const { home, sequence } = performing
  if (sequence !== undefined && unclearPosts(message, step) > mostUnclearProgress)
    return { kind: 'unwanted', why: 'Slack did not say whether it took the ones before' }
  return await post(performing, { channel: home, message: step.anew }, (posted) => {
    const next = { ...shown(message, performing), posted }
    return step.covers === undefined ? next : withKey(next, step.covers)
  })
}

/** A thread that is gone takes no reply; what matters is then told in the channel itself. */
async function reply(
  step: Extract<Step, { kind: 'reply' }>,
  message: LivingMessage,
  performing: Performing,
): Promise<Performed> {
  const { web, home } = performing
  const { key, broadcast, spare } = step
  const { posted } = message
  const done = () => withKey(message, key)
  if (posted) {
    const { channel, ts: thread } = posted
    const answer = await web.post({ channel, thread, broadcast, message: step.message })
    if (!isGone(answer, channel, home)) return told(answer, channel, done)
  }
  if (spare) return { kind: 'told', message: done() }
  return await post(performing, { channel: home, message: step.message }, done)
}

const closedChannel = ['is_archived', 'channel_not_found', 'not_in_channel']

/** Somebody deleted it; or it is in a channel that the bot is shut out of, and another one is the home by now. */
function isGone(answer: SlackAnswer, channel: string, home: string): boolean {
  if (answer.kind === 'missing') return true
  return answer.kind === 'refused' && channel !== home && closedChannel.includes(answer.code ?? '')
}

type Next = (posted: { readonly channel: string; readonly ts: string }) => LivingMessage

async function post({ web }: Performing, given: SlackPost, next: Next): Promise<Performed> {
  return told(await web.post(given), given.channel, next)
}

/** An edit may be repeated: it leaves no second message, whatever became of the first attempt. */
function edited(answer: SlackAnswer, channel: string, next: Next): Performed {
  if (answer.kind !== 'unavailable') return told(answer, channel, next)
  return { kind: 'unavailable', why: answer.why }
}

function told(answer: SlackAnswer, channel: string, next: Next): Performed {
  switch (answer.kind) {
    case 'told':
      return { kind: 'told', message: next({ channel: answer.channel, ts: answer.ts }) }
    case 'missing':
      return { kind: 'refused', why: answer.why, channel }
    case 'refused':
      return { ...answer, channel }
    case 'limited':
    case 'unavailable':
      return answer
  }
}

function shown(message: LivingMessage, { now, sequence }: Performing): LivingMessage {
  const edited = { ...message, editedAt: now }
  return sequence === undefined ? { ...edited, ended: true } : { ...edited, sequence }
}

/** Doubles of the queue come within days: of what may come for ever, the newest are enough. */
const keysKept = 60

/** What was told, and need not be told again. */
export function withKey(message: LivingMessage, key: string): LivingMessage {
  const told = [...message.told, key]
  const others = told.filter((one) => !one.startsWith(outcomeMark)).slice(-keysKept)
  return { ...message, told: told.filter((one) => one.startsWith(outcomeMark) || others.includes(one)) }
}
