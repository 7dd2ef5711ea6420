import type { Announcement } from './announcement.ts'
import type { Evidence } from './fact.ts'
import type { ContainerName, Digest, Digests, Image, Images, Manifests, Millis } from './image.ts'
import type { Policy } from './policy.ts'
import type { ProofStanding } from './proof.ts'
import type {
  Call,
  EndedBadly,
  Freeze,
  OurCarrier,
  Refused,
  StartQuestion,
  Stop,
  Telling,
  Trouble,
  Usurped,
} from './remembered.ts'
import type { TimelineEntry } from './timeline-entry.ts'

/**
 * The newest version of the record's shape that this code reads. Version 2 has the phases with a task, version 3 what keeps a
 * start waiting for a person or a time, and promotions. Each record is written in the oldest version that knows what it holds,
 * so that an older Longshore refuses by name what it cannot go on with, and nothing else.
 */
export const recordVersion = 3

/** The versions that are written. Version 0 is read only. */
export type RecordVersion = 1 | 2 | typeof recordVersion

/** Everything Longshore remembers of one target. Stored whole, replaced whole, on condition that nobody else did. */
export interface TargetRecord {
  readonly version: RecordVersion
  readonly target: string
  readonly state: State
  /** The newest push known per container; only what comes above it is work. `null`: looked, and there was none. */
  readonly mark: Readonly<Record<ContainerName, Mark | null>>
  /** Repository and tags that each mark was seen under: under others it is a first sight again, so that a new configuration deploys nothing. */
  readonly followed?: Readonly<Record<ContainerName, string>>
  /** Proven releases, newest first. */
  readonly ledger: readonly LedgerEntry[]
  readonly holds: readonly Hold[]
  /** What is to start next: waits for settle, a stop or the end of the deployment in progress. One slot. */
  readonly pending?: Pending
  readonly outbox: readonly Announcement[]
  /** What those who follow the deployment in progress were told last. */
  readonly telling?: Telling
  /** Ids of the facts folded last. */
  readonly folded: readonly string[]
  /** Commands that were accepted and not carried out, newest first: whoever follows one is told why. */
  readonly refused?: readonly Refused[]
  /** Carriers that Longshore put on the target, newest first: a rollout of an older one is a stale write, not a usurper. */
  readonly ours: readonly OurCarrier[]
  /** Calls meant lately, newest first: a worker that was paused may make one of them long after. */
  readonly called?: readonly Call[]
  /** Paused by a person. */
  readonly stopped?: Stop
  /** Frozen by a person; a calendar of freezes is in the policy. */
  readonly frozen?: Freeze
  /** Set while somebody else's images are on the target. */
  readonly usurped?: Usurped
  /** Completed with nothing running: enters the ledger when first seen healthy. */
  readonly unproven?: Unproven
  readonly manifests: Manifests
  /** What somebody else's rollout was resolved to, so that it need not be looked up again. */
  readonly resolved?: { readonly rollout: string; readonly digests: Digests }
  /** What the last deployment left on the target knowingly: anything else seen at rest was put there by somebody. */
  readonly settledOn?: Release
  /** Deployments that were overtaken or failed since one went well, newest first: they may have left something half-way. */
  readonly unfinished?: readonly string[]
  /** When what did not end well was on the target, until something does: alarms that began to fire then are its own. */
  readonly endedBadly?: EndedBadly
  /** When the last deployment ended: what the platform shows shortly after may be older. */
  readonly endedAt?: Millis
  /** Trouble that passes by itself, as long as it lasts. */
  readonly trouble?: Trouble
  /** When to look again even if nothing happens. */
  readonly wakeAt?: Millis
}

export type State =
  | { readonly name: 'idle' }
  | {
      readonly name: 'waiting'
      readonly since: Millis
      readonly why: 'settle' | 'stopped' | 'wave' | 'trouble' | 'scan' | 'freeze' | 'approval'
      /** The target is broken until the start begins: without a start it is stuck again. */
      readonly stuck?: StuckState
    }
  | { readonly name: 'preparing'; readonly deployment: Deployment; readonly task: TaskRun }
  | { readonly name: 'rolling'; readonly deployment: Deployment }
  | { readonly name: 'proving'; readonly deployment: Deployment; readonly since: Millis }
  | { readonly name: 'finishing'; readonly deployment: Deployment; readonly task: TaskRun }
  | { readonly name: 'reverting'; readonly deployment: Deployment; readonly revert: Revert }
  | StuckState

/** A task that runs once for a deployment, as far as it got. */
export interface TaskRun {
  /** Since when it is wanted, then since when it is known to be there: its timeout counts from here. */
  readonly from: Millis
  /** When it was last looked at; time without sight is not held against its timeout. */
  readonly seenAt: Millis
  /** Saved before it is run. */
  readonly intent?: Intent
  /** The platform's id of it. */
  readonly id?: string
  /** What carries the goal's images there. */
  readonly carrier?: string
  /** The platform refused to run it, or, once it has an id, to stop it, for a reason that waiting does not mend. */
  readonly refusal?: string
  /**
   * It is to end early. `lastAt`: when it was last told, 0 before. `cancels`: a person wants something else instead, or, with
   * `takesBack`, nothing.
   */
  readonly stopping?: {
    readonly why: string
    readonly cancels?: true
    readonly takesBack?: true
    readonly lastAt: Millis
  }
}

/** The revert failed, and a person is called until somebody acknowledges. */
export interface StuckState {
  readonly name: 'stuck'
  readonly deployment: Deployment
  readonly since: Millis
  readonly remindedAt: Millis
  readonly reminders: number
}

export type Phase = State['name']

/** The newest push known; `comparePushes` orders those of pattern tags. */
export interface Mark {
  readonly tag: string
  readonly digest: Digest
  /** Event time of the tagging, else when the registry took the image. */
  readonly pushedAt: Millis
}

/** What runs together on a target, and what carries it there. */
export interface Release {
  readonly images: Images
  readonly carrier?: string
}

export interface LedgerEntry {
  readonly release: Release
  /** `found`: ran settled and healthy when Longshore first looked. */
  readonly origin: 'proven' | 'found'
  readonly at: Millis
  readonly deploymentId?: string
}

/** The pairs that changed in a release that failed here or that a person rolled back from. */
export interface Hold {
  readonly digests: Digests
  readonly at: Millis
  readonly deploymentId: string
  readonly why: string
}

/** What started a deployment. */
export interface Trigger {
  /** `sweep`: a push whose event was lost. `repair`: a stale write put an older release back. */
  readonly kind: 'push' | 'sweep' | 'redeploy' | 'rollback' | 'promote' | 'resume' | 'repair'
  readonly id: string
  readonly at: Millis
  readonly by?: string
  /** When Longshore heard of it, where it happened elsewhere before. */
  readonly receivedAt?: Millis
  /** Of a promotion: the target that its images were proven on. */
  readonly from?: string
  /** Why a freeze does not count. Once it has begun: it began in a freeze. */
  readonly override?: string
  /** Who let it begin. */
  readonly approved?: { readonly by: string; readonly at: Millis }
}

/** The next start. Pushed images are laid over what runs; a command says the whole release. */
export interface Pending {
  readonly deploymentId: string
  readonly trigger: Trigger
  readonly images: Images
  readonly command?: PendingCommand
  readonly firstAt: Millis
  readonly lastAt: Millis
  /** What the deployment was called for whose place it took: that runs, whatever the platform shows yet. */
  readonly inPlaceOf?: Release
  /** Since when it waits behind a stop, and how often people were told of it. */
  readonly stopped?: { readonly since: Millis; readonly told: number }
  /** Images whose scans are asked for, since nothing else keeps it from starting, and since when each. */
  readonly scansSince?: Readonly<Record<Digest, Millis>>
  /** What people were asked before it may begin. */
  readonly question?: StartQuestion
  /** Since when and until when a freeze keeps it, as last seen, and the trigger that people were told of with this end. */
  readonly frozen?: { readonly since: Millis; readonly until: Millis; readonly told?: string }
  /** Since when it waits for other targets, how often people were told of it, and behind which deployment of each. */
  readonly wave?: { readonly since: Millis; readonly told: number; readonly behind: Readonly<Record<string, string>> }
}

export type PendingCommand =
  | { readonly kind: 'redeploy'; readonly image?: Image }
  | { readonly kind: 'rollback'; readonly to?: Digest }
  /** Its images are those of the pending start. */
  | { readonly kind: 'promote' }
  | { readonly kind: 'repair' }

/** One attempt to bring the target from what ran to the goal. */
export interface Deployment {
  readonly id: string
  readonly trigger: Trigger
  readonly startedAt: Millis
  /** What ran before, as far as known. */
  readonly from?: Release
  readonly goal: Release
  /** Containers whose image changes. */
  readonly changed: readonly ContainerName[]
  /** The target's configuration when it started. */
  readonly policy: Policy
  readonly attempt: Attempt
  /** What it took the place of: without a rollout of its own, that has to be taken back. */
  readonly inPlaceOf?: Release
  /** The task before the rollout exited with 0: going back undoes nothing of it. */
  readonly prepared?: { readonly at: Millis }
  /** Last looks at the proofs of the policy. */
  readonly proofs?: readonly ProofStanding[]
  /** When it was first seen, after its bake time, that something cannot be judged yet; later by the time without sight since. */
  readonly openSince?: Millis
  readonly failure?: Failure
  readonly timeline: readonly TimelineEntry[]
}

/** Bringing one release onto the target: shared by rolling and reverting. */
export interface Attempt {
  readonly release: Release
  /** Replace the instances even if the platform sees nothing to change. */
  readonly force: boolean
  /** Saved before the mutating call: a rollout created after `at` that carries the release is ours. */
  readonly intent?: Intent
  /** Force mode, where a pinned copy is put on the target: what infrastructure code had there. Saved with the intent. */
  readonly base?: string
  readonly rollout?: OwnRollout
  /** Last progress: how many ran and in which stage, and when that number last grew or the stage changed. */
  readonly progress: { readonly running: number; readonly stage?: string; readonly at: Millis }
  /** The stage that a person has to approve, and who did: another stage is another question. */
  readonly asks?: { readonly stage: string; readonly approved?: { readonly by: string; readonly at: Millis } }
  /** The step that was taken last: saved before it is taken. `refusal`: the platform would not, for a reason that waiting does not mend. */
  readonly led?: { readonly stage: string; readonly at: Millis; readonly refusal?: string }
  /** What led when it was called: still leading, it replaced nothing. */
  readonly replaced?: string
  /** When the platform was last asked; time without sight is not held against the deadline. */
  readonly seenAt: Millis
  /** What stopped instances died of, the newest ones. */
  readonly evidence: readonly Evidence[]
  /** Short names of earlier ones of the own rollout, to count each once. */
  readonly died?: readonly string[]
  readonly everHealthy: boolean
  /** The platform refused the call for a reason that waiting does not mend. */
  readonly refusal?: string
}

export interface Intent {
  /** When it was first meant to be called: nothing created before is its doing. */
  readonly at: Millis
  /** When the newest call was begun. */
  readonly lastAt: Millis
  /** How often the call was begun; above one the platform is first searched for what an earlier call left. */
  readonly calls: number
  /** Set when the platform answered that it did nothing: the call may be made again without waiting to see. */
  readonly refused?: boolean
}

export interface OwnRollout {
  readonly id: string
  readonly carrier: string
  readonly createdAt: Millis
}

export interface Revert {
  readonly startedAt: Millis
  /** Where to; absent until a usable ledger entry was found. */
  readonly to?: LedgerEntry
  readonly attempt?: Attempt
  /** Keys of releases that cannot be gone back to, and why. */
  readonly refused: Readonly<Record<string, string>>
  /** What else differs between the failed and the restored carrier. */
  readonly differences?: readonly string[]
}

export interface Failure {
  readonly at: Millis
  readonly reasons: readonly string[]
}

export interface Unproven {
  readonly release: Release
  readonly deploymentId: string
}
