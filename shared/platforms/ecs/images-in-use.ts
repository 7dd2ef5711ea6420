import type { Service, ServiceRevision } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../../aws/ecs-api.ts'
import { answering, calling } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import { isProblem } from '../../domain/observation.ts'
import type { Clock } from '../../ports.ts'
import type { DefinitionImages, ImageUsers, InUse, NamedCarrier } from '../../prune-ports.ts'
import { describeServices, type Sighting, serviceKey } from './describe-services.ts'
import { nameOf } from './ecs-context.ts'
import { requireAnswers } from './require-answers.ts'
import { needOf, tasksInUse } from './tasks-in-use.ts'

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
      const tasks = await Promise.all(clustersOf(targets).map((cluster) => tasksInUse(client, cluster)))
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
    if (!sighting) return [{ why: `The ${nameOf(target)} was not answered for.`, targets: 'all' }]
    if (!('service' in sighting)) {
      return [{ why: sighting.message, targets: sighting.cause === 'gone' ? [name] : ('all' as const) }]
    }
    if (!wasDeleted(sighting.service)) return []
    return [
      {
        why: `The ${nameOf(target)} was deleted. Create it, or take its target out of longshore.yml.`,
        targets: [name],
      },
    ]
  })
}

/** AWS goes on describing it for a while. */
function wasDeleted({ status }: Service): boolean {
  return status === 'INACTIVE'
}

/** Everything that a service has, is getting, or is leaving. */
function definitionsOf({ name, service }: SeenService): NamedCarrier[] {
  const { taskDefinition, deployments = [], taskSets = [] } = service
  const named = [taskDefinition, ...[...deployments, ...taskSets].map((one) => one.taskDefinition)]
  return [...new Set(named)].flatMap((carrier) => (carrier ? [{ carrier, by: `target ${name}` }] : []))
}

/** What tags were resolved to when the service was last deployed: a task that starts tomorrow runs that. Under CodeDeploy nothing is. */
async function resolvedBy(client: EcsUsersOptions['client'], { name, target, service }: SeenService): Promise<InUse> {
  const isResolved = service.deploymentController?.type !== 'CODE_DEPLOY' && !wasDeleted(service)
  const arns = isResolved ? (service.currentServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []) : []
  if (arns.length === 0) return { needs: [], unread: [] }
  const found = await answering(() => readRevisions(client, arns, `revisions of ${nameOf(target)}`))
  if (isProblem(found)) return { needs: [], unread: [{ why: found.message, targets: 'all' }] }
  const images = found.flatMap(({ containerImages = [] }) => containerImages)
  return { needs: images.flatMap(({ imageDigest }) => needOf('revision', imageDigest, `target ${name}`)), unread: [] }
}

async function readRevisions(
  client: EcsUsersOptions['client'],
  arns: readonly string[],
  subject: string,
): Promise<ServiceRevision[]> {
  const api = await client()
  const found: ServiceRevision[] = []
  for (let first = 0; first < arns.length; first += revisionsPerCall) {
    const asked = arns.slice(first, first + revisionsPerCall)
    const { serviceRevisions = [], failures } = await calling({ action: 'ecs:DescribeServiceRevisions', subject }, () =>
      api.describeServiceRevisions({ serviceRevisionArns: asked }),
    )
    const answered = serviceRevisions.map(({ serviceRevisionArn }) => serviceRevisionArn)
    requireAnswers({ subject, asked, answered, failures })
    found.push(...serviceRevisions)
  }
  return found
}

function clustersOf(targets: EcsUsersOptions['targets']): string[] {
  return [...new Set(Object.values(targets).map(({ cluster }) => cluster))]
}
