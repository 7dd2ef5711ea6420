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
    failedAt: Math.min(deployment.failedAt ?? deployment.endedAt, deployment.endedAt),
    deployment,
  }
}

function cameOf({ outcome, reason, deployment }: OutcomeAnnouncement): Came {
  switch (outcome) {
    case 'succeeded':
      return reason.startsWith('nothing ran') ? 'nothing' : wellAs(deployment)
    case 'rolled-back':
      return 'taken-back'
    case 'rollback-failed':
      return 'broken'
    case 'failed':
      return reason.startsWith('nothing was changed') ? 'nothing' : 'broken'
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
