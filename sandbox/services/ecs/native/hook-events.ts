import { arn } from '../identifiers.ts'
import type { EcsState, ServiceDeployment, SimulatedService } from '../state.ts'
import type { HookRun } from './native-run.ts'

/** Emits `ECS Hook State Change` for a pause hook. */
export function emitHook(ecs: EcsState, service: SimulatedService, current: ServiceDeployment, hook: HookRun): void {
  ecs.world.emit({
    source: 'aws.ecs',
    'detail-type': 'ECS Hook State Change',
    resources: [service.arn],
    detail: {
      eventType: hook.status === 'FAILED' || hook.status === 'TIMED_OUT' ? 'ERROR' : 'INFO',
      eventName: `HOOK_${hook.status}`,
      hookId: hook.id,
      hookType: 'PAUSE',
      lifecycleStage: hook.stage,
      expiresAt: new Date(hook.expiresAt).toISOString(),
      updatedAt: new Date(ecs.world.clock.now()).toISOString(),
      clusterArn: arn(ecs, `cluster/${service.clusterName}`),
      serviceArn: service.arn,
      serviceDeploymentArn: current.arn,
    },
  })
}
