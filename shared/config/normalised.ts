import type { Policy } from '../domain/policy.ts'

/** The configuration as handlers get it: checked, complete, in milliseconds, plain JSON. */
export interface LongshoreConfig {
  readonly version: 1
  /** `longshore-dev`: service and stage. */
  readonly stack: string
  readonly account: string
  readonly region: string
  readonly targets: Readonly<Record<string, TargetConfig>>
  readonly slack?: { readonly webhook: SecretName }
}

/** Where a secret is kept; its value appears nowhere. */
export type SecretName = { readonly ssm: string } | { readonly secret: string }

export type TargetConfig = { readonly policy: Policy } & Place

/** The kinds of target; each names its folder in shared/platforms. */
export type Kind = Place['kind']

/** What a target is on its platform, under the name of its kind. */
export type Place = { readonly kind: 'ecs'; readonly ecs: EcsTarget }

/** An ECS service, and what the lock file knows of it. */
export interface EcsTarget {
  readonly cluster: string
  readonly service: string
  readonly family: string
  /** Roles that `iam:PassRole` is granted on. */
  readonly roles: readonly string[]
}
