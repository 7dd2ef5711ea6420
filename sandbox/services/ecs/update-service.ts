import { isDeepStrictEqual } from 'node:util'
import type { UpdateServiceResponse } from '@aws-sdk/client-ecs'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireService } from './find-service.ts'
import { reconsider } from './scheduler.ts'
import { serviceView } from './service-view.ts'
import { startDeployment } from './start-deployment.ts'
import { changed, type EcsState, primaryOf, type SimulatedService } from './state.ts'
import { requireActiveTaskDefinition } from './task-definitions.ts'

type Input = Readonly<Record<string, unknown>>

/** Members whose change begins a new deployment. */
const DEPLOYING = [
  'networkConfiguration',
  'platformVersion',
  'loadBalancers',
  'serviceRegistries',
  'serviceConnectConfiguration',
  'volumeConfigurations',
  'vpcLatticeConfigurations',
]

/** Members that are kept without a new deployment. */
const KEPT = [
  'capacityProviderStrategy',
  'healthCheckGracePeriodSeconds',
  'enableExecuteCommand',
  'enableECSManagedTags',
  'placementConstraints',
  'placementStrategy',
  'propagateTags',
  'availabilityZoneRebalancing',
]

/** Accepted during a rollout too, which it then supersedes. */
export function updateServiceOperation(ecs: EcsState): Operation {
  return (input): UpdateServiceResponse => {
    const service = requireService(ecs, input['cluster'], input['service'])
    updateService(ecs, service, input)
    return { service: serviceView(ecs, service) }
  }
}

/** @throws AwsError ServiceNotActiveException, ClientException, InvalidParameterException */
export function updateService(ecs: EcsState, service: SimulatedService, input: Input): void {
  if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.')
  refuseForController(service, input)
  const running = primaryOf(service).revision.taskDefinition
  const wanted =
    input['taskDefinition'] === undefined ? running : requireActiveTaskDefinition(ecs, input['taskDefinition'])
  const deploys =
    input['forceNewDeployment'] === true ||
    wanted !== running ||
    DEPLOYING.some((name) => isChanged(service, input, name))
  applyConfiguration(service, input)
  if (deploys) startDeployment(ecs, service, wanted)
  else reconsider(ecs, service)
  changed(ecs, service)
}

function refuseForController(service: SimulatedService, input: Input): void {
  if (service.controller === 'ECS') return
  if (input['taskDefinition'] !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      `Unable to update task definition on services with a ${service.controller} deployment controller. ` +
        'Use AWS CodeDeploy to trigger a new deployment.',
    )
  }
  if (input['forceNewDeployment'] === true) {
    throw new AwsError(
      'InvalidParameterException',
      `Cannot force a new deployment on services with a ${service.controller} deployment controller. ` +
        'Use AWS CodeDeploy to trigger a new deployment.',
    )
  }
  const other = DEPLOYING.find((name) => input[name] !== undefined)
  if (other === undefined) return
  throw new AwsError(
    'InvalidParameterException',
    `Unable to update ${other} on services with a ${service.controller} deployment controller. ` +
      'Use AWS CodeDeploy to trigger a new deployment.',
  )
}

function isChanged(service: SimulatedService, input: Input, name: string): boolean {
  return input[name] !== undefined && !isDeepStrictEqual(input[name], service.settings[name])
}

function applyConfiguration(service: SimulatedService, input: Input): void {
  const { desiredCount, deploymentConfiguration } = input
  if (typeof desiredCount === 'number') service.desiredCount = desiredCount
  if (typeof deploymentConfiguration === 'object') {
    service.configuration = { ...service.configuration, ...deploymentConfiguration }
  }
  const kept = [...DEPLOYING, ...KEPT].filter((name) => input[name] !== undefined)
  service.settings = { ...service.settings, ...Object.fromEntries(kept.map((name) => [name, input[name]])) }
}
