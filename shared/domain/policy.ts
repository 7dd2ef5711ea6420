import type { ContainerName, Millis } from './image.ts'
import type { Proof, ScanPolicy } from './proof.ts'

/**
 * Which tags a container follows.
 * `pattern.source` is the source of an anchored regular expression (a `glob:` is compiled to one when packaging); `shown` is what the user wrote.
 */
export type TagPolicy =
  | { readonly kind: 'exact'; readonly tag: string }
  | { readonly kind: 'pattern'; readonly source: string; readonly shown: string }
  | { readonly kind: 'semver'; readonly range: string }

/** `exact`: what the registry says the tag names now. `pushed`: newest push. `semver`: highest version, then newest push. */
export type Order = 'exact' | 'pushed' | 'semver'

export interface ContainerPolicy {
  /** Full repository URI without tag. */
  readonly repository: string
  readonly tags: TagPolicy
  readonly order: Order
}

/**
 * How images reach the target. `revision`: a new pinned carrier per release. `force`: the carrier is owned by
 * infrastructure code and re-resolves its tag. `observe`: say what would be deployed, touch nothing.
 */
export type Mode = 'revision' | 'force' | 'observe'

/** A target's normalised configuration, as far as deciding needs it. All times in milliseconds. */
export interface Policy {
  readonly target: string
  /** Hash of the target's configuration; a deployment records it. */
  readonly hash: string
  readonly mode: Mode
  readonly containers: Readonly<Record<ContainerName, ContainerPolicy>>
  /** Quiet time before a start, so that pushes seconds apart make one release. 0 starts at once. */
  readonly settleMs: Millis
  /** Longest time without progress. */
  readonly deadlineMs: Millis
  /** How long a completed rollout must stay healthy before it is proven. */
  readonly bakeMs: Millis
  readonly rollback: 'auto' | 'off'
  readonly onNewerPush: 'supersede' | 'queue'
  readonly onUsurped: 'wait' | 'go-on'
  /** Distinct conclusive task failures that condemn a rollout none of whose tasks was ever healthy. */
  readonly tolerance: number
  readonly announce: readonly Channel[]
  /** Somebody follows deployments while they are under way. */
  readonly tellProgress?: boolean
  /** Targets that go first: what is pushed starts here after it was proven there. */
  readonly dependsOn?: readonly Upstream[]
  /** Targets that are one thing underneath (aliases of a function): one of them is deployed to at a time. */
  readonly takesTurnsWith?: readonly string[]
  /** Alarms that must stay quiet from the start until the release is proven. */
  readonly alarms?: readonly string[]
  /** How these are judged. Absent in what started under a Longshore that had no such rules: no data was quiet, firing was told. */
  readonly alarmRules?: AlarmRules
  /** What is looked at once the release is rolled out, and must hold until it is proven. */
  readonly proofs?: readonly Proof[]
  /** A person has to let each start begin, within so long. */
  readonly approve?: { readonly withinMs: Millis }
  /** When nothing starts by itself. */
  readonly freeze?: readonly FreezeWindow[]
  /** What was pushed in a freeze is asked about at its end, rather than deployed. */
  readonly afterFreeze?: 'approve'
  /** What the scan of the new images may find. Asked before a start. */
  readonly scan?: ScanPolicy
  /** A task that must exit with 0 before the target is touched. */
  readonly before?: BeforeTask
  /** A task that runs once the release is proven. */
  readonly after?: TaskPolicy
}

/**
 * When nothing starts by itself, by the clock on the wall of a zone (IANA name): from the first moment that it shows `from` or
 * later until it shows `to` or later for good. `week`: minutes since Monday 00:00, over the week's end where `to` is not later.
 * `once`: minutes since 1970-01-01 00:00 of that clock.
 */
export interface FreezeWindow {
  readonly every: 'week' | 'once'
  readonly from: number
  readonly to: number
  readonly zone: string
}

/** How alarms are judged. */
export interface AlarmRules {
  /** An alarm without data: neither quiet nor firing, or as good as quiet. */
  readonly insufficientData: 'unknown' | 'quiet'
  /** An alarm that fires before anything began: told and not judged until it was quiet once, or nothing is begun. */
  readonly firingAtStart: 'ignore' | 'refuse'
}

/** A task that runs once for a deployment, with the images of its goal. */
export interface TaskPolicy {
  /** The container whose command is replaced. */
  readonly container: ContainerName
  readonly command: readonly string[]
  /** Longest time until it has ended. */
  readonly timeoutMs: Millis
}

export interface BeforeTask extends TaskPolicy {
  /** What becomes of a rollout that fails after it: back to the newest proven release, or left for a person. */
  readonly onRevert: 'revert' | 'stop'
}

/** A target that goes first. */
export interface Upstream {
  readonly target: string
  /** What it follows of the repositories that this target follows too. */
  readonly shares: readonly (ContainerPolicy & { readonly container: ContainerName })[]
}

export type Channel = 'slack' | 'sns'
