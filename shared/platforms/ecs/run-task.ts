import type { Failure, RunTaskCommandInput, RunTaskCommandOutput, Service } from '@aws-sdk/client-ecs'
import { errorName } from '../../aws/problem.ts'
import { calling, refuse } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { RunTaskEffect, TaskStartedResult } from '../../domain/effect.ts'
import { nameOf } from './ecs-context.ts'
import { findTask } from './find-task.ts'
import { startedBy, type TasksContext } from './tasks-context.ts'

/** Runs a task once: what an earlier call started is taken, by what it was started by or by its client token. */
export async function runTask(
  context: TasksContext,
  target: EcsTarget,
  effect: RunTaskEffect,
): Promise<TaskStartedResult> {
  const by = startedBy(effect.deploymentId, effect.place)
  const left = effect.again ? await findTask(context, target, by) : undefined
  if (left) return started(effect, left)
  const service = await readService(context, target)
  const taskDefinition = await carrierFor(context, target, service, effect)
  const answer = await call(context, target, requestOf(target, service, taskDefinition, effect))
  if (answer === 'token-in-use') {
    const other = await findTask(context, target, by)
    return other ? started(effect, other) : refuse('unavailable', `A task of the ${nameOf(target)} is not visible yet.`)
  }
  const [task] = answer.tasks ?? []
  return task ? started(effect, task) : notPlaced(target, answer.failures ?? [])
}

function started(
  { deploymentId, place }: RunTaskEffect,
  { taskArn = '', taskDefinitionArn = '' }: { taskArn?: string | undefined; taskDefinitionArn?: string | undefined },
): TaskStartedResult {
  return { kind: 'task-started', deploymentId, place, task: taskArn, carrier: taskDefinitionArn }
}

async function readService({ ecs }: TasksContext, target: EcsTarget): Promise<Service> {
  const { cluster, service } = target
  const api = await ecs()
  const doing = { action: 'ecs:DescribeServices', subject: nameOf(target) }
  const { services = [] } = await calling(doing, () => api.describeServices({ cluster, services: [service] }))
  const [found] = services
  if (found?.status === 'ACTIVE') return found
  return refuse(
    'gone',
    `The ${nameOf(target)} does not exist. Create it again, or take the target out of longshore.yml.`,
  )
}

/** The release's own revision, else the service's current one pinned to its images. */
async function carrierFor(
  { definitions }: TasksContext,
  target: EcsTarget,
  service: Service,
  { release, deploymentId, again }: RunTaskEffect,
): Promise<string> {
  if (release.carrier !== undefined) return release.carrier
  const current = service.taskDefinition ?? primaryTaskSet(service)?.taskDefinition
  if (current === undefined)
    return refuse('invalid', `The ${nameOf(target)} has no task definition. Deploy it once by hand.`)
  return definitions.pin(await definitions.read(current), release.images, deploymentId, again)
}

/** With the CODE_DEPLOY controller network and launch type belong to the task set. */
function primaryTaskSet({ taskSets = [] }: Service) {
  return taskSets.find(({ status }) => status === 'PRIMARY')
}

function requestOf(
  { cluster }: EcsTarget,
  service: Service,
  taskDefinition: string,
  { deploymentId, place, task }: RunTaskEffect,
): RunTaskCommandInput {
  const set = primaryTaskSet(service)
  const networkConfiguration = service.networkConfiguration ?? set?.networkConfiguration
  return {
    cluster,
    taskDefinition,
    count: 1,
    startedBy: startedBy(deploymentId, place),
    clientToken: `${deploymentId}-${place}`,
    overrides: { containerOverrides: [{ name: task.container, command: [...task.command] }] },
    ...(networkConfiguration ? { networkConfiguration } : {}),
    ...placeOf(service, set),
    ...(service.enableECSManagedTags ? { enableECSManagedTags: true } : {}),
  }
}

type Placing = Pick<Service, 'launchType' | 'capacityProviderStrategy' | 'platformVersion'>

/** Where the service's own tasks run. A launch type and a strategy exclude each other. */
function placeOf(service: Placing, set: Placing | undefined): Placing {
  const strategy = service.capacityProviderStrategy?.length
    ? service.capacityProviderStrategy
    : set?.capacityProviderStrategy
  const platformVersion = service.platformVersion ?? set?.platformVersion
  const version = platformVersion === undefined ? {} : { platformVersion }
  if (strategy?.length) return { capacityProviderStrategy: strategy, ...version }
  const launchType = service.launchType ?? set?.launchType
  return { ...(launchType === undefined ? {} : { launchType }), ...version }
}

async function call(
  { tasks }: TasksContext,
  target: EcsTarget,
  request: RunTaskCommandInput,
): Promise<RunTaskCommandOutput | 'token-in-use'> {
  const api = await tasks()
  const doing = { action: 'ecs:RunTask', subject: `a task of the ${nameOf(target)}` }
  return calling(doing, async () => {
    try {
      return await api.runTask(request)
    } catch (error) {
      // The service's network may have changed since an earlier call with this token: what that one started counts.
      if (errorName(error) === 'ConflictException') return 'token-in-use' as const
      throw error
    }
  })
}

/** A lack of room passes; anything else a person must mend. */
function notPlaced(target: EcsTarget, failures: readonly Failure[]): never {
  const why = failures.map(({ reason, detail }) => detail ?? reason ?? 'no reason').join('; ') || 'AWS gave no reason'
  const passes = failures.every(({ reason = '' }) =>
    /RESOURCE|AGENT|apacity is unavailable|EMPTY CAPACITY/.test(reason),
  )
  const message = `Cannot run a task of the ${nameOf(target)}: ${why}.`
  if (passes && failures.length > 0) refuse('throttled', `${message} It is tried again by itself.`)
  return refuse('invalid', `${message} Correct the service or its cluster, then deploy again.`)
}
