import type { SecretName } from '../../config/normalised.ts'
import type { LivingMessage } from '../../living-ports.ts'
import { type DeliveryLog, type Fate, nameOf } from '../delivery.ts'
import { keysOf } from '../log-keys.ts'
import { type FollowedDocument, isProgress } from '../parse-document.ts'
import { mendWebRefusal, moveBack } from './mend-web-refusal.ts'
import { type Performed, withKey } from './perform-step.ts'
import type { Step } from './plan.ts'
import { cleared, forgotten, lookAt } from './unclear-posts.ts'

/** What a step was about. `message`: before it, with its post begun. */
export interface Attempt {
  readonly document: FollowedDocument
  readonly step: Step
  readonly message: LivingMessage
  readonly token: SecretName
  readonly log: DeliveryLog
}

/** What becomes of the document, and the message as it is to be remembered. */
export interface StepEnd {
  readonly fate: Fate
  readonly message: LivingMessage
  readonly isTold: boolean
}

/** What becomes of a document after a step. Only what must not get lost is worth the dead-letter queue. */
export function endOfStep(attempt: Attempt, performed: Performed): StepEnd {
  const { document, step, log } = attempt
  const message = cleared(attempt.message, step)
  switch (performed.kind) {
    case 'told':
      return { fate: { kind: 'gone' }, message: cleared(performed.message, step), isTold: true }
    case 'unwanted':
      log.info('the message is left alone', { ...keysOf(document), reason: performed.why })
      return { fate: { kind: 'gone' }, message, isTold: false }
    case 'refused':
      return { fate: refused(attempt, performed), message, isTold: false }
    case 'limited':
      return { fate: later(attempt, performed.why, performed.afterSeconds), message, isTold: false }
    case 'unavailable':
      if (performed.unclear) return unclear(attempt, performed.why, { restToo: true })
      return { fate: later(attempt, performed.why, undefined), message, isTold: false }
    case 'waiting':
      return unclear(attempt, performed.why, { restToo: false })
  }
}

function later({ document, log }: Attempt, why: string, afterSeconds: number | undefined): Fate {
  log.warn('slack takes no messages at the moment', { ...keysOf(document), reason: why })
  return { kind: 'back', afterSeconds, restToo: true }
}

function isSpare({ document, step }: Attempt): boolean {
  return isProgress(document) || (step.kind === 'reply' && step.spare)
}

function refused(
  attempt: Attempt,
  { why, channel }: { readonly why: string; readonly channel: string },
): Extract<Fate, { kind: 'gone' | 'dead' }> {
  const { document, token, log } = attempt
  const mended = `${why}. ${mendWebRefusal(why, { secret: nameOf(token), channel })}`
  if (isSpare(attempt)) {
    log.warn('slack refuses what can be left out', { ...keysOf(document), reason: `${mended}.` })
    return { kind: 'gone' }
  }
  const reason = `${mended}; then ${moveBack}.`
  log.error('slack refuses the announcement', { ...keysOf(document), reason })
  return { kind: 'dead', reason }
}

/** Slack may have taken it. What can be left out is not posted again, the rest now and then. */
function unclear(attempt: Attempt, why: string, rest: { readonly restToo: boolean }): StepEnd {
  const { document, step, message, log } = attempt
  if (isSpare(attempt)) {
    log.warn('slack takes no messages at the moment', { ...keysOf(document), reason: `${why}; it is not repeated` })
    const left = step.kind === 'reply' ? withKey(forgotten(message, step), step.key) : message
    return { fate: { kind: 'gone' }, message: left, isTold: false }
  }
  const { afterSeconds, posts } = lookAt(message, step)
  if (afterSeconds !== undefined) {
    log.warn('slack takes no messages at the moment', { ...keysOf(document), reason: `${why}; it may have taken this` })
    return { fate: { kind: 'back', afterSeconds, ...rest, own: true }, message, isTold: false }
  }
  const reason = `${why}. Slack was given this ${posts} times and never said whether it took it: look for it in Slack; if it is missing, ${moveBack}.`
  log.error('slack does not say whether it took the announcement', { ...keysOf(document), reason })
  return { fate: { kind: 'dead', reason }, message, isTold: false }
}
