import type { Task } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../../aws/ecs-api.ts'
import { answering, calling } from '../../aws/refusal.ts'
import { isDigest } from '../../domain/image.ts'
import { isProblem } from '../../domain/observation.ts'
import type { Need } from '../../prune/facts.ts'
import type { InUse, NamedCarrier } from '../../prune-ports.ts'
import { requireAnswers } from './require-answers.ts'

/** Every task of a cluster, whoever started it. */
export async function tasksInUse(
  client: () => Promise<EcsApi>,
  cluster: string,
): Promise<InUse & { readonly definitions: readonly NamedCarrier[] }> {
  const tasks = await answering(() => readTasks(client, cluster))
  if (isProblem(tasks)) return { needs: [], definitions: [], unread: [{ why: tasks.message, targets: 'all' }] }
  const by = `a task in cluster ${cluster}`
  return {
    needs: tasks.flatMap(({ containers = [] }) =>
      containers.flatMap(({ imageDigest }) => needOf('runs', imageDigest, by)),
    ),
    definitions: [...new Set(tasks.map(({ taskDefinitionArn }) => taskDefinitionArn))].flatMap((carrier) =>
      carrier ? [{ carrier, by }] : [],
    ),
    unread: [],
  }
}

async function readTasks(client: () => Promise<EcsApi>, cluster: string): Promise<Task[]> {
  const api = await client()
  const found: Task[] = []
  let from: string | undefined
  do {
    const nextToken = from
    const page = await calling({ action: 'ecs:ListTasks', subject: `tasks in cluster ${cluster}` }, () =>
      api.listTasks({ cluster, desiredStatus: 'RUNNING', ...(nextToken === undefined ? {} : { nextToken }) }),
    )
    found.push(...(await describeTasks(api, cluster, page.taskArns ?? [])))
    from = page.nextToken
  } while (from !== undefined)
  return found
}

/** One that ended since it was listed holds nothing any more. */
async function describeTasks(api: EcsApi, cluster: string, asked: readonly string[]): Promise<Task[]> {
  if (asked.length === 0) return []
  const subject = `tasks in cluster ${cluster}`
  const { tasks = [], failures } = await calling({ action: 'ecs:DescribeTasks', subject }, () =>
    api.describeTasks({ cluster, tasks: [...asked] }),
  )
  requireAnswers({ subject, asked, answered: tasks.map(({ taskArn }) => taskArn), failures }, 'MISSING')
  return tasks
}

/** What is no digest was not resolved, and is needed by its tag. */
export function needOf(use: Need['use'], digest: string | undefined, by: string): Need[] {
  return digest !== undefined && isDigest(digest) ? [{ use, by, image: digest }] : []
}
