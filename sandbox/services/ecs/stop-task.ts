import type { StopTaskResponse } from '@aws-sdk/client-ecs'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireCluster } from './find-service.ts'
import { arn, lastPart } from './identifiers.ts'
import { stopOneOff } from './one-off-life.ts'
import { oneOffView } from './one-off-view.ts'
import type { EcsState, Task, TaskStop } from './state.ts'
import { stopTask } from './task-life.ts'
import { taskView } from './task-view.ts'

/** Stops any task, a service's too (which then starts another). One that stopped more than an hour ago is not known. */
export function stopTaskOperation(ecs: EcsState): Operation {
  return (input): StopTaskResponse => {
    const cluster = requireCluster(ecs, input['cluster'])
    const reason: string = input['reason'] ?? 'Task stopped by user'
    const stop = { code: 'UserInitiated', reason, counts: false, keepsPlace: false } as const
    const taskArn = arn(ecs, `task/${cluster.name}/${lastPart(input['task'])}`)
    const oneOff = ecs.oneOff.tasks.get(taskArn)
    if (oneOff) {
      stopOneOff(ecs, oneOff, stop)
      return { task: oneOffView(ecs, oneOff) }
    }
    const task = ecs.tasks.get(taskArn)
    if (!task) throw new AwsError('InvalidParameterException', 'The referenced task was not found.')
    stopOfService(ecs, task, stop)
    return { task: taskView(ecs, task) }
  }
}

function stopOfService(ecs: EcsState, task: Task, stop: TaskStop): void {
  const service = ecs.clusters.get(task.clusterName)?.services.get(task.serviceName)
  if (service) stopTask(ecs, service, task, stop)
}
