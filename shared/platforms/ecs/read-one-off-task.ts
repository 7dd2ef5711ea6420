import type { Task } from '@aws-sdk/client-ecs'
import { answering } from '../../aws/refusal.ts'
import type { ContainerName } from '../../domain/image.ts'
import { isProblem, type OneOffTask } from '../../domain/observation.ts'
import { logOf } from './log-of.ts'
import { readStoppedTask } from './stopped-task.ts'
import type { TasksContext } from './tasks-context.ts'

const states: Readonly<Record<string, OneOffTask['state']>> = {
  PROVISIONING: 'starting',
  PENDING: 'starting',
  ACTIVATING: 'starting',
  RUNNING: 'running',
  DEACTIVATING: 'stopping',
  STOPPING: 'stopping',
  DEPROVISIONING: 'stopping',
  STOPPED: 'stopped',
}

/** A task in the domain's words. Where it failed, also why, and where its log is. */
export async function taskOf(context: TasksContext, task: Task, container: ContainerName): Promise<OneOffTask> {
  const { taskArn: id = '', taskDefinitionArn: carrier, lastStatus = '', desiredStatus } = task
  const state = states[lastStatus] ?? 'running'
  const shown = {
    id,
    ...(carrier === undefined ? {} : { carrier }),
    state: state === 'running' && desiredStatus === 'STOPPED' ? ('stopping' as const) : state,
  }
  if (state !== 'stopped') return shown
  const exitCode = task.containers?.find(({ name }) => name === container)?.exitCode
  if (exitCode === 0) return { ...shown, exitCode }
  const log = await logIfKnown(context, task, container)
  const { reason, conclusive } = readStoppedTask(task, context.clock.now())
  return {
    ...shown,
    ...(exitCode === undefined ? {} : { exitCode }),
    reason,
    conclusive,
    ...(log === undefined ? {} : { log }),
  }
}

/** Not being able to say where the log is must not hide that the task failed. */
async function logIfKnown(
  { definitions }: TasksContext,
  { taskArn, taskDefinitionArn }: Task,
  container: ContainerName,
): Promise<OneOffTask['log']> {
  if (taskArn === undefined || taskDefinitionArn === undefined) return undefined
  const read = await answering(() => definitions.read(taskDefinitionArn))
  return isProblem(read) ? undefined : logOf(read.definition, container, taskArn)
}
