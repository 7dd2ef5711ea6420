import type { StageName } from './native-run.ts'

/** What a Lambda hook answers; `nothing`: an answer that ECS cannot read. */
export type HookAnswer = 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS' | 'nothing'

/** How deployments with a strategy other than ROLLING behave where AWS leaves it open, or where a test wants it so. */
export interface NativeSettings {
  /** Whether `ECS Deployment State Change` events are sent; not documented. Default false. */
  readonly sendsDeploymentEvents: boolean
  /** Whether DescribeServices and UpdateService name the running service deployment; not documented. Default true. */
  readonly namesCurrentDeployment: boolean
  /** When a rollback makes the old deployment PRIMARY again; not documented. Default `at-once`. */
  readonly leadsBack: 'at-once' | 'at-the-end'
  /** Answers of Lambda hooks by stage, where they are not SUCCEEDED. */
  readonly hookAnswers: Map<StageName, HookAnswer>
  /** What somebody deleted of the load balancer. */
  missing: 'listener' | 'target-group' | undefined
}

export function nativeSettings(wanted: Partial<NativeSettings> = {}): NativeSettings {
  return {
    sendsDeploymentEvents: false,
    namesCurrentDeployment: true,
    leadsBack: 'at-once',
    hookAnswers: new Map(),
    missing: undefined,
    ...wanted,
  }
}
