import type { SecretName } from './config/normalised.ts'
import type { Announcement, Outcome, OutcomeAnnouncement, Progress } from './domain/announcement.ts'
import type {
  AdvanceEffect,
  AppliedResult,
  ApplyEffect,
  RefusedResult,
  RunTaskEffect,
  StopTaskEffect,
  TaskStartedResult,
  TaskStoppingResult,
} from './domain/effect.ts'
import type { Fact } from './domain/fact.ts'
import type { Digest, Digests, Manifests, Millis } from './domain/image.ts'
import type { TaskNeeds } from './domain/needs.ts'
import type {
  AlarmState,
  Candidate,
  PlatformView,
  Problem,
  RegistryImage,
  StackFreeze,
  StackStop,
  TaskSight,
} from './domain/observation.ts'
import type { Policy, TagPolicy } from './domain/policy.ts'
import type { LedgerEntry, TargetRecord } from './domain/record.ts'
import type { Healed } from './figures-ports.ts'
import type { Origin, Unreadable } from './origin/origin.ts'

/** The time. The only source of it outside tests is the shell. */
export interface Clock {
  now(): Millis
}

/** A record with the number of the write that made it (0: none yet) and the facts waiting in its inbox. */
export interface Loaded {
  readonly record: TargetRecord | undefined
  readonly write: number
  readonly facts: readonly Fact[]
}

/** Records and inboxes. Throws only what should be retried by the queue (the table cannot be reached). */
export interface RecordStore {
  /**
   * Reads record and inbox, consistently, in one call (the oldest 100 facts).
   * Throws `RecordFromTheFuture` when the record was written by a newer version: nothing may be overwritten.
   */
  load(target: string): Promise<Loaded>
  /** Replaces the record if its last write is still number `write`; `conflict` when somebody else was faster. */
  save(record: TargetRecord, write: number): Promise<'saved' | 'conflict'>
  /** Whether the last write is still number `write`: asked right before a mutating call. */
  isCurrent(target: string, write: number): Promise<boolean>
  /** Removes folded facts. */
  removeFacts(target: string, ids: readonly string[]): Promise<void>
}

/** Puts facts where reconcile finds them. Putting the same fact again changes nothing. */
export interface Inbox {
  put(entries: readonly { readonly target: string; readonly fact: Fact }[]): Promise<void>
}

/** Ended deployments. */
export interface History {
  /** Idempotent by deployment id. */
  put(outcome: OutcomeAnnouncement): Promise<void>
  /** A target that was stuck on a deployment is well again without Longshore's doing. Idempotent by deployment id. */
  putHealed(target: string, healed: Healed): Promise<void>
  /** Newest first. */
  list(target: string, limit: number): Promise<readonly OutcomeAnnouncement[]>
}

/** Which ended deployments are looked for. Times are those of what started them, which their ids begin with. */
export interface HistorySearch {
  readonly targets: readonly string[]
  readonly outcome?: Outcome
  readonly from?: Millis
  readonly to?: Millis
  /** Older than the deployment of this id: where the last page ended. */
  readonly before?: string
  readonly limit: number
}

/** An ended deployment, or why it cannot be read. */
export type HistoryEntry =
  | { readonly kind: 'ended'; readonly target: string; readonly id: string; readonly outcome: OutcomeAnnouncement }
  | { readonly kind: 'unreadable'; readonly target: string; readonly id: string; readonly why: string }

/** A page of the history, newest first. */
export interface HistoryPage {
  readonly entries: readonly HistoryEntry[]
  /** Where to go on; absent at the end. There may be more even though nothing was found: one page reads only so much. */
  readonly before?: string
}

/** The history as people leaf through it. Throws when the table cannot be reached. */
export interface HistoryPages {
  search(search: HistorySearch): Promise<HistoryPage>
  /** One ended deployment; undefined when there is none of this id. */
  read(target: string, id: string): Promise<HistoryEntry | undefined>
}

/** What concerns the whole stack. */
export interface StackState {
  readStop(): Promise<StackStop>
  /** Leaves a freeze as it is. */
  writeStop(stop: Omit<StackStop, 'frozen'>): Promise<void>
  /** Leaves a stop as it is. False: one lasts longer, and stays. */
  writeFreeze(freeze: StackFreeze): Promise<boolean>
  /** Leaves a stop as it is. */
  liftFreeze(): Promise<void>
  /** Targets whose record wants a look at or before `until`, earliest first. */
  due(until: Millis): Promise<readonly DueTarget[]>
}

export interface DueTarget {
  readonly target: string
  readonly wakeAt: Millis
  readonly phase: string
}

/** "Look at this target." Carries at most what was already seen, never what to do. */
export interface Nudge {
  readonly target: string
  /** Equal ids are swallowed by the queue for five minutes. */
  readonly dedupId: string
  readonly seen?: Seen
}

/** An observation handed along with a nudge; used while it is younger than 15 s. */
export interface Seen {
  readonly platform?: PlatformView | Problem
  readonly registry?: {
    readonly kind: 'seen'
    readonly at: Millis
    readonly newest: Readonly<Record<string, RegistryImage | null>>
  }
}

export interface NudgeQueue {
  send(nudges: readonly Nudge[]): Promise<void>
}

/** Tells the world. Throws when it could not be told; the announcement then stays in the outbox. */
export interface Announcer {
  publish(announcement: Announcement): Promise<void>
}

/** Tells those who follow a deployment. Throws when they could not be told. */
export interface Followers {
  publish(progress: Progress): Promise<void>
}

/** One question to a platform about one target. */
export interface Ask {
  readonly policy: Policy
  /** Digests by carrier or by rollout id that are known already, so that they need not be read again. */
  readonly known: Readonly<Record<string, Digests>>
  readonly manifests: Manifests
  /** Our rollout, if one is being watched: its fate is looked up even after the platform dropped it from its list. */
  readonly own?: {
    readonly id?: string
    readonly carrier?: string
    /** The deployment it belongs to. */
    readonly deploymentId: string
    /** Whether it brings back a ledger entry. */
    readonly reverting: boolean
    /** The call was made at this time or later. */
    readonly notBefore: Millis
    /** How many stopped instances of it are known already. */
    readonly evidence: number
    /** Whether to look for stopped and healthy instances although the platform counts no failures (no progress for long). */
    readonly search: boolean
    /** Earlier deployments of ours that may have left something half-way, newest first: a way back covers that too. */
    readonly overtakes?: readonly string[]
  }
  /** Digests wanted: equal children of an index are then looked up once. */
  readonly goal?: Digests
  /** Whether the digests of the leading rollout are needed even if that takes more calls. */
  readonly wantsDigests: boolean
}

/** A kind of target. Never throws for what the platform answers: that is a Problem. `kept`: images that the ledger names, which nobody may remove. */
export interface Platform {
  /** Looks at many targets with as few calls as the platform allows. One answer per ask, by target name. */
  observe(asks: readonly Ask[]): Promise<ReadonlyMap<string, PlatformView | Problem>>
  /** Brings a release onto the target, or a ledger entry back. Safe to repeat. */
  apply(policy: Policy, effect: ApplyEffect, kept?: readonly Digest[]): Promise<AppliedResult | RefusedResult>
  /** Takes the next step of our own rollout, if it is still in the stage of the effect. Safe to repeat. */
  advance(policy: Policy, effect: AdvanceEffect, kept?: readonly Digest[]): Promise<AppliedResult | RefusedResult>
}

/** Alarms by name. Never throws for what the platform answers. */
export interface Alarms {
  /**
   * The state of each; `missing` for a name that there is no alarm of. One call per hundred names. With `since`, each also
   * tells whether it began to fire at or after that time, even if it is quiet again: one more call for those that changed since.
   * `target`: whose alarms they are, since they are where it is; where the stack is when nobody says.
   */
  states(names: readonly string[], since?: Millis, target?: string): Promise<readonly AlarmState[] | Problem>
}

/** Tasks that run once, before a rollout or after a proof. Never throws for what the platform answers. */
export interface OneOffTasks {
  /** Looks for the task of a deployment: by its id, else by what it was started with. */
  observe(policy: Policy, wanted: TaskNeeds): Promise<TaskSight | Problem>
  /** Runs it once, on the platform and in the network of the target. Safe to repeat: the same deployment and place start one task. */
  run(policy: Policy, effect: RunTaskEffect): Promise<TaskStartedResult | RefusedResult>
  /** Safe to repeat. That it has stopped is to be seen. */
  stop(policy: Policy, effect: StopTaskEffect): Promise<TaskStoppingResult | RefusedResult>
}

/** The registry. Never throws for what it answers. */
export interface Registry {
  /** What the given tags of a repository name now; a tag that does not exist is absent. One call per hundred tags when all exist. */
  named(repository: string, tags: readonly string[]): Promise<Readonly<Record<string, RegistryImage>> | Problem>
  /** Every tagged image that the policy admits, in no order. Pages through the repository. */
  admitted(repository: string, tags: TagPolicy): Promise<readonly RegistryImage[] | Problem>
  /** Whether the release's images still exist and can be pulled (archived images cannot). */
  usable(entries: readonly LedgerEntry[]): Promise<readonly Candidate[] | Problem>
  /** Child manifests of an index; empty for a plain image. */
  children(repository: string, digest: Digest): Promise<readonly Digest[] | Problem>
}

/**
 * Who delivers which announcement to which channel, so that a message doubled by the queue is told once.
 * Throws only when the table cannot be reached.
 */
export interface Claims {
  /**
   * Takes the delivery for `leaseMs` milliseconds; after that another worker may take it (the first one died).
   * `taken`: another worker is at it. `done`: it was delivered.
   */
  claim(id: string, channel: string, leaseMs: number): Promise<'claimed' | 'taken' | 'done'>
  /** It was delivered: never again. */
  done(id: string, channel: string): Promise<void>
  /** It was not delivered: the next worker may try at once. */
  release(id: string, channel: string): Promise<void>
}

/** Where images come from. */
export interface Origins {
  /**
   * What an image says about its origin, or why that cannot be read. Asks the registry until it could be read, then remembers.
   * Throws when registry or table cannot be reached at the moment.
   */
  of(repository: string, digest: Digest): Promise<Origin | Unreadable>
  /** Keeps when the commit was made that an image was built from. */
  committed(repository: string, digest: Digest, at: Millis): Promise<void>
}

/** Secrets by name. The value must not appear in any log, message or error; the name may. */
export interface SecretValues {
  /** Throws, naming the secret and how to mend, when it does not exist or may not be read. */
  read(name: SecretName): Promise<string>
  /** What was remembered of it was refused: the next read asks the store anew. */
  forget(name: SecretName): void
}

/** The queue that messages to Slack wait in. */
export interface SlackQueue {
  /** Shows the message again in so many seconds (0 to 43,200, counted by the queue from now). */
  delay(receiptHandle: string, seconds: number): Promise<void>
  /** Puts a message that can never be delivered where people find it, with the reason beside it. */
  deadLetter(body: string, reason: string): Promise<void>
}

/** The queue that announcements to other ends wait in: each once as it was published, then once for every end that wants it. */
export interface EndsQueue {
  /** Puts a message at the end of the queue. */
  send(body: string): Promise<void>
  /** Shows the message again in so many seconds (0 to 43,200, counted by the queue from now). */
  delay(receiptHandle: string, seconds: number): Promise<void>
  /** Puts a message that can never be delivered where people find it, with the reason beside it. */
  deadLetter(body: string, reason: string): Promise<void>
}
