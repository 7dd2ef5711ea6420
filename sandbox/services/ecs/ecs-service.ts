import type { Operation, Service, World } from '../../kernel/service.ts'
import { createClusterOperation, describeClusters, listClusters } from './cluster-operations.ts'
import { createServiceOperation } from './create-service.ts'
import { describeServiceRevisions } from './describe-service-revisions.ts'
import { describeServices, listServices } from './describe-services.ts'
import { type ControlSettings, type EcsControl, ecsControl } from './ecs-control.ts'
import { continueServiceDeployment } from './native/continue-service-deployment.ts'
import { runTaskOperation } from './run-task.ts'
import { runPass } from './scheduler.ts'
import {
  describeServiceDeployments,
  listServiceDeployments,
  stopServiceDeployment,
} from './service-deployment-operations.ts'
import { recordHistory } from './service-history.ts'
import { createState, type EcsState, type ImageSource } from './state.ts'
import { stopTaskOperation } from './stop-task.ts'
import {
  deregisterTaskDefinition,
  describeTaskDefinition,
  listTaskDefinitions,
  registerTaskDefinitionOperation,
} from './task-definition-operations.ts'
import { describeTasks, listTasks } from './task-operations.ts'
import { type TaskSets, taskSetControl } from './task-set-control.ts'
import { runTaskSetPass } from './task-set-pass.ts'
import { createThrottle, throttled } from './throttle.ts'
import { updateServiceOperation } from './update-service.ts'

/** Simulated ECS: rolling, blue/green, linear and canary deployments. `images` tells what a reference names: the simulated registry. */
export function ecsService(
  world: World,
  images: ImageSource,
): { readonly service: Service; readonly control: EcsControl; readonly taskSets: TaskSets } {
  const ecs = createState(world, images, (state, service) =>
    service.controller === 'ECS' ? runPass(state, service) : runTaskSetPass(state, service),
  )
  const settings: ControlSettings = { staleMs: 0, throttle: createThrottle(ecs) }
  const operations = throttled(settings.throttle, operationsOf(ecs, settings))
  return { service: { name: 'ecs', operations }, control: ecsControl(ecs, settings), taskSets: taskSetControl(ecs) }
}

function operationsOf(ecs: EcsState, settings: ControlSettings): Record<string, Operation> {
  return {
    ContinueServiceDeployment: continueServiceDeployment(ecs),
    CreateCluster: createClusterOperation(ecs),
    CreateService: createServiceOperation(ecs),
    DeregisterTaskDefinition: deregisterTaskDefinition(ecs),
    DescribeClusters: describeClusters(ecs),
    DescribeServiceDeployments: describeServiceDeployments(ecs),
    DescribeServiceRevisions: describeServiceRevisions(ecs),
    DescribeServices: describeServices(ecs, recordHistory(ecs), () => settings.staleMs),
    DescribeTaskDefinition: describeTaskDefinition(ecs),
    DescribeTasks: describeTasks(ecs),
    ListClusters: listClusters(ecs),
    ListServiceDeployments: listServiceDeployments(ecs),
    ListServices: listServices(ecs),
    ListTaskDefinitions: listTaskDefinitions(ecs),
    ListTasks: listTasks(ecs),
    RegisterTaskDefinition: registerTaskDefinitionOperation(ecs),
    RunTask: runTaskOperation(ecs),
    StopServiceDeployment: stopServiceDeployment(ecs),
    StopTask: stopTaskOperation(ecs),
    UpdateService: updateServiceOperation(ecs),
  }
}
