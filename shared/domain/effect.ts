import type { Announcement, Progress } from './announcement.ts'
import type { TaskPolicy } from './policy.ts'
import type { Release } from './record.ts'

/**
 * What reconcile is to do after the record is saved. `apply`, `revert` and `advance` are convergent: they are derived again
 * until the platform shows them. `announce` is repeated until acknowledged.
 */
export type Effect = PlatformEffect | TaskEffect | AnnounceEffect | TellEffect

/** What is asked of the platform. */
export type PlatformEffect = ApplyEffect | AdvanceEffect

/** What is asked of whoever runs tasks. Repeated until the task is seen to run, or to stop. */
export type TaskEffect = RunTaskEffect | StopTaskEffect

/** Before the rollout, or after the proof. */
export type TaskPlace = 'before' | 'after'

/** Runs a task once, with the images of the release; the same deployment and place never start a second one. */
export interface RunTaskEffect {
  readonly kind: 'run-task'
  readonly deploymentId: string
  readonly place: TaskPlace
  /** Without a carrier one is made first, as for a rollout. */
  readonly release: Release
  readonly task: TaskPolicy
  /** True when an earlier call may have gone through: search before running anything. */
  readonly again: boolean
}

export interface StopTaskEffect {
  readonly kind: 'stop-task'
  readonly deploymentId: string
  readonly place: TaskPlace
  /** The platform's id of it. */
  readonly task: string
  readonly why: string
}

export interface ApplyEffect {
  /** `revert` brings back a ledger entry; the platform may have to make its carrier usable again. */
  readonly kind: 'apply' | 'revert'
  readonly deploymentId: string
  readonly release: Release
  readonly force: boolean
  /** True when an earlier call may have gone through: search before making anything anew. */
  readonly again: boolean
  /** Force mode: the carrier to start from. */
  readonly base?: string
  /** Earlier deployments of ours that may have left something half-way, newest first: it may be replaced, and a way back covers it. */
  readonly overtakes?: readonly string[]
  /** For the list of differences: what the release replaces. */
  readonly replaces?: string
  /** The condemned rollout and the stage it was last seen in, where it has stages: it may be possible to turn it around. */
  readonly ends?: { readonly rollout: string; readonly stage: string }
}

/** Takes the next step of our own rollout (`Rollout.next`). Nothing is to be done when it has left the stage meanwhile. */
export interface AdvanceEffect {
  readonly kind: 'advance'
  readonly deploymentId: string
  readonly release: Release
  readonly rollout: string
  readonly stage: string
  /** As for `apply`. */
  readonly overtakes?: readonly string[]
}

export interface AnnounceEffect {
  readonly kind: 'announce'
  readonly announcement: Announcement
}

/** Tells those who follow a deployment how far it is. Repeated until told, or until there is something newer. */
export interface TellEffect {
  readonly kind: 'tell'
  readonly progress: Progress
}

/** What came of an effect; folded into the record by `acknowledge`. */
export type Result =
  | AppliedResult
  | TaskStartedResult
  | TaskStoppingResult
  | RefusedResult
  | AnnouncedResult
  | ToldResult

export interface AppliedResult {
  readonly kind: 'applied'
  readonly deploymentId: string
  readonly rollout: { readonly id: string; readonly carrier: string; readonly createdAt: number }
  readonly differences?: readonly string[]
}

export interface TaskStartedResult {
  readonly kind: 'task-started'
  readonly deploymentId: string
  readonly place: TaskPlace
  /** The platform's id of it. */
  readonly task: string
  readonly carrier: string
}

export interface TaskStoppingResult {
  readonly kind: 'task-stopping'
  readonly deploymentId: string
}

/** The platform did nothing; of `unavailable` nobody knows whether it did. */
export interface RefusedResult {
  readonly kind: 'refused'
  readonly deploymentId: string
  readonly cause: 'throttled' | 'unavailable' | 'gone' | 'denied' | 'unsupported' | 'invalid'
  readonly message: string
  /** It was a step of a rollout that is on its way. */
  readonly ofStep?: true
}

export interface AnnouncedResult {
  readonly kind: 'announced'
  readonly id: string
}

export interface ToldResult {
  readonly kind: 'told'
  readonly id: string
}
