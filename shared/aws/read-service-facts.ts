import {
  ClusterNotFoundException,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  type Service,
} from '@aws-sdk/client-ecs'
import type { ServiceFacts, ServiceProblem } from '../config/service-facts.ts'

interface ServiceName {
  readonly cluster: string
  readonly service: string
}

/** Asks ECS for families and roles of services, ten services a call. Throws when ECS cannot be asked at all. */
export async function readServiceFacts(
  services: readonly ServiceName[],
  region: string | undefined,
): Promise<readonly (ServiceFacts | ServiceProblem)[]> {
  const client = new ECSClient(region === undefined ? {} : { region })
  try {
    const answers: (ServiceFacts | ServiceProblem)[] = []
    for (const batch of batchesByCluster(services)) answers.push(...(await readBatch(client, batch)))
    return answers
  } finally {
    client.destroy()
  }
}

function batchesByCluster(services: readonly ServiceName[]): ServiceName[][] {
  const clusters = Map.groupBy(services, ({ cluster }) => cluster)
  return [...clusters.values()].flatMap((members) =>
    Array.from({ length: Math.ceil(members.length / 10) }, (_, index) => members.slice(index * 10, index * 10 + 10)),
  )
}

async function readBatch(client: ECSClient, batch: readonly ServiceName[]): Promise<(ServiceFacts | ServiceProblem)[]> {
  const found = await describeServices(client, batch)
  const answers: (ServiceFacts | ServiceProblem)[] = []
  for (const name of batch) {
    const service = found?.find(({ serviceName }) => serviceName === name.service)
    answers.push(
      found ? await readOne(client, name, service) : { ...name, problem: `There is no cluster ${name.cluster}.` },
    )
  }
  return answers
}

/** Undefined when there is no such cluster. */
async function describeServices(
  client: ECSClient,
  batch: readonly ServiceName[],
): Promise<readonly Service[] | undefined> {
  try {
    const services = batch.map(({ service }) => service)
    const reply = await client.send(new DescribeServicesCommand({ cluster: batch[0]?.cluster, services }))
    return reply.services ?? []
  } catch (error) {
    if (error instanceof ClusterNotFoundException) return undefined
    throw error
  }
}

async function readOne(
  client: ECSClient,
  name: ServiceName,
  service: Service | undefined,
): Promise<ServiceFacts | ServiceProblem> {
  if (!service || service.status === 'INACTIVE') {
    return { ...name, problem: `There is no service ${name.service} in cluster ${name.cluster}.` }
  }
  const [, , , region, account] = service.serviceArn?.split(':') ?? []
  const carrier = service.taskDefinition ?? service.taskSets?.find(({ status }) => status === 'PRIMARY')?.taskDefinition
  if (region === undefined || account === undefined || carrier === undefined) {
    return { ...name, problem: `Service ${name.service} in cluster ${name.cluster} has no task definition of its own.` }
  }
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: carrier })
  const { taskDefinition } = await client.send(command)
  if (taskDefinition?.family === undefined) return { ...name, problem: `${carrier} cannot be described.` }
  const { family, taskRoleArn: taskRole, executionRoleArn: executionRole } = taskDefinition
  return { ...name, account, region, family, ...(taskRole && { taskRole }), ...(executionRole && { executionRole }) }
}
