import type { SecretName } from '../../config/normalised.ts'
import { type DeliveryLog, type Fate, nameOf } from '../delivery.ts'
import { keysOf } from '../log-keys.ts'
import { type FollowedDocument, isProgress } from '../parse-document.ts'
import { mendWebRefusal } from './mend-web-refusal.ts'
import type { Performed } from './perform-step.ts'
import type { Step } from './plan.ts'

/** What a step was about. */
export interface Attempt {
  readonly document: FollowedDocument
  readonly step: Step
  readonly channel: string
  readonly token: SecretName
  readonly log: DeliveryLog
}

/** What becomes of a document whose step was not told. Only what must not get lost is worth the dead-letter queue. */
export function fateOfStep(attempt: Attempt, performed: Exclude<Performed, { kind: 'told' }>): Fate {
  const { document, log } = attempt
  switch (performed.kind) {
    case 'unwanted':
      log.info('the message was deleted more than once and is left alone', keysOf(document))
      return { kind: 'gone' }
    case 'refused':
      return refused(attempt, performed.why)
    case 'limited':
      return later(attempt, performed.why, performed.afterSeconds)
    case 'unavailable':
      return later(attempt, performed.why, undefined)
  }
}

function later({ document, log }: Attempt, why: string, afterSeconds: number | undefined): Fate {
  log.warn('slack takes no messages at the moment', { ...keysOf(document), reason: why })
  return { kind: 'back', afterSeconds, restToo: true }
}

function refused({ document, step, channel, token, log }: Attempt, why: string): Fate {
  const reason = `${why}. ${mendWebRefusal(why, { secret: nameOf(token), channel })}`
  const isSpare = isProgress(document) || (step.kind === 'reply' && step.spare)
  if (isSpare) {
    log.warn('slack refuses what can be left out', { ...keysOf(document), reason })
    return { kind: 'gone' }
  }
  log.error('slack refuses the announcement', { ...keysOf(document), reason })
  return { kind: 'dead', reason }
}
