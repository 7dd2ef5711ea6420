import type { DescribeTasksResponse, ListTasksResponse, Task as TaskShape } from '@aws-sdk/client-ecs'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireCluster, requireService } from './find-service.ts'
import { arn, lastPart } from './identifiers.ts'
import { oneOffView } from './one-off-view.ts'
import type { BareTask, EcsState } from './state.ts'
import { taskView } from './task-view.ts'

const VISIBLE_MS = 3_600_000
const MOST_TASKS = 100

export function listTasks(ecs: EcsState): Operation {
  return (input, call): ListTasksResponse => {
    const cluster = requireCluster(ecs, input['cluster'])
    refuseMixedFilters(input)
    const { startedBy, serviceName, family, desiredStatus = 'RUNNING' } = input
    if (serviceName) requireService(ecs, cluster.name, serviceName)
    const asOf = ecs.world.clock.now() - (call.staleMs ?? 0)
    const tasks = visibleTasks(ecs, cluster.name, asOf).filter(
      ({ task, shown }) =>
        task.desiredStatus === desiredStatus &&
        (!startedBy || shown.startedBy === startedBy) &&
        (!serviceName || shown.group === `service:${lastPart(serviceName)}`) &&
        (!family || task.taskDefinition.family === family),
    )
    const { items, nextToken } = paginate(tasks, {
      maxResults: input['maxResults'],
      nextToken: input['nextToken'],
      defaultSize: MOST_TASKS,
      largestSize: MOST_TASKS,
    })
    return { taskArns: items.map(({ task }) => task.arn), ...(nextToken === undefined ? {} : { nextToken }) }
  }
}

function refuseMixedFilters(input: Readonly<Record<string, unknown>>): void {
  if (!input['startedBy']) return
  const other = ['serviceName', 'family', 'containerInstance', 'launchType'].find((name) => input[name])
  if (!other) return
  throw new AwsError('InvalidParameterException', `cannot specify startedBy and ${other} together.`)
}

/** Tasks by name or ARN; one stopped more than an hour ago is MISSING. */
export function describeTasks(ecs: EcsState): Operation {
  return (input): DescribeTasksResponse => {
    const cluster = requireCluster(ecs, input['cluster'])
    const wanted: string[] = input['tasks'] ?? []
    if (wanted.length === 0) throw new AwsError('InvalidParameterException', 'Tasks cannot be empty.')
    if (wanted.length > MOST_TASKS) {
      throw new AwsError('InvalidParameterException', `Tasks cannot have more than ${MOST_TASKS} elements.`)
    }
    const arns = wanted.map((task) => arn(ecs, `task/${cluster.name}/${lastPart(task)}`))
    const found = arns.map((each) => findVisible(ecs, each)?.shown)
    return {
      tasks: found.filter((task) => task !== undefined),
      failures: arns
        .filter((_, position) => found[position] === undefined)
        .map((each) => ({ arn: each, reason: 'MISSING' })),
    }
  }
}

interface VisibleTask {
  readonly task: BareTask
  readonly shown: TaskShape
}

/** Lists lag behind: what was started after `asOf` is not in them. */
function visibleTasks(ecs: EcsState, cluster: string, asOf: number): VisibleTask[] {
  return [...ecs.tasks.keys(), ...ecs.oneOff.tasks.keys()]
    .map((each) => findVisible(ecs, each))
    .filter((found) => found !== undefined)
    .filter(({ task }) => task.clusterName === cluster && task.createdAt <= asOf)
}

function findVisible(ecs: EcsState, taskArn: string): VisibleTask | undefined {
  const ofService = ecs.tasks.get(taskArn)
  if (ofService) return isVisible(ecs, ofService) ? { task: ofService, shown: taskView(ecs, ofService) } : undefined
  const oneOff = ecs.oneOff.tasks.get(taskArn)
  return oneOff && isVisible(ecs, oneOff) ? { task: oneOff, shown: oneOffView(ecs, oneOff) } : undefined
}

function isVisible(ecs: EcsState, task: BareTask): boolean {
  return task.stoppedAt === undefined || task.stoppedAt > ecs.world.clock.now() - VISIBLE_MS
}
