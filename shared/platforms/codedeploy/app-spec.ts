import type { RevisionLocation } from '@aws-sdk/client-codedeploy'
import type { Service } from '@aws-sdk/client-ecs'
import { refuse } from '../../aws/refusal.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import { nameOf } from '../ecs/ecs-context.ts'

/** Lifecycle events that a Lambda function may be called at, in order. */
const hookOrder = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const

/** What CodeDeploy is to do: this task definition, behind the load balancer that the service has, with the configured hooks. */
export function revisionFor(service: Service, target: CodeDeployTarget, taskDefinition: string): RevisionLocation {
  const balancer = service.loadBalancers?.[0]
  if (balancer?.containerName === undefined || balancer.containerPort === undefined) {
    refuse(
      'unsupported',
      `The ${nameOf(target)} names no container and port behind a load balancer, which CodeDeploy needs. ` +
        'Create it with a target group, or take codeDeploy out of longshore.yml.',
    )
  }
  const hooks = hookOrder.flatMap((event) => {
    const name = target.hooks?.[event]
    return name === undefined ? [] : [{ [event]: name }]
  })
  const content = JSON.stringify({
    version: 0,
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: taskDefinition,
            LoadBalancerInfo: { ContainerName: balancer.containerName, ContainerPort: balancer.containerPort },
          },
        },
      },
    ],
    ...(hooks.length > 0 ? { Hooks: hooks } : {}),
  })
  return { revisionType: 'AppSpecContent', appSpecContent: { content } }
}
