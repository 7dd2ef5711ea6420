import type { Service, Task } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../../aws/ecs-api.ts'
import { answering, calling } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import { isDigest } from '../../domain/image.ts'
import { isProblem } from '../../domain/observation.ts'
import type { Clock } from '../../ports.ts'
import type { Need } from '../../prune/facts.ts'
import type { DefinitionImages, ImageUsers, InUse, NamedCarrier } from '../../prune-ports.ts'
import { describeServices, type Sighting, serviceKey } from './describe-services.ts'
import { nameOf } from './ecs-context.ts'

export interface EcsUsersOptions {
  /** By target name; those that CodeDeploy deploys to as well. */
  readonly targets: Readonly<Record<string, EcsTarget>>
  readonly client: () => Promise<EcsApi>
  readonly clock: Clock
  readonly imagesOf: DefinitionImages
}

const revisionsPerCall = 20

/** What services have in use: their task definitions, what these were resolved to, and every task of their clusters. */
export function ecsUsers({ targets, client, clock, imagesOf }: EcsUsersOptions): ImageUsers {
  return {
    async inUse() {
      const seen = await describeServices({ client, clock }, Object.values(targets))
      const services = servicesIn(targets, seen)
      const tasks = await Promise.all(clustersOf(targets).map((cluster) => tasksIn(client, cluster)))
      const revisions = await Promise.all(services.map((one) => resolvedBy(client, one)))
      const defined = await imagesOf([
        ...services.flatMap(definitionsOf),
        ...tasks.flatMap((found) => found.definitions),
      ])
      const parts = [...tasks, ...revisions, defined]
      return {
        needs: parts.flatMap(({ needs }) => needs),
        unread: [...unseen(targets, seen), ...parts.flatMap(({ unread }) => unread)],
      }
    },
  }
}

interface SeenService {
  readonly name: string
  readonly target: EcsTarget
  readonly service: Service
}

function servicesIn(targets: EcsUsersOptions['targets'], seen: ReadonlyMap<string, Sighting>): SeenService[] {
  return Object.entries(targets).flatMap(([name, target]) => {
    const sighting = seen.get(serviceKey(target))
    return sighting && 'service' in sighting ? [{ name, target, service: sighting.service }] : []
  })
}

/**
 * A service that was deleted runs nothing; what its ledger names stays for that. It is still said: its name may be wrong. One that
 * did not answer may have containers of any repository.
 */
function unseen(configured: EcsUsersOptions['targets'], seen: ReadonlyMap<string, Sighting>): InUse['unread'] {
  return Object.entries(configured).flatMap(([name, target]) => {
    const sighting = seen.get(serviceKey(target))
    if (sighting && 'service' in sighting) return []
    const targets = sighting?.cause === 'gone' ? [name] : ('all' as const)
    return [{ why: sighting?.message ?? `The ${nameOf(target)} was not answered for.`, targets }]
  })
}

/** Everything that a service has, is getting, or is leaving. */
function definitionsOf({ name, service }: SeenService): NamedCarrier[] {
  const { taskDefinition, deployments = [], taskSets = [] } = service
  const named = [taskDefinition, ...[...deployments, ...taskSets].map((one) => one.taskDefinition)]
  return [...new Set(named)].flatMap((carrier) => (carrier ? [{ carrier, by: `target ${name}` }] : []))
}

/** What tags were resolved to when the service was last deployed: a task that starts tomorrow runs that. Under CodeDeploy nothing is. */
async function resolvedBy(client: EcsUsersOptions['client'], { name, target, service }: SeenService): Promise<InUse> {
  const isEcsOwn = service.deploymentController?.type !== 'CODE_DEPLOY'
  const arns = isEcsOwn ? (service.currentServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []) : []
  if (arns.length === 0) return { needs: [], unread: [] }
  const doing = { action: 'ecs:DescribeServiceRevisions', subject: `revisions of ${nameOf(target)}` }
  const found = await answering(async () => {
    const api = await client()
    const serviceRevisionArns = arns.slice(0, revisionsPerCall)
    return calling(doing, () => api.describeServiceRevisions({ serviceRevisionArns }))
  })
  if (isProblem(found)) return { needs: [], unread: [{ why: found.message, targets: 'all' }] }
  const images = (found.serviceRevisions ?? []).flatMap(({ containerImages = [] }) => containerImages)
  return { needs: images.flatMap(({ imageDigest }) => needOf('revision', imageDigest, `target ${name}`)), unread: [] }
}

/** Every task of a cluster, whoever started it. */
async function tasksIn(
  client: EcsUsersOptions['client'],
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

async function readTasks(client: EcsUsersOptions['client'], cluster: string): Promise<Task[]> {
  const api = await client()
  const found: Task[] = []
  let from: string | undefined
  do {
    const nextToken = from
    const page = await calling({ action: 'ecs:ListTasks', subject: `tasks in cluster ${cluster}` }, () =>
      api.listTasks({ cluster, desiredStatus: 'RUNNING', ...(nextToken === undefined ? {} : { nextToken }) }),
    )
    const arns = page.taskArns ?? []
    if (arns.length > 0) {
      const doing = { action: 'ecs:DescribeTasks', subject: `tasks in cluster ${cluster}` }
      found.push(...((await calling(doing, () => api.describeTasks({ cluster, tasks: arns }))).tasks ?? []))
    }
    from = page.nextToken
  } while (from !== undefined)
  return found
}

function needOf(use: Need['use'], digest: string | undefined, by: string): Need[] {
  return digest !== undefined && isDigest(digest) ? [{ use, by, image: digest }] : []
}

function clustersOf(targets: EcsUsersOptions['targets']): string[] {
  return [...new Set(Object.values(targets).map(({ cluster }) => cluster))]
}
