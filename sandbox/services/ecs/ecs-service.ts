import type { Operation, Service, World } from '../../kernel/service.ts'
import { createClusterOperation, describeClusters } from './cluster-operations.ts'
import { createServiceOperation } from './create-service.ts'
import { describeServiceRevisions } from './describe-service-revisions.ts'
import { describeServices, listServices } from './describe-services.ts'
import { type ControlSettings, type EcsControl, ecsControl } from './ecs-control.ts'
import { runPass } from './scheduler.ts'
import {
  describeServiceDeployments,
  listServiceDeployments,
  stopServiceDeployment,
} from './service-deployment-operations.ts'
import { recordHistory } from './service-history.ts'
import { createState, type EcsState, type ImageSource } from './state.ts'
import {
  deregisterTaskDefinition,
  describeTaskDefinition,
  listTaskDefinitions,
  registerTaskDefinitionOperation,
} from './task-definition-operations.ts'
import { describeTasks, listTasks } from './task-operations.ts'
import { createThrottle, throttled } from './throttle.ts'
import { updateServiceOperation } from './update-service.ts'

/** Simulated ECS with the rolling controller. `images` tells what a reference names: the simulated registry. */
export function ecsService(
  world: World,
  images: ImageSource,
): { readonly service: Service; readonly control: EcsControl } {
  const ecs = createState(world, images, runPass)
  const settings: ControlSettings = { staleMs: 0, throttle: createThrottle(ecs) }
  const operations = throttled(settings.throttle, operationsOf(ecs, settings))
  return { service: { name: 'ecs', operations }, control: ecsControl(ecs, settings) }
}

function operationsOf(ecs: EcsState, settings: ControlSettings): Record<string, Operation> {
  return {
    CreateCluster: createClusterOperation(ecs),
    CreateService: createServiceOperation(ecs),
    DeregisterTaskDefinition: deregisterTaskDefinition(ecs),
    DescribeClusters: describeClusters(ecs),
    DescribeServiceDeployments: describeServiceDeployments(ecs),
    DescribeServiceRevisions: describeServiceRevisions(ecs),
    DescribeServices: describeServices(ecs, recordHistory(ecs), () => settings.staleMs),
    DescribeTaskDefinition: describeTaskDefinition(ecs),
    DescribeTasks: describeTasks(ecs),
    ListServiceDeployments: listServiceDeployments(ecs),
    ListServices: listServices(ecs),
    ListTaskDefinitions: listTaskDefinitions(ecs),
    ListTasks: listTasks(ecs),
    RegisterTaskDefinition: registerTaskDefinitionOperation(ecs),
    StopServiceDeployment: stopServiceDeployment(ecs),
    UpdateService: updateServiceOperation(ecs),
  }
}
