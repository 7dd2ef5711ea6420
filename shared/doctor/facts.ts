import type { FunctionKey } from '../config/derive/function-key.ts'
import type { LongshoreConfig } from '../config/normalised.ts'
import type { Digest, Millis } from '../domain/image.ts'
import type { AlarmState, Problem, RefusedRole } from '../domain/observation.ts'
import type { TargetRecord } from '../domain/record.ts'

/** Something of the account: as it was read; not there; or not to be read, of which `Facts.unread` tells. */
export type Seen<T> =
  | { readonly kind: 'seen'; readonly value: T }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unread' }

/** What was looked for and could not be read. */
export interface Unread {
  /** As a permission names it: `ecr:GetLifecyclePolicy`. */
  readonly action: string
  /** As people name it. */
  readonly subject: string
  readonly cause: Problem['cause']
  /** Whole sentences. */
  readonly why: string
  /** The role that could not be taken on for it, which then is the reason. */
  readonly role?: RefusedRole
}

/** An ECS service, as far as checks look at it. */
export interface ServiceSight {
  readonly controller: string
  /** Absent: REPLICA. */
  readonly isDaemon: boolean
  readonly desiredCount: number
  /** `ROLLING` unless it says otherwise. */
  readonly strategy: string
  readonly minimumHealthyPercent: number
  readonly maximumPercent: number
  readonly breaker: 'off' | 'on' | 'rollback'
  readonly alarms: { readonly isOn: boolean; readonly names: readonly string[] }
  readonly classicLoadBalancer?: string
}

/** A task definition, as far as checks look at it. */
export interface DefinitionSight {
  readonly family: string
  /** Task role and execution role. */
  readonly roles: readonly string[]
  /** As ECS says it; where it says nothing, Fargate runs X86_64, and instances what they are. */
  readonly architecture?: string
  readonly runsOnFargate: boolean
  /** Image references by container. */
  readonly images: Readonly<Record<string, string>>
  /** What the definition says of it by container: `disabled`; most say nothing, which is `enabled`. */
  readonly versionConsistency?: Readonly<Record<string, string>>
  /** The Longshore stack that registered it, where one did. */
  readonly stack?: string
}

/** What there is of a target, by its kind. A part that could not be asked for, since another is missing, is absent. */
export type TargetSight =
  | {
      readonly kind: 'ecs' | 'codedeploy'
      readonly service: Seen<ServiceSight>
      readonly definition?: Seen<DefinitionSight>
      /** Of CodeDeploy. */
      readonly group?: Seen<true>
    }
  | { readonly kind: 'lambda'; readonly function: Seen<FunctionSight>; readonly alias?: Seen<true> }
  | { readonly kind: 'docker-host'; readonly hosts: Seen<readonly HostSight[]> }
  | { readonly kind: 'scheduled-task'; readonly runner: Seen<true>; readonly definition?: Seen<DefinitionSight> }

export interface FunctionSight {
  /** `x86_64`, `arm64`. */
  readonly architecture: string
  readonly runsImage: boolean
  /** What `$LATEST` runs. */
  readonly digest?: Digest
}

export interface HostSight {
  /** `web-1 (i-0123…)` */
  readonly called: string
  readonly state: string
  /** What is wrong with its SSM agent; absent: nothing, or it was not asked for. */
  readonly trouble?: string
}

/** The settings of a repository. */
export interface RepositorySight {
  /** `MUTABLE`, `IMMUTABLE`, `MUTABLE_WITH_EXCLUSION`, `IMMUTABLE_WITH_EXCLUSION`. */
  readonly mutability: string
  /** Tags for which the opposite holds, `*` standing for anything. */
  readonly exclusions: readonly string[]
}

/** A lifecycle policy, and what it works on. */
export interface LifecycleSight {
  /** As ECR keeps it: JSON. */
  readonly policy: string
  readonly images: readonly StoredImage[]
}

export interface StoredImage {
  readonly digest: Digest
  readonly tags: readonly string[]
  readonly pushedAt: Millis
  /** Absent: never, as far as ECR recorded. */
  readonly pulledAt?: Millis
  readonly isArchived: boolean
}

/** A rule of EventBridge. */
export interface RuleSight {
  readonly isEnabled: boolean
  /** JSON of its event pattern. */
  readonly pattern?: string
  readonly schedule?: string
  /** ARNs of what it invokes. */
  readonly targets: readonly string[]
}

/** What IAM says a role may not do. */
export interface Denial {
  readonly key: FunctionKey
  readonly action: string
  readonly resource: string
  /** What denies it. */
  readonly by:
    | 'nobody allows it'
    | 'a policy denies it'
    | 'its boundary does not allow it'
    | "the organization's policies do not allow it"
}

/** How Slack is told, and whether it would be. */
export interface SlackSight {
  readonly by: 'webhook' | 'bot'
  /** Name of the secret. */
  readonly secret: string
  /** Whether what the secret holds looks like one; never the value. */
  readonly shape: Seen<boolean>
  /** What Slack says to the bot: undefined is nothing wrong. Absent where it was not asked. */
  readonly answer?: { readonly error: string | undefined }
}

/** What came of a test that really sends something. */
export interface SendTest {
  readonly to: 'slack' | 'sns'
  /** Undefined: it was taken. */
  readonly error: string | undefined
}

/** Everything that checks look at. */
export interface Facts {
  readonly config: LongshoreConfig
  readonly now: Millis
  readonly targets: Readonly<Record<string, TargetSight>>
  readonly records: Readonly<Record<string, TargetRecord | undefined>>
  /** By full URI. */
  readonly repositories: Readonly<Record<string, Seen<RepositorySight>>>
  /** By full URI; `gone`: it has none. */
  readonly lifecycles: Readonly<Record<string, Seen<LifecycleSight>>>
  /** Processors an image was built for (`amd64`, `arm64`), by its reference. */
  readonly architectures: Readonly<Record<string, Seen<readonly string[]>>>
  /** By `placeKey`: equal names in two places are two alarms. */
  readonly alarms: Readonly<Record<string, readonly AlarmState[]>>
  /** By name. */
  readonly rules: Readonly<Record<string, Seen<RuleSight>>>
  readonly denials: readonly Denial[]
  readonly slack?: SlackSight
  /** The topic of the announcements. */
  readonly topic: Seen<true>
  readonly sent: readonly SendTest[]
  readonly unread: readonly Unread[]
}
