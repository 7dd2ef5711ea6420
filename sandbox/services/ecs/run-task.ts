import type { Failure, RunTaskResponse } from '@aws-sdk/client-ecs'
import { hex, uuid } from '../../kernel/random.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireCluster } from './find-service.ts'
import { arn } from './identifiers.ts'
import { oneOffFate } from './one-off-fate.ts'
import { beginOneOff } from './one-off-life.ts'
import type { OneOffTask } from './one-off-task.ts'
import { oneOffView } from './one-off-view.ts'
import { checkRunTask } from './run-task-checks.ts'
import type { Cluster, EcsState, TaskContainer, TaskDefinition } from './state.ts'
import { requireActiveTaskDefinition } from './task-definitions.ts'

type Input = Readonly<Record<string, unknown>>

/** A token is known for a day. */
const TOKEN_MS = 86_400_000
const LAUNCH_TYPES = ['EC2', 'FARGATE', 'EXTERNAL'] as const

export function runTaskOperation(ecs: EcsState): Operation {
  return (input): RunTaskResponse => runTask(ecs, input)
}

/**
 * Starts tasks of an active revision. The same client token with the same request answers with the tasks it started then.
 * @throws AwsError ClusterNotFoundException, ClientException, InvalidParameterException, ConflictException
 */
export function runTask(ecs: EcsState, input: Input): RunTaskResponse {
  const cluster = requireCluster(ecs, textOf(input['cluster']))
  const known = knownRequest(ecs, input)
  if (known) return { tasks: known.map((task) => oneOffView(ecs, task)), failures: [] }
  const taskDefinition = requireActiveTaskDefinition(ecs, input['taskDefinition'])
  checkRunTask(taskDefinition, input)
  const count = typeof input['count'] === 'number' ? input['count'] : 1
  const wanted = Array.from({ length: count }, () => createOneOff(ecs, cluster, taskDefinition, input))
  const tasks = wanted.filter((task) => oneOffFate(ecs, task).ends !== 'no-capacity')
  for (const task of tasks) {
    ecs.oneOff.tasks.set(task.arn, task)
    beginOneOff(ecs, task)
  }
  remember(ecs, input, tasks)
  const refused = wanted.filter((task) => !tasks.includes(task))
  return {
    tasks: tasks.map((task) => oneOffView(ecs, task)),
    failures: refused.map((task) => placementFailure(ecs, cluster, task)),
  }
}

function knownRequest(ecs: EcsState, input: Input): readonly OneOffTask[] | undefined {
  const { clientToken: token } = input
  const known = typeof token === 'string' ? ecs.oneOff.requests.get(token) : undefined
  if (!known || known.at < ecs.world.clock.now() - TOKEN_MS) return undefined
  if (known.request === JSON.stringify(input)) return known.tasks
  throw new AwsError(
    'ConflictException',
    'The RunTask request could not be processed due to conflicts. ' +
      'The provided clientToken is already in use with a different RunTask request.',
  )
}

/** A request that started nothing binds its token to nothing: the next one tries again. */
function remember(ecs: EcsState, input: Input, tasks: readonly OneOffTask[]): void {
  const { clientToken: token } = input
  if (typeof token !== 'string' || tasks.length === 0) return
  ecs.oneOff.requests.set(token, { request: JSON.stringify(input), tasks, at: ecs.world.clock.now() })
}

function createOneOff(ecs: EcsState, cluster: Cluster, taskDefinition: TaskDefinition, input: Input): OneOffTask {
  const id = hex(ecs.random, 32)
  const now = ecs.world.clock.now()
  const { startedBy, group, overrides, networkConfiguration } = input
  return {
    arn: arn(ecs, `task/${cluster.name}/${id}`),
    id,
    clusterName: cluster.name,
    taskDefinition,
    containers: createContainers(ecs, cluster, taskDefinition, id),
    createdAt: now,
    zone: `${ecs.world.region}${ecs.random.pick(['a', 'b', 'c'])}`,
    plan: [],
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    updatedAt: now,
    isHealthy: false,
    wasHealthy: false,
    group: typeof group === 'string' ? group : `family:${taskDefinition.family}`,
    overrides: typeof overrides === 'object' && overrides !== null ? overrides : {},
    launch: launchOf(input),
    ...(typeof startedBy === 'string' ? { startedBy } : {}),
    ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
  }
}

function createContainers(
  ecs: EcsState,
  cluster: Cluster,
  taskDefinition: TaskDefinition,
  taskId: string,
): TaskContainer[] {
  return taskDefinition.containers.map(({ name = '', image = '', essential }) => ({
    arn: arn(ecs, `container/${cluster.name}/${taskId}/${uuid(ecs.random)}`),
    name,
    image,
    essential: essential !== false,
    runtimeId: `${taskId}-${ecs.random.integer(1_000_000_000, 4_000_000_000)}`,
    ...ecs.images.resolve(image),
    lastStatus: 'PENDING',
  }))
}

function launchOf({ launchType, capacityProviderStrategy: strategy }: Input): OneOffTask['launch'] {
  const first: unknown = Array.isArray(strategy) ? strategy[0]?.capacityProvider : undefined
  if (typeof first === 'string') return { capacityProviderName: first }
  return { launchType: LAUNCH_TYPES.find((known) => known === launchType) ?? 'EC2' }
}

function placementFailure(ecs: EcsState, cluster: Cluster, task: OneOffTask): Failure {
  const { reason } = oneOffFate(ecs, task)
  const onInstances = 'launchType' in task.launch && task.launch.launchType === 'EC2'
  if (!onInstances) {
    const why = 'Capacity is unavailable at this time. Please try again later or in a different availability zone'
    return { reason: reason ?? why }
  }
  const instance = arn(ecs, `container-instance/${cluster.name}/${hex(ecs.random, 32)}`)
  return { arn: instance, reason: reason ?? 'RESOURCE:MEMORY' }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
