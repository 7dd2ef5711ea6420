import type { Task } from '@aws-sdk/client-ecs'
import { calling } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import { nameOf } from './ecs-context.ts'
import type { OneOffTasksOptions } from './tasks-context.ts'

/** The task with that id, else the newest that was started by `by`; ECS shows stopped tasks for an hour. */
export async function findTask(
  { tasks }: Pick<OneOffTasksOptions, 'tasks'>,
  target: EcsTarget,
  by: string,
  id?: string,
): Promise<Task | undefined> {
  const { cluster } = target
  const api = await tasks()
  const listing = { action: 'ecs:ListTasks', subject: `tasks of the ${nameOf(target)}` }
  const started = async (desiredStatus: 'RUNNING' | 'STOPPED'): Promise<string[]> => {
    const { taskArns = [] } = await calling(listing, () => api.listTasks({ cluster, startedBy: by, desiredStatus }))
    return taskArns
  }
  const running = id === undefined ? await started('RUNNING') : [id]
  const wanted = running.length > 0 ? running : await started('STOPPED')
  if (wanted.length === 0) return undefined
  const describing = { action: 'ecs:DescribeTasks', subject: `tasks of the ${nameOf(target)}` }
  const found = await calling(describing, () => api.describeTasks({ cluster, tasks: wanted }))
  return found.tasks?.toSorted((a, b) => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0)).at(-1)
}
