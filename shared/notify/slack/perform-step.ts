import type { LivingMessage } from '../../ports.ts'
import type { Step } from './plan.ts'
import type { SlackAnswer, SlackWeb } from './slack-port.ts'

/** What came of a step: the message as it is to be remembered, or why it was not told. */
export type Performed =
  | { readonly kind: 'told'; readonly message: LivingMessage }
  | Exclude<SlackAnswer, { kind: 'told' | 'missing' }>
  /** The message was deleted more than once: whoever does that wants none. */
  | { readonly kind: 'unwanted' }

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

/** Tells one step. Throws for nothing that Slack answers. */
export async function performStep(step: Step, message: LivingMessage, performing: Performing): Promise<Performed> {
  switch (step.kind) {
    case 'show':
      return await show(step, message, performing)
    case 'reply':
      return await reply(step, message, performing)
    case 'post':
      return told(await performing.web.post({ channel: step.channel, message: step.message }), () =>
        withKey(message, step.key),
      )
  }
}

async function show(
  step: Extract<Step, { kind: 'show' }>,
  message: LivingMessage,
  performing: Performing,
): Promise<Performed> {
  const { web, sequence } = performing
  if (!message.posted) return await post(step, message, performing)
  const answer = await web.edit({ ...message.posted, message: step.message })
  if (answer.kind !== 'missing') return told(answer, () => shown(message, performing))
  if (sequence !== undefined && message.reposts >= mostReposts) return { kind: 'unwanted' }
  return await post(step, { ...message, reposts: message.reposts + 1 }, performing)
}

async function post(
  { anew, covers }: Extract<Step, { kind: 'show' }>,
  message: LivingMessage,
  performing: Performing,
): Promise<Performed> {
  const answer = await performing.web.post({ channel: performing.home, message: anew })
  return told(answer, (posted) => {
    const next = { ...shown(message, performing), posted }
    return covers === undefined ? next : withKey(next, covers)
  })
}

/** A thread that is gone takes no reply; what matters is then told in the channel itself. */
async function reply(
  step: Extract<Step, { kind: 'reply' }>,
  message: LivingMessage,
  { web, home }: Performing,
): Promise<Performed> {
  const { key, broadcast, spare } = step
  const { posted } = message
  const done = () => withKey(message, key)
  if (posted) {
    const { channel, ts: thread } = posted
    const answer = await web.post({ channel, thread, broadcast, message: step.message })
    if (answer.kind !== 'missing') return told(answer, done)
  }
  if (spare) return { kind: 'told', message: done() }
  return told(await web.post({ channel: home, message: step.message }), done)
}

function told(
  answer: SlackAnswer,
  next: (posted: { readonly channel: string; readonly ts: string }) => LivingMessage,
): Performed {
  if (answer.kind === 'told') return { kind: 'told', message: next({ channel: answer.channel, ts: answer.ts }) }
  return answer.kind === 'missing' ? { kind: 'refused', why: answer.why } : answer
}

function shown(message: LivingMessage, { now, sequence }: Performing): LivingMessage {
  const edited = { ...message, editedAt: now }
  return sequence === undefined ? { ...edited, ended: true } : { ...edited, sequence }
}

/** Doubles of the queue come within days: the newest keys are enough. */
const keysKept = 60

function withKey(message: LivingMessage, key: string): LivingMessage {
  return { ...message, told: [...message.told, key].slice(-keysKept) }
}
