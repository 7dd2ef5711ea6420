import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  paginateListClusters,
  paginateListServices,
  type Service,
} from '@aws-sdk/client-ecs'
import type { FoundContainer, FoundDefinition, FoundService, Home } from '../init/found.ts'
import type { Registry } from './tags-in-registry.ts'

interface ServicesQuestion {
  readonly client: ECSClient
  readonly registry: Registry
  /** All of the account when empty. */
  readonly clusters: readonly string[]
  readonly most: number
}

/** Services by cluster and name. Throws what ECS answers, `ClusterNotFoundException` for a cluster that is named and not there. */
export async function findServices(
  question: ServicesQuestion,
): Promise<{ readonly found: readonly FoundService[]; readonly isMore: boolean }> {
  const { client, most } = question
  const clusters = question.clusters.length > 0 ? question.clusters : await listClusters(client)
  const listed: [cluster: string, arn: string][] = []
  for (const cluster of clusters) {
    if (listed.length > most) break
    for (const arn of await listServices(client, cluster, most + 1 - listed.length)) listed.push([cluster, arn])
  }
  const read = definitions(question)
  const found: FoundService[] = []
  for (const [cluster, arns] of batches(listed.slice(0, most))) {
    const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: arns }))
    for (const service of services) if (service.status !== 'INACTIVE') found.push(await foundService(service, read))
  }
  return { found: found.toSorted(byPlace), isMore: listed.length > most }
}

async function listClusters(client: ECSClient): Promise<string[]> {
  const names: string[] = []
  for await (const { clusterArns = [] } of paginateListClusters({ client, pageSize: 100 }, {}))
    names.push(...clusterArns)
  return names.toSorted()
}

async function listServices(client: ECSClient, cluster: string, most: number): Promise<string[]> {
  const arns: string[] = []
  for await (const { serviceArns = [] } of paginateListServices({ client, pageSize: 100 }, { cluster })) {
    arns.push(...serviceArns)
    if (arns.length >= most) break
  }
  return arns.slice(0, most)
}

/** Ten services of one cluster at a time: more are not described at once. */
function batches(listed: readonly [string, string][]): [string, string[]][] {
  return [...Map.groupBy(listed, ([cluster]) => cluster)].flatMap(([cluster, members]) =>
    Array.from({ length: Math.ceil(members.length / 10) }, (_, index): [string, string[]] => [
      cluster,
      members.slice(index * 10, index * 10 + 10).map(([, arn]) => arn),
    ]),
  )
}

type ReadDefinition = (arn: string, home: Home) => Promise<FoundDefinition | undefined>

async function foundService(service: Service, read: ReadDefinition): Promise<FoundService> {
  const [, , , region = '', account = ''] = service.serviceArn?.split(':') ?? []
  const carrier = service.taskDefinition ?? service.taskSets?.find(({ status }) => status === 'PRIMARY')?.taskDefinition
  const definition = carrier === undefined ? undefined : await read(carrier, { account, region })
  const classic = service.loadBalancers?.find(({ loadBalancerName }) => loadBalancerName)?.loadBalancerName
  return {
    ...{ account, region, service: service.serviceName ?? '' },
    cluster: service.clusterArn?.split('/').at(-1) ?? '',
    controller: service.deploymentController?.type ?? 'ECS',
    ...(classic && { classicLoadBalancer: classic }),
    ...(definition && { definition }),
  }
}

/** Each revision is asked for once, however many services run it. */
function definitions({ client, registry }: ServicesQuestion): ReadDefinition {
  const read = new Map<string, Promise<FoundDefinition | undefined>>()
  return (arn, home) => {
    const answer = read.get(arn) ?? describe(client, registry, arn, home)
    read.set(arn, answer)
    return answer
  }
}

async function describe(
  client: ECSClient,
  registry: Registry,
  arn: string,
  home: Home,
): Promise<FoundDefinition | undefined> {
  const { taskDefinition } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }))
  if (taskDefinition?.family === undefined) return undefined
  const { family, taskRoleArn: taskRole, executionRoleArn: executionRole, containerDefinitions = [] } = taskDefinition
  const containers: FoundContainer[] = []
  for (const { name = '', image = '' } of containerDefinitions)
    containers.push({ name, ...(await registry(image, home)) })
  return { family, ...(taskRole && { taskRole }), ...(executionRole && { executionRole }), containers }
}

function byPlace(a: FoundService, b: FoundService): number {
  return a.cluster === b.cluster ? compare(a.service, b.service) : compare(a.cluster, b.cluster)
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
