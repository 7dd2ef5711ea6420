import type { RevisionLocation } from '@aws-sdk/client-codedeploy'
import type { Service } from '@aws-sdk/client-ecs'
import { refuse } from '../../aws/refusal.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import { nameOf } from '../ecs/ecs-context.ts'
import { primarySet } from './task-sets.ts'

/** Lifecycle events that a Lambda function may be called at, in order. */
const hookOrder = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const

/**
 * What CodeDeploy is to do: this task definition, behind the load balancer that the service has, on what its tasks run on, with
 * the configured hooks.
 */
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
            ...capacityOf(service),
          },
        },
      },
    ],
    ...(hooks.length > 0 ? { Hooks: hooks } : {}),
  })
  return { revisionType: 'AppSpecContent', appSpecContent: { content } }
}

/**
 * CodeDeploy takes nothing over from the tasks before: left out, a service on FARGATE_SPOT goes to FARGATE for good, and a pinned
 * platform to the latest (aws/containers-roadmap#1752). The network stays as it is without being named. A task set names the
 * platform that LATEST meant, so the service is asked.
 */
function capacityOf(service: Service): object {
  const { capacityProviderStrategy: declared = [], platformVersion } = service
  const { capacityProviderStrategy: used = [] } = primarySet(service) ?? {}
  const strategy = (used.length > 0 ? used : declared).map(({ capacityProvider, base = 0, weight = 0 }) => ({
    CapacityProvider: capacityProvider,
    Base: base,
    Weight: weight,
  }))
  return {
    ...(strategy.length > 0 ? { CapacityProviderStrategy: strategy } : {}),
    ...(platformVersion === undefined || platformVersion === 'LATEST' ? {} : { PlatformVersion: platformVersion }),
  }
}
