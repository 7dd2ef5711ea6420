import type { Policy } from '../domain/policy.ts'

/** The configuration as handlers get it: checked, complete, in milliseconds, plain JSON. */
export interface LongshoreConfig {
  readonly version: 1
  /** `longshore-dev`: service and stage. */
  readonly stack: string
  readonly account: string
  readonly region: string
  readonly targets: Readonly<Record<string, TargetConfig>>
  readonly slack?: SlackSettings
  /** Of the page to look at; absent: there is none. */
  readonly page?: PageSettings
  readonly ends?: readonly EndConfig[]
  readonly github?: GithubSettings
  readonly githubActions?: GithubActionsSettings
  readonly figures?: FiguresSettings
  /** What HTTP proofs may reach besides the public internet. */
  readonly checks?: Checks
  /** Absent: no image is ever deleted. */
  readonly prune?: PruneSettings
}

/** Which images may go. */
export interface PruneSettings {
  /** Neither pushed nor pulled for so long. */
  readonly olderThanMs: number
  /** How many of the newest images of each repository stay, whatever else. */
  readonly keep: number
  /** Full URIs. */
  readonly repositories: readonly string[]
  /** Whether the schedule deletes, once it has told what. */
  readonly apply: boolean
  /** `rate(1 day)`; absent: only by command. */
  readonly schedule?: string
}

export interface PageSettings {
  /** Requests of people that are answered at the same time; absent: as many as the account allows. */
  readonly most?: number
}

/** How figures are made. */
export interface FiguresSettings {
  /** Each outcome becomes metrics in CloudWatch. */
  readonly metrics: boolean
  /** Each deployment becomes a trace in X-Ray. */
  readonly traces: boolean
  /** IANA name of the zone of calendar days and months. */
  readonly zone: string
  /** How long after its proof a person's rollback makes a release a failed one. */
  readonly rollbackWithinMs: number
}

export interface Checks {
  /** Private, loopback and link-local networks that a proof may look at, in CIDR notation (`10.0.0.0/8`, `fd00::/8`). */
  readonly privateNetworks: readonly string[]
  /** Where proofs with `through: vpc` are looked at from. */
  readonly vpc?: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[] }
}

/** Where a secret is kept; its value appears nowhere. */
export type SecretName = { readonly ssm: string } | { readonly secret: string }

/** Whose runs on GitHub may push images, and ask what became of them. */
export interface GithubActionsSettings {
  /** ARN of the account's OIDC provider; absent: the stack makes it. */
  readonly provider?: string
  readonly pushers: Readonly<Record<string, Pusher>>
}

export interface Pusher {
  /** `acme/api` */
  readonly source: string
  readonly ids?: { readonly owner: number; readonly repository: number }
  /** What GitHub says of a run after the repository; `*` for any characters. */
  readonly runs: readonly string[]
  /** Full URIs. */
  readonly repositories: readonly string[]
}

/** How and of what GitHub is told. */
export interface GithubSettings {
  readonly auth: GithubAuth
  /** Of the API, without a slash at its end. */
  readonly url: string
  /** That labels of images name for it: `github.com`. */
  readonly host: string
  /** Where code is, by full URI of the image repository. */
  readonly repositories: Readonly<Record<string, { readonly owner: string; readonly name: string }>>
  /** In lower case; empty: anybody's repositories. */
  readonly owners: readonly string[]
  /** Whether names, reasons and links are told; absent: where not everybody can read them. */
  readonly details?: boolean
  /** By target; of those that are told. */
  readonly environments: Readonly<Record<string, GithubEnvironment>>
}

export type GithubAuth =
  | { readonly by: 'app'; readonly id: number; readonly installation?: number; readonly key: SecretName }
  | { readonly by: 'token'; readonly token: SecretName }

export interface GithubEnvironment {
  readonly name: string
  readonly isProduction: boolean
  readonly url?: string
}

/** Somewhere else that announcements go. */
export interface EndConfig {
  readonly name: string
  readonly kind: 'webhook' | 'teams' | 'discord'
  readonly url: SecretName
  /** Of webhooks. */
  readonly signingKey?: SecretName
  /** Sources of regular expressions that names of targets match as a whole; absent: every target. */
  readonly targets?: readonly string[]
  /** Outcomes and notices; absent: all. */
  readonly outcomes?: readonly string[]
  /** In CIDR notation: where the URL may lead besides public addresses by https. */
  readonly privateNetworks?: readonly string[]
}

/** How Slack is told: by a webhook, or by a bot. */
export interface SlackSettings {
  readonly webhook?: SecretName
  readonly bot?: SlackBot
  /** Ids of users (U…, W…) and user groups (S…) that are mentioned when something failed. */
  readonly mentions?: readonly string[]
  readonly quietHours?: QuietHours
  /** Absent: messages have no buttons. */
  readonly actions?: SlackActions
}

/** What people may do by a button. */
export type SlackAction = 'approve' | 'reject' | 'cancel' | 'rollback'

/** Buttons in messages, and who may press them. */
export interface SlackActions {
  readonly signingSecret: SecretName
  /** Id of the workspace (T…). */
  readonly team: string
  /** Ids (U…, W…). */
  readonly users: readonly string[]
  /** Ids of user groups (S…). */
  readonly groups: readonly string[]
  readonly allow: readonly SlackAction[]
  /** Origins that whoever pressed may be answered at. */
  readonly replyTo: readonly string[]
  /** Presses that are answered at the same time; absent: as many as the account allows. */
  readonly most?: number
}

export interface SlackBot {
  readonly token: SecretName
  /** Id, or name with its #. */
  readonly channel: string
  /** Of the Web API, without a slash at its end. */
  readonly url: string
  readonly routes?: readonly SlackRoute[]
}

/** Another channel, or other people, for some targets. */
export interface SlackRoute {
  /** Sources of anchored regular expressions; a target matches one of them. */
  readonly targets: readonly string[]
  /** Outcomes and notices that are told in the channel besides; absent: it is the home of the targets. */
  readonly outcomes?: readonly string[]
  readonly channel?: string
  readonly mention?: readonly string[]
}

/** When nothing new is posted but what failed or waits for a person. */
export interface QuietHours {
  readonly zone: string
  /** Minutes of the day; to the next day's when `to` is not later than `from`. */
  readonly from?: number
  readonly to?: number
  /** Whole days, 0 is Sunday. */
  readonly days: readonly number[]
  /** Whole days, as in 2026-12-25. */
  readonly dates: readonly string[]
}

export type TargetConfig = {
  readonly policy: Policy
  /** Targets whose figures are told together carry the same. */
  readonly group?: string
  /** Absent: it is where the stack is. */
  readonly elsewhere?: Elsewhere
} & Place

/** An account and region other than the stack's; one of both may be the same. */
export interface Elsewhere {
  readonly account: string
  readonly region: string
  /** ARN of the role that Longshore takes on there; absent in the stack's own account. */
  readonly role?: string
  /** What that role wants to be told by whoever takes it on. */
  readonly externalId?: string
}

/** The kinds of target; each names its folder in shared/platforms. */
export type Kind = Place['kind']

/** What a target is on its platform, under the name of its kind. */
export type Place =
  | { readonly kind: 'ecs'; readonly ecs: EcsTarget }
  | { readonly kind: 'codedeploy'; readonly codedeploy: CodeDeployTarget }
  | { readonly kind: 'lambda'; readonly lambda: LambdaTarget }
  | { readonly kind: 'docker-host'; readonly dockerHost: DockerHostTarget }
  | { readonly kind: 'scheduled-task'; readonly scheduledTask: ScheduledTaskTarget }

/** An ECS service, and what the lock file knows of it. */
export interface EcsTarget {
  readonly cluster: string
  readonly service: string
  readonly family: string
  /** Roles that `iam:PassRole` is granted on. */
  readonly roles: readonly string[]
}

/** An ECS service whose deployments CodeDeploy controls. */
export interface CodeDeployTarget extends EcsTarget {
  readonly application: string
  readonly group: string
  /** Deployment configuration; the group's own when absent. */
  readonly config?: string
  /** Lambda functions by lifecycle event. */
  readonly hooks?: Readonly<Record<string, string>>
  /** What to do while somebody else's deployment keeps the group busy. */
  readonly whenBusy: 'wait' | 'fail'
}

/** A Lambda function that runs a container image. */
export interface LambdaTarget {
  readonly function: string
  /** Absent: `$LATEST` is deployed to. */
  readonly alias?: string
  readonly shift: Shift
}

/** EC2 instances with Docker and nginx. */
export interface DockerHostTarget {
  /** Instances that carry it are hosts of the target. */
  readonly tag: { readonly key: string; readonly value: string }
  /** How many hosts at a time; a number, or a share of all. */
  readonly batch: {
    readonly first: number | { readonly percent: number }
    readonly next: number | { readonly percent: number }
    readonly pauseMs: number
  }
  /** Lines `key=value` for the host script, the same for every command. */
  readonly settings: readonly string[]
  /** Whether hosts remove images that are neither current nor in the ledger. */
  readonly prune: boolean
  /** What health check, draining and stopping may take together. */
  readonly runSeconds: number
}

/** What runs a task definition at its times. */
export type ScheduledTaskTarget = {
  readonly family: string
  /** Roles that `iam:PassRole` is granted on. */
  readonly roles: readonly string[]
} & (
  | { readonly by: 'rule'; readonly rule: string; readonly target?: string }
  | { readonly by: 'schedule'; readonly schedule: string; readonly group?: string }
)

/** How the traffic of an alias gets to a new version. Percents are whole, 1 to 99. */
export type Shift =
  | { readonly kind: 'all-at-once' }
  | { readonly kind: 'canary'; readonly percent: number; readonly forMs: number }
  | { readonly kind: 'linear'; readonly percent: number; readonly everyMs: number }
