import type {
  DeploymentLifecycleHook,
  DeploymentLifecycleHookStage,
  DeploymentLifecycleHookStatus,
  ServiceDeploymentLifecycleStage,
} from '@aws-sdk/client-ecs'
import type { Timer } from '../../../kernel/service.ts'
import type { Deployment, ServiceRevision } from '../state.ts'

/** Percent of production and of test traffic that a revision gets. */
export interface TrafficWeight {
  readonly production: number
  readonly test: number
}

/** Where a service's traffic goes. A revision that is left out gets none. */
export type Traffic = Map<ServiceRevision, TrafficWeight>

/** The SDK's two lists differ by PRE_PRODUCTION_TRAFFIC_SHIFT, which its own words for `lifecycleStage` name. */
export type StageName = ServiceDeploymentLifecycleStage | DeploymentLifecycleHookStage

/** One stage of a deployment with a strategy other than ROLLING. */
export interface Stage {
  readonly name: StageName
  /** PRODUCTION_TRAFFIC_SHIFT: percent of production traffic that the target has when it is done. */
  readonly weight?: number
  /** How long it stays after its work is done, in seconds. */
  readonly bakeSeconds?: number
}

/** A lifecycle hook that was reached. */
export interface HookRun {
  readonly id: string
  readonly hook: DeploymentLifecycleHook
  readonly stage: StageName
  /** Epoch ms. */
  readonly expiresAt: number
  readonly timeoutAction: 'CONTINUE' | 'ROLLBACK'
  status: DeploymentLifecycleHookStatus
  timer?: Timer | undefined
  /** Gives it its end, once. */
  end: (status: DeploymentLifecycleHookStatus, why?: string) => void
}

/** How far a service deployment with a strategy other than ROLLING has come. */
export interface NativeRun {
  readonly target: Deployment
  /** What served before, and what is gone back to; none for the first deployment of a service. */
  readonly source?: Deployment | undefined
  readonly traffic: Traffic
  readonly hooks: HookRun[]
  /** Still to come, soonest first. */
  stages: readonly Stage[]
  stage?: Stage | undefined
  /** What the stage does is done; its hooks passed before. */
  isWorking: boolean
  /** It goes back. */
  isTurned: boolean
  /** The next thing that happens by itself. */
  timer?: Timer | undefined
}
