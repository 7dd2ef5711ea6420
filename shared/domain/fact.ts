import type { Digest, Images, Millis } from './image.ts'

/**
 * Something that cannot be observed afterwards. It waits in the target's inbox under `id` until reconcile has folded it
 * into the record; a second fact with a folded id changes nothing.
 */
export type Fact =
  | PushFact
  | RedeployFact
  | RollbackFact
  | PromoteFact
  | ApproveFact
  | RejectFact
  | CancelFact
  | StopFact
  | FreezeFact
  | ResumeFact
  | TaskStoppedFact

interface FactBase {
  readonly id: string
  /** When it happened at its source. */
  readonly at: Millis
}

/** A tag was pushed (or replicated) to a repository that the target follows. */
export interface PushFact extends FactBase {
  readonly kind: 'push'
  readonly repository: string
  readonly tag: string
  readonly digest: Digest
  /** When the event arrived. */
  readonly receivedAt?: Millis
}

interface CommandBase extends FactBase {
  /** Who asked, as they claim; `unknown` for a bare invoke. */
  readonly by: string
}

/** A person wants a release rolled out: what runs now, or `image`. Answered beforehand with `deploymentId`. */
export interface RedeployFact extends CommandBase {
  readonly kind: 'redeploy'
  readonly deploymentId: string
  /** Which image to deploy; resolved to a digest before the fact was written. */
  readonly image?: { readonly repository: string; readonly tag?: string; readonly digest: Digest }
  /** Why a freeze does not count this time. */
  readonly override?: string
}

/** A person wants to go back: to the newest usable ledger entry that is not running, or to the entry holding `to`. */
export interface RollbackFact extends CommandBase {
  readonly kind: 'rollback'
  readonly deploymentId: string
  readonly to?: Digest
  /** The deployment to go back from. Void once anything else runs, waits or has begun. Absent: whatever is there. */
  readonly from?: string
}

/** A person wants the very images that were proven on another target. Answered beforehand with `deploymentId`. */
export interface PromoteFact extends CommandBase {
  readonly kind: 'promote'
  readonly deploymentId: string
  /** The target they were proven on. */
  readonly from: string
  /** One for each container. */
  readonly images: Images
  /** Why a freeze does not count this time. */
  readonly override?: string
}

/** What is approved of a deployment that has not begun: its start. */
export const startStage = 'start'

/** A person lets the deployment go on that waits for it. Void for any other. */
export interface ApproveFact extends CommandBase {
  readonly kind: 'approve'
  readonly deploymentId: string
  /** What was approved: the stage that the deployment stood in; {@link startStage} before it begins. */
  readonly stage: string
}

/** A person says no to a deployment that waits for an approval. Void for any other. */
export interface RejectFact extends CommandBase {
  readonly kind: 'reject'
  readonly deploymentId: string
  readonly reason?: string
}

/** A person wants a deployment taken back, or not begun. Void for any other. */
export interface CancelFact extends CommandBase {
  readonly kind: 'cancel'
  readonly deploymentId: string
  readonly reason?: string
}

/** Paused: no automatic start on this target until `resume`. */
export interface StopFact extends CommandBase {
  readonly kind: 'stop'
  readonly reason?: string
}

/** No automatic start on this target until a time, or `resume`. */
export interface FreezeFact extends CommandBase {
  readonly kind: 'freeze'
  readonly until: Millis
  readonly reason?: string
}

/** Lifts pause, freeze, holds and what a usurper left; leaves `stuck`. */
export interface ResumeFact extends CommandBase {
  readonly kind: 'resume'
}

/** A task of some rollout stopped in a way that may count against it. */
export interface TaskStoppedFact extends FactBase {
  readonly kind: 'task-stopped'
  readonly evidence: Evidence
}

/** One stopped task, told in plain words. Counted once per `task`. */
export interface Evidence {
  /** The platform's own id of the task. */
  readonly task: string
  /** The platform's id of the rollout that started it. */
  readonly rollout: string
  readonly at: Millis
  /** `container app exited with code 137 (out of memory)` */
  readonly reason: string
  /** False for scale-in, spot, host maintenance: seen, never counted. */
  readonly conclusive: boolean
}
