import * as z from 'zod'
import type { EcsControl } from '../services/ecs/ecs-control.ts'
import type { Reconfiguration } from '../services/ecs/native/native-control.ts'
import { ServiceName } from './names-schema.ts'

/** Steps about deployments with a strategy other than ROLLING. */
export const strategySteps = {
  hook: z
    .strictObject({ service: ServiceName, action: z.enum(['CONTINUE', 'ROLLBACK']) })
    .optional()
    .describe('A person answers the pause hook that awaits an action, at AWS.'),
  stopDeployment: z
    .strictObject({ service: ServiceName })
    .optional()
    .describe('A person rolls the running service deployment back, at AWS.'),
  reconfigure: z
    .strictObject({
      service: ServiceName,
      strategy: z.enum(['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY']).optional(),
      controller: z.enum(['ECS', 'CODE_DEPLOY', 'EXTERNAL']).optional(),
    })
    .optional()
    .describe('Somebody gives a service another strategy, or makes it anew under another controller.'),
  loadBalancer: z
    .strictObject({ service: ServiceName, loses: z.enum(['listener', 'target-group', 'nothing']) })
    .optional()
    .describe('Somebody deletes the listener rule or the target group of a service; `nothing` puts it back.'),
}

interface StrategyStep {
  readonly hook?: { readonly service: string; readonly action: 'CONTINUE' | 'ROLLBACK' } | undefined
  readonly reconfigure?: (Reconfiguration & { readonly service: string }) | undefined
  readonly stopDeployment?: { readonly service: string } | undefined
  readonly loadBalancer?:
    | { readonly service: string; readonly loses: 'listener' | 'target-group' | 'nothing' }
    | undefined
}

/** Does such a step. @returns the timeline's words for it; undefined when the step is of another kind */
export function playStrategyStep(ecs: EcsControl, step: StrategyStep): string | undefined {
  if (step.hook) {
    const { service, action } = step.hook
    ecs.native.answerPause(...split(service), action)
    return `Somebody answers the pause hook of ${service}: ${action}`
  }
  if (step.stopDeployment) {
    const { service } = step.stopDeployment
    ecs.native.stop(...split(service))
    return `Somebody rolls the deployment of ${service} back`
  }
  if (step.reconfigure) {
    const { service, ...to } = step.reconfigure
    ecs.native.reconfigure(...split(service), to)
    return `Somebody changes ${service}: ${Object.values(to).join(', ')}`
  }
  if (!step.loadBalancer) return undefined
  const { service, loses } = step.loadBalancer
  ecs.native.lose(...split(service), loses === 'nothing' ? undefined : loses)
  return loses === 'nothing'
    ? `Somebody mends the load balancer of ${service}`
    : `The ${loses} of ${service} is deleted`
}

function split(service: string): [cluster: string, name: string] {
  const [cluster = '', name = ''] = service.split('/')
  return [cluster, name]
}
