import type { Deployment as DeploymentShape, Service as ServiceShape, Task as TaskShape } from '@aws-sdk/client-ecs'
import { createCluster } from './cluster-operations.ts'
import { turnAlarm } from './deployment-alarms.ts'
import { type Fate, type FateName, fateOf } from './fates.ts'
import { requireService } from './find-service.ts'
import { type NativeControl, nativeControl } from './native/native-control.ts'
import { type OneOffNow, oneOffNow } from './one-off-view.ts'
import { runTask } from './run-task.ts'
import { reconsider } from './scheduler.ts'
import { serviceView } from './service-view.ts'
import { type Serving, servingNow } from './serving.ts'
import { type Containers, registerContainers, type ServiceSetUp, setUpService } from './set-up-service.ts'
import { changed, type EcsState, primaryOf, type ServiceDeployment, type SimulatedService } from './state.ts'
import { type Interruption, interrupted } from './stop-reasons.ts'
import { registerTaskDefinition, requireTaskDefinition } from './task-definitions.ts'
import { stopTask } from './task-life.ts'
import { taskView } from './task-view.ts'
import type { Throttle } from './throttle.ts'
import { updateService } from './update-service.ts'

/** What is known of a service after setting it up or changing it. */
export interface ServiceNow {
  readonly arn: string
  /** ARN of the revision of the PRIMARY deployment. */
  readonly taskDefinition: string
  /** `ecs-svc/…` of the PRIMARY deployment. */
  readonly deploymentId: string
}

/** What somebody else does to a service: other images, another revision, or the same by force. */
export interface Usurpation {
  /** Images by container, registered as a new revision made of the current one. */
  readonly containers?: Readonly<Record<string, string>>
  readonly taskDefinition?: string
  readonly force?: boolean
}

/** Set-up and read-back of the simulated ECS. A service is named by cluster and name. */
export interface EcsControl {
  readonly createCluster: (name: string) => void
  /** Settled and running now, unless it says otherwise. */
  readonly createService: (wanted: ServiceSetUp) => ServiceNow
  /** Stops its tasks. It is described as INACTIVE; with `forget` it is MISSING. */
  readonly deleteService: (cluster: string, service: string, options?: { readonly forget?: boolean }) => void
  readonly scale: (cluster: string, service: string, desiredCount: number) => void
  /** UpdateService by somebody else. */
  readonly usurp: (cluster: string, service: string, by: Usurpation) => ServiceNow
  /** Stops running tasks for a reason that is not the image's. @returns the ARNs of the tasks it stops */
  readonly interrupt: (cluster: string, service: string, why: Interruption, count?: number) => string[]
  /** @returns the revision's ARN */
  readonly registerTaskDefinition: (input: Readonly<Record<string, unknown>>) => string
  readonly registerContainers: (family: string, containers: Containers) => string
  /** By ARN or `family:revision`. */
  readonly deregister: (taskDefinition: string) => void
  /** What becomes of tasks that start from now on with this image. */
  readonly fate: (digest: string, fate: FateName | Fate) => void
  /** Lets every DescribeServices answer what it would have answered so many milliseconds ago; 0 ends it. */
  readonly staleReads: (ms: number) => void
  /** A CloudWatch alarm that deployments may watch goes to ALARM or back. */
  readonly alarm: (name: string, state: 'OK' | 'ALARM') => void
  /** Strategies other than ROLLING: hooks, traffic, and what may be broken. */
  readonly native: NativeControl
  /** AWS's own rate limits, off at first. */
  readonly throttling: (isOn: boolean) => void
  /** All services, in order of creation. */
  readonly services: () => readonly { readonly cluster: string; readonly name: string }[]
  /** The service as DescribeServices shows it. */
  readonly service: (cluster: string, service: string) => ServiceShape
  readonly deployments: (cluster: string, service: string) => DeploymentShape[]
  /** Oldest first. */
  readonly serviceDeployments: (cluster: string, service: string) => readonly ServiceDeployment[]
  /** Tasks that are not stopped yet. */
  readonly tasks: (cluster: string, service: string) => TaskShape[]
  /** Distinct digests, as pushed, that RUNNING tasks run, by container. An index counts by its own digest. */
  readonly runningDigests: (cluster: string, service: string) => Record<string, string[]>
  /** What answers requests to the service now; undefined when nothing runs, or there is no such service. */
  readonly serving: (cluster: string, service: string) => Serving | undefined
  /** RunTask by somebody else. @returns the ARNs of the tasks; none when there was no room. @throws AwsError */
  readonly runTask: (input: Readonly<Record<string, unknown>>) => string[]
  /** Every task that was run by itself, oldest first, those long stopped too. */
  readonly oneOffTasks: () => readonly OneOffNow[]
  /** Images by container of a revision, as it names them. */
  readonly images: (taskDefinition: string) => Record<string, string>
  /** All revisions of a family, inactive ones too. */
  readonly taskDefinitions: (family: string) => { readonly arn: string; readonly status: 'ACTIVE' | 'INACTIVE' }[]
}

export interface ControlSettings {
  staleMs: number
  readonly throttle: Throttle
}

export function ecsControl(ecs: EcsState, settings: ControlSettings): EcsControl {
  const find = (cluster: string, service: string) => requireService(ecs, cluster, service)
  return {
    createCluster: (name) => void createCluster(ecs, name),
    createService: (wanted) => serviceNow(setUpService(ecs, wanted)),
    deleteService: (cluster, service, options) => deleteService(ecs, find(cluster, service), options?.forget === true),
    scale: (cluster, service, desiredCount) => updateService(ecs, find(cluster, service), { desiredCount }),
    usurp: (cluster, service, by) => usurp(ecs, find(cluster, service), by),
    interrupt: (cluster, service, why, count) => interrupt(ecs, find(cluster, service), why, count ?? 1),
    registerTaskDefinition: (input) => registerTaskDefinition(ecs, input, 'arn:aws:iam::aws:user/console').arn,
    registerContainers: (family, containers) => registerContainers(ecs, family, containers).arn,
    deregister(taskDefinition) {
      requireTaskDefinition(ecs, taskDefinition).deregisteredAt ??= ecs.world.clock.now()
    },
    fate: (digest, fate) => void ecs.fates.set(digest, fateOf(fate)),
    staleReads(ms) {
      settings.staleMs = ms
    },
    alarm: (name, state) => turnAlarm(ecs, name, state),
    native: nativeControl(ecs),
    throttling: settings.throttle.switch,
    services: () =>
      [...ecs.clusters.values()].flatMap((cluster) =>
        [...cluster.services.values()].map(({ clusterName, name }) => ({ cluster: clusterName, name })),
      ),
    service: (cluster, service) => serviceView(ecs, find(cluster, service)),
    deployments: (cluster, service) => serviceView(ecs, find(cluster, service)).deployments ?? [],
    serviceDeployments: (cluster, service) => find(cluster, service).serviceDeployments,
    tasks: (cluster, service) => [...find(cluster, service).tasks].map((task) => taskView(ecs, task)),
    runningDigests: (cluster, service) => runningDigests(find(cluster, service)),
    serving(cluster, service) {
      const found = ecs.clusters.get(cluster)?.services.get(service)
      return found && servingNow(found)
    },
    runTask: (input) => (runTask(ecs, input).tasks ?? []).map(({ taskArn = '' }) => taskArn),
    oneOffTasks: () => [...ecs.oneOff.tasks.values()].map(oneOffNow),
    images: (taskDefinition) =>
      Object.fromEntries(
        requireTaskDefinition(ecs, taskDefinition).containers.map(({ name = '', image = '' }) => [name, image]),
      ),
    taskDefinitions: (family) =>
      (ecs.families.get(family) ?? []).map(({ arn, deregisteredAt }) => ({
        arn,
        status: deregisteredAt === undefined ? 'ACTIVE' : 'INACTIVE',
      })),
  }
}

function serviceNow(service: SimulatedService): ServiceNow {
  const primary = primaryOf(service)
  return { arn: service.arn, taskDefinition: primary.revision.taskDefinition.arn, deploymentId: primary.id }
}

function deleteService(ecs: EcsState, service: SimulatedService, forget: boolean): void {
  for (const task of service.tasks) stopTask(ecs, service, task, interrupted(task, 'scale-in'))
  service.status = 'INACTIVE'
  service.desiredCount = 0
  changed(ecs, service)
  if (forget) ecs.clusters.get(service.clusterName)?.services.delete(service.name)
}

function usurp(ecs: EcsState, service: SimulatedService, by: Usurpation): ServiceNow {
  const taskDefinition = by.containers ? withImages(ecs, service, by.containers) : by.taskDefinition
  updateService(ecs, service, {
    ...(taskDefinition === undefined ? {} : { taskDefinition }),
    ...(by.force ? { forceNewDeployment: true } : {}),
  })
  return serviceNow(service)
}

function withImages(ecs: EcsState, service: SimulatedService, images: Readonly<Record<string, string>>): string {
  const { content, containers } = primaryOf(service).revision.taskDefinition
  const containerDefinitions = containers.map((container) => ({
    ...container,
    image: images[container.name ?? ''] ?? container.image,
  }))
  return registerTaskDefinition(ecs, { ...content, containerDefinitions }, 'arn:aws:iam::aws:user/console').arn
}

function interrupt(ecs: EcsState, service: SimulatedService, why: Interruption, count: number): string[] {
  const running = [...service.tasks].filter((task) => task.lastStatus === 'RUNNING').slice(0, count)
  for (const task of running) stopTask(ecs, service, task, interrupted(task, why))
  reconsider(ecs, service)
  changed(ecs, service)
  return running.map((task) => task.arn)
}

function runningDigests(service: SimulatedService): Record<string, string[]> {
  const found: Record<string, Set<string>> = {}
  for (const task of service.tasks) {
    if (task.lastStatus !== 'RUNNING') continue
    for (const { name, digest } of task.containers) {
      found[name] ??= new Set()
      if (digest !== undefined) found[name].add(digest)
    }
  }
  return Object.fromEntries(Object.entries(found).map(([name, digests]) => [name, [...digests].sort()]))
}
