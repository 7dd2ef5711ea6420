import type { ContainerName, Digest, Millis } from './image.ts'
import type { TimelineEntry } from './timeline-entry.ts'

/** How a deployment ends. `failed`: nothing was changed, or there was nothing to go back to; the reason says which. */
export type Outcome =
  | 'succeeded'
  | 'rolled-back'
  | 'rollback-failed'
  | 'failed'
  | 'superseded'
  | 'cancelled'
  | 'expired'

/** Something people are told. It stays in the record's outbox until it was published; `id` lets receivers drop doubles. */
export type Announcement = OutcomeAnnouncement | NoticeAnnouncement

interface AnnouncementBase {
  /** Deterministic: the same happening has the same id, however often it is derived. */
  readonly id: string
  readonly target: string
  readonly at: Millis
  readonly reason: string
}

/** A deployment ended. */
export interface OutcomeAnnouncement extends AnnouncementBase {
  readonly kind: 'outcome'
  readonly outcome: Outcome
  readonly deployment: DeploymentSummary
}

/**
 * Something else a person must know.
 * `not-deployed`: a push that the target follows was left alone (held, older, stopped, observed only). `usurped`: somebody
 * else changed the images. `stuck`: still broken, a person is needed. `healed`: stuck no more. `refused`: a command cannot be
 * carried out. `task-failed`: the task after the proof failed; the release stays. `waiting`: a start has been waiting for long, or trouble that passes by itself has not passed for an hour. `no-commit`: nobody can tell which commit an image was built from.
 */
export interface NoticeAnnouncement extends AnnouncementBase {
  readonly kind: 'notice'
  readonly notice:
    | 'not-deployed'
    | 'would-deploy'
    | 'usurped'
    | 'stuck'
    | 'healed'
    | 'refused'
    | 'task-failed'
    | 'waiting'
    | 'no-commit'
  readonly images?: Readonly<Record<ContainerName, AnnouncedImage>>
  readonly deploymentId?: string
  /** The stage that a person has to approve; `start` before it begins. */
  readonly asks?: string
}

/** How far a deployment has come: for whoever follows it. What is newer takes the place of what was not told yet. */
export interface Progress extends Standing {
  /** Deterministic, from deployment and sequence. */
  readonly id: string
  readonly target: string
  readonly at: Millis
  /** Counts up within a deployment: what comes later with a lower number is old. */
  readonly sequence: number
  readonly deployment: Omit<DeploymentSummary, 'endedAt'>
}

/** Where a deployment is. */
export interface Standing {
  /** `waiting`: it has not begun, and people were asked whether it may. */
  readonly phase: 'waiting' | 'preparing' | 'rolling' | 'proving' | 'finishing' | 'reverting'
  /** Instances of the rollout that is watched, as far as it was seen; on the way back those of what is gone back to. */
  readonly running?: number
  readonly desired?: number
  /** Where a rollout of several steps is, in words (`10 % of traffic`). */
  readonly stage?: string
  readonly bakesUntil?: Millis
  /** Proofs that did not hold at their last look: `health failed`. */
  readonly doubts?: readonly string[]
  /** The stage that a person has to approve; `start` before it begins. */
  readonly asks?: string
  /** Waiting: what has not begun by then has expired. */
  readonly expiresAt?: Millis
}

export interface AnnouncedImage {
  readonly repository: string
  readonly digest: Digest
  readonly tag?: string
}

export interface TriggerSummary {
  readonly kind: string
  readonly by?: string
  readonly at: Millis
  /** Of a promotion: the target that its images were proven on. */
  readonly from?: string
  /** Who let it begin, where that needed an approval. */
  readonly approvedBy?: string
  /** It began in a freeze, and this is why. */
  readonly override?: string
}

export interface DeploymentSummary {
  readonly id: string
  readonly trigger: TriggerSummary
  readonly startedAt: Millis
  readonly endedAt: Millis
  readonly from?: Readonly<Record<ContainerName, AnnouncedImage>>
  readonly to: Readonly<Record<ContainerName, AnnouncedImage>>
  /** What runs after a revert. */
  readonly restored?: Readonly<Record<ContainerName, AnnouncedImage>>
  readonly changed: readonly ContainerName[]
  /** Why it failed, in plain words, most telling first. */
  readonly failures: readonly string[]
  /** When it was seen to have failed. */
  readonly failedAt?: Millis
  /** What else differs between the failed and the restored carrier. */
  readonly differences?: readonly string[]
  /** It ended `failed`, and what failed is still on the target. */
  readonly broken?: true
  /** The deployment that took over. */
  readonly successor?: string
  readonly carrier?: string
  readonly timeline: readonly TimelineEntry[]
}
