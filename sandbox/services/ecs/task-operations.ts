import type { DescribeTasksResponse, ListTasksResponse } from '@aws-sdk/client-ecs'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireCluster, requireService } from './find-service.ts'
import { arn, lastPart } from './identifiers.ts'
import type { EcsState, Task } from './state.ts'
import { taskView } from './task-view.ts'

const VISIBLE_MS = 3_600_000
const MOST_TASKS = 100

export function listTasks(ecs: EcsState): Operation {
  return (input): ListTasksResponse => {
    const cluster = requireCluster(ecs, input['cluster'])
    refuseMixedFilters(input)
    const { startedBy, serviceName, family, desiredStatus = 'RUNNING' } = input
    if (serviceName) requireService(ecs, cluster.name, serviceName)
    const tasks = visibleTasks(ecs, cluster.name).filter(
      (task) =>
        task.desiredStatus === desiredStatus &&
        (!startedBy || task.deployment.id === startedBy) &&
        (!serviceName || task.serviceName === lastPart(serviceName)) &&
        (!family || task.taskDefinition.family === family),
    )
    const { items, nextToken } = paginate(tasks, {
      maxResults: input['maxResults'],
      nextToken: input['nextToken'],
      defaultSize: MOST_TASKS,
      largestSize: MOST_TASKS,
    })
    return { taskArns: items.map((task) => task.arn), ...(nextToken === undefined ? {} : { nextToken }) }
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
    const found = arns.map((each) => findVisible(ecs, each))
    return {
      tasks: found.filter((task) => task !== undefined).map((task) => taskView(ecs, task)),
      failures: arns
        .filter((_, position) => found[position] === undefined)
        .map((each) => ({ arn: each, reason: 'MISSING' })),
    }
  }
}

function visibleTasks(ecs: EcsState, cluster: string): Task[] {
  return [...ecs.tasks.values()].filter((task) => task.clusterName === cluster && isVisible(ecs, task))
}

function findVisible(ecs: EcsState, taskArn: string): Task | undefined {
  const task = ecs.tasks.get(taskArn)
  return task && isVisible(ecs, task) ? task : undefined
}

function isVisible(ecs: EcsState, task: Task): boolean {
  return task.stoppedAt === undefined || task.stoppedAt > ecs.world.clock.now() - VISIBLE_MS
}
