import type { CreateServiceResponse, DeploymentConfiguration, Tag } from '@aws-sdk/client-ecs'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireCluster } from './find-service.ts'
import { arn } from './identifiers.ts'
import { type NativeSettings, nativeSettings } from './native/native-settings.ts'
import { serviceView } from './service-view.ts'
import { startDeployment } from './start-deployment.ts'
import type { Cluster, EcsState, ServiceSettings, SimulatedService } from './state.ts'
import { requireActiveTaskDefinition } from './task-definitions.ts'
import { startTaskSet } from './task-set.ts'
import { type Timings, timingsWith } from './timings.ts'

export interface NewService {
  readonly name: string
  readonly desiredCount: number
  readonly configuration?: DeploymentConfiguration | undefined
  readonly controller?: SimulatedService['controller'] | undefined
  readonly settings?: ServiceSettings | undefined
  /** Epoch ms; now when left out. */
  readonly createdAt?: number
  readonly tags?: readonly Tag[] | undefined
  readonly timings?: Timings | undefined
  readonly rollbackUnder?: 'old-id' | 'new-id' | undefined
  readonly native?: Partial<NativeSettings> | undefined
}

/** What AWS assumes where nothing is said about deployments. */
const DEFAULT_CONFIGURATION: DeploymentConfiguration = {
  deploymentCircuitBreaker: { enable: false, rollback: false },
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  strategy: 'ROLLING',
}

/** A service without a deployment yet: the caller starts one. @throws AwsError InvalidParameterException when it exists */
export function addService(ecs: EcsState, cluster: Cluster, wanted: NewService): SimulatedService {
  if (cluster.services.get(wanted.name)?.status === 'ACTIVE') {
    throw new AwsError('InvalidParameterException', 'Creation of service was not idempotent.')
  }
  const service: SimulatedService = {
    arn: arn(ecs, `service/${cluster.name}/${wanted.name}`),
    name: wanted.name,
    clusterName: cluster.name,
    createdAt: wanted.createdAt ?? ecs.world.clock.now(),
    status: 'ACTIVE',
    desiredCount: wanted.desiredCount,
    configuration: { ...DEFAULT_CONFIGURATION, ...wanted.configuration },
    controller: wanted.controller ?? 'ECS',
    settings: wanted.settings ?? {},
    tags: wanted.tags ?? [],
    deployments: [],
    tasks: new Set(),
    serviceDeployments: [],
    events: [],
    isSteady: false,
    timings: wanted.timings ?? timingsWith(),
    rollbackUnder: wanted.rollbackUnder ?? 'old-id',
    native: nativeSettings(wanted.native),
    traffic: new Map(),
  }
  cluster.services.set(service.name, service)
  return service
}

const HANDLED = [
  'cluster',
  'serviceName',
  'taskDefinition',
  'desiredCount',
  'deploymentConfiguration',
  'deploymentController',
  'tags',
  'clientToken',
]

/** Rolls the first deployment out from nothing, as AWS does. */
export function createServiceOperation(ecs: EcsState): Operation {
  return (input): CreateServiceResponse => {
    const cluster = requireCluster(ecs, input['cluster'])
    const taskDefinition = requireActiveTaskDefinition(ecs, input['taskDefinition'])
    const service = addService(ecs, cluster, {
      name: input['serviceName'],
      desiredCount: input['desiredCount'] ?? 1,
      configuration: input['deploymentConfiguration'],
      controller: input['deploymentController']?.type,
      settings: Object.fromEntries(Object.entries(input).filter(([name]) => !HANDLED.includes(name))),
      tags: input['tags'],
    })
    if (service.controller === 'ECS') startDeployment(ecs, service, taskDefinition)
    else startTaskSet(ecs, service, taskDefinition)
    return { service: { ...serviceView(ecs, service), tags: [...service.tags] } }
  }
}
