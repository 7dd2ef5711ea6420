import type { TaskPlace } from './effect.ts'
import type { Evidence } from './fact.ts'
import type { ContainerName, Digest, Digests, Manifests, Millis } from './image.ts'
import type { ProofSight, ScanSight } from './proof.ts'
import type { Mark } from './record.ts'

/** What could be seen of a target and its registry at one moment. A part that was not asked for is absent. */
export interface Observation {
  readonly platform?: PlatformView | Problem
  readonly registry?: RegistryView | Problem
  /** Usability of ledger entries and of images to start, by release key. Asked for when going back and before a start. */
  readonly candidates?: readonly Candidate[]
  /** Whether the whole stack is stopped. Asked for before a start. */
  readonly stackStop?: StackStop
  /** Other targets that a start has to wait for, by name. Asked for before a start. */
  readonly others?: Readonly<Record<string, OtherTarget>>
  /** The alarms of the policy. Asked for before a start and until the release is proven. */
  readonly alarms?: readonly AlarmState[] | Problem
  /** What looking at the proofs came to. Asked for while proving, those that are due. */
  readonly proofs?: readonly ProofSight[] | Problem
  /** Scans of the images to start, by digest. Asked for before a start that a scan is to allow. */
  readonly scans?: Readonly<Record<Digest, ScanSight | Problem>>
  /** The task of the deployment in progress. Asked for once it was to be run. */
  readonly task?: TaskSight | Problem
}

/** What is seen of the task that runs once for a deployment. */
export interface TaskSight {
  readonly kind: 'seen'
  readonly at: Millis
  /** Whose task was looked for. */
  readonly deploymentId: string
  readonly place: TaskPlace
  /** Absent where there is none to be seen: not started, not visible yet, or ended long ago. */
  readonly task?: OneOffTask
}

export interface OneOffTask {
  /** The platform's own id. */
  readonly id: string
  readonly carrier?: string
  readonly state: 'starting' | 'running' | 'stopping' | 'stopped'
  /** Of the container whose command it was; absent where that never ran. */
  readonly exitCode?: number
  /** Why it stopped, in plain words. */
  readonly reason?: string
  /** Image or command is to blame for its end: not so where its host was taken back, somebody stopped it, or there was no room. */
  readonly conclusive?: boolean
  /** Where its log is, by name and by an address for people. */
  readonly log?: { readonly name: string; readonly link: string }
}

/** What a start needs to know of another target. */
export interface OtherTarget {
  readonly phase: 'idle' | 'waiting' | 'preparing' | 'rolling' | 'proving' | 'finishing' | 'reverting' | 'stuck'
  /** The deployment in progress. */
  readonly deploymentId?: string
  /** What it is to run next: the goal of the deployment in progress and the next start. */
  readonly coming: readonly Digest[]
  /** What is known to run there. */
  readonly runs: readonly Digest[]
  /** What was proven there, and when last. */
  readonly proven: readonly { readonly digest: Digest; readonly at: Millis }[]
  /** Deployments that were proven, or had nothing to run. */
  readonly succeeded: readonly string[]
  /** What failed there or was rolled back from by a person, each as the pairs that changed, and when. */
  readonly held: readonly { readonly digests: Digests; readonly at: Millis }[]
  /** The newest push that it knows of each container. */
  readonly marks: Readonly<Record<ContainerName, Mark | null>>
}

/** An alarm of the platform's, by name. */
export interface AlarmState {
  readonly name: string
  readonly state: 'ok' | 'alarm' | 'insufficient-data' | 'missing'
  /** Since when it is in this state. */
  readonly since: Millis
  /** When it last began to fire since the time asked about, though it may be quiet again; absent when it did not. */
  readonly firedSince?: Millis
  /** The platform's words: `Threshold Crossed: 1 datapoint …`; where `firedSince` is there, those of that time. */
  readonly reason?: string
}

/** What keeps the whole stack from starting anything. */
export interface StackStop {
  readonly stopped: boolean
  readonly by?: string
  readonly reason?: string
  readonly frozen?: StackFreeze
}

/** Frozen by a person, until a time. */
export interface StackFreeze {
  readonly until: Millis
  readonly by: string
  readonly reason?: string
}

/** What the platform shows of a target. */
export interface PlatformView {
  readonly kind: 'seen'
  /** When it was read at the platform: a view older than our call proves nothing about the call. */
  readonly at: Millis
  /** How many instances the platform is asked to keep. */
  readonly desired: number
  readonly rollouts: readonly Rollout[]
  /** Stopped instances read from the platform (events may have told of the same ones). */
  readonly evidence?: readonly Evidence[]
  /** Newest messages of the platform, at most five. */
  readonly messages: readonly string[]
  /** Child manifests newly learned of. */
  readonly manifests?: Manifests
}

/**
 * One rollout as the platform tells it.
 * `unsupported`: the platform does not say how the rollout fares (classic load balancer).
 */
export type RolloutState =
  | 'in-progress'
  | 'completed'
  | 'failed'
  | 'stopped'
  | 'rolling-back'
  | 'rolled-back'
  | 'rollback-failed'
  | 'unsupported'

export interface Rollout {
  readonly id: string
  /** What carries its release on the platform (task definition ARN, Lambda version, colour). */
  readonly carrier: string
  /** Whether the platform is moving the target towards this rollout (ECS PRIMARY). */
  readonly leading: boolean
  readonly state: RolloutState
  /** Where the platform does not say when: the time of the view. */
  readonly createdAt: Millis
  readonly desired: number
  readonly running: number
  readonly pending: number
  readonly failed: number
  /** Instances that are healthy by the platform's own measure; absent where that was not looked up. */
  readonly healthy?: number
  /** Absent while unknown (a tag not yet resolved). */
  readonly digests?: Digests
  /** The deployment that made the carrier, where the carrier says so (a tag of the task definition). */
  readonly madeBy?: string
  /** The platform's own words. */
  readonly reason?: string
  /** Where a rollout of several steps is, in words (`10 % of traffic`). Another stage is progress. */
  readonly stage?: string
  /** How long the platform declared to stay in this stage, ms: not held against the deadline. */
  readonly staysMs?: Millis
  /** The platform waits in this stage for a step that is Longshore's to take. */
  readonly next?: NextStep
}

/** What Longshore is to do next with a rollout that it leads step by step. */
export interface NextStep {
  /** `moves 50 % of the traffic` */
  readonly what: string
  /** How long the stage must have lasted before, ms. */
  readonly afterMs: Millis
  /** Only after a person has approved. */
  readonly approval?: true
}

/** The newest image of each container that its tag policy admits, as the registry shows it; `null` when there is none. */
export interface RegistryView {
  readonly kind: 'seen'
  readonly at: Millis
  readonly newest: Readonly<Record<ContainerName, RegistryImage | null>>
}

export interface RegistryImage {
  readonly tag: string
  readonly digest: Digest
  readonly pushedAt: Millis
}

export interface Candidate {
  /** Key of the release (see `releaseKey`). */
  readonly release: string
  readonly usable: boolean
  /** Why not: `image … is gone from the registry`. */
  readonly why?: string
}

/**
 * Why something could not be seen or done.
 * `throttled` and `unavailable` pass by themselves; `gone`, `denied`, `unsupported` and `invalid` need a person.
 */
export interface Problem {
  readonly kind: 'problem'
  readonly cause: 'throttled' | 'unavailable' | 'gone' | 'denied' | 'unsupported' | 'invalid'
  /** What, why and how to mend, naming the thing: fit for a message to people. */
  readonly message: string
  /** The role that could not be taken on, so that nothing was asked by it. */
  readonly role?: RefusedRole
}

/** A role of another account, for one of its regions. */
export interface RefusedRole {
  readonly arn: string
  readonly account: string
  readonly region: string
}

export function isProblem(seen: unknown): seen is Problem {
  return typeof seen === 'object' && seen !== null && 'kind' in seen && seen.kind === 'problem'
}

/** Whether waiting helps. */
export function passesByItself(problem: Problem): boolean {
  return problem.cause === 'throttled' || problem.cause === 'unavailable'
}
