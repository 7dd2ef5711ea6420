import type { DeploymentSummary, OutcomeAnnouncement } from '../domain/announcement.ts'
import type { Millis } from '../domain/image.ts'

/**
 * What a deployment came to, as far as figures are concerned. `released`: other images than before run, proven. `restarted`:
 * the same images, anew. `went-back`: a person's rollback, proven. `taken-back`: it failed and a proven release runs again.
 * `broken`: it failed and what failed was left on the target. `nothing`: it changed nothing that lasts (superseded, cancelled,
 * expired, refused), or nothing ran.
 */
export type Came = 'released' | 'restarted' | 'went-back' | 'taken-back' | 'broken' | 'nothing'

/** An ended deployment in the words of the figures. */
export interface Ended {
  readonly target: string
  readonly came: Came
  /** Whether other images were to run than before. A rollback brings none: it is the answer to a change. */
  readonly brings: boolean
  /** Whether the platform was asked for it: what was cancelled before that has changed nothing. */
  readonly touches: boolean
  /** Whether a person asked to go back, and did not withdraw it: that says what he thinks of a release, whatever came of it. */
  readonly goesBack: boolean
  /** Whether it succeeded with nothing to run. */
  readonly ranNothing: boolean
  /** When its failure was seen, its end where that is not known. */
  readonly failedAt: Millis
  readonly deployment: DeploymentSummary
}

export function endedOf(outcome: OutcomeAnnouncement): Ended {
  const { target, deployment } = outcome
  return {
    target,
    came: cameOf(outcome),
    brings: bringsImages(deployment),
    touches: touches(outcome),
    goesBack: goesBack(outcome),
    ranNothing: ranNothing(outcome),
    failedAt: Math.min(deployment.failedAt ?? deployment.endedAt, deployment.endedAt),
    deployment,
  }
}

function cameOf(ended: OutcomeAnnouncement): Came {
  const { outcome, deployment } = ended
  switch (outcome) {
    case 'succeeded':
      return ranNothing(ended) ? 'nothing' : wellAs(deployment)
    case 'rolled-back':
      return 'taken-back'
    case 'rollback-failed':
      return 'broken'
    case 'failed':
      return isLeftBroken(ended) ? 'broken' : 'nothing'
    case 'superseded':
    case 'cancelled':
    case 'expired':
      return 'nothing'
  }
}

function wellAs(deployment: DeploymentSummary): Came {
  if (deployment.trigger.kind === 'rollback') return 'went-back'
  return bringsImages(deployment) ? 'released' : 'restarted'
}

function bringsImages({ trigger, changed }: DeploymentSummary): boolean {
  return changed.length > 0 && trigger.kind !== 'rollback' && trigger.kind !== 'repair'
}

/** The domain's words for a call of the platform; a task before the rollout has others. */
const calls = /^asked (?:the platform to roll out$|again)/

function touches({ reason, deployment }: OutcomeAnnouncement): boolean {
  if (deployment.carrier !== undefined) return true
  if (isOld(deployment)) return !reason.includes('the target was not touched')
  return deployment.timeline.some(({ kind, what }) => kind === 'acted' && calls.test(what))
}

/** Whether what failed is on the target still. It is not where nothing was changed, nor where there is no target any more. */
function isLeftBroken({ reason, deployment }: OutcomeAnnouncement): boolean {
  return isOld(deployment) ? !reason.startsWith('nothing was changed') : deployment.broken === true
}

/** What older versions stored says neither of what sort its entries are nor whether it left the target broken: the reason tells. */
function isOld({ timeline }: DeploymentSummary): boolean {
  return timeline.every(({ kind }) => kind === undefined)
}

/** A rollback that is cancelled without a successor was taken back itself, or its target is not looked after any more. */
function goesBack({ outcome, deployment: { trigger, successor } }: OutcomeAnnouncement): boolean {
  return trigger.kind === 'rollback' && !(outcome === 'cancelled' && successor === undefined)
}

function ranNothing({ outcome, reason }: OutcomeAnnouncement): boolean {
  return outcome === 'succeeded' && reason.startsWith('nothing ran')
}
