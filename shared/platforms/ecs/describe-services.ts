import type { Service } from '@aws-sdk/client-ecs'
import { calling, Refusal } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { Millis } from '../../domain/image.ts'
import type { Problem } from '../../domain/observation.ts'
import type { EcsContext } from './ecs-context.ts'

/** AWS describes at most ten services of one cluster a call. */
const servicesPerCall = 10
const callsAtOnce = 4

/** What it takes to ask. */
type Asking = Pick<EcsContext, 'client' | 'clock'>

/** A service at the moment before it was asked for, or why it could not be seen. */
export type Sighting = { readonly service: Service; readonly at: Millis } | Problem

export function serviceKey({ cluster, service }: EcsTarget): string {
  return `${cluster}/${service}`
}

/** Describes services with as few calls as AWS allows. One sighting per service, by {@link serviceKey}. */
export async function describeServices(context: Asking, targets: readonly EcsTarget[]): Promise<Map<string, Sighting>> {
  const batches = batchesOf(targets)
  const seen = new Map<string, Sighting>()
  for (let first = 0; first < batches.length; first += callsAtOnce) {
    const round = batches.slice(first, first + callsAtOnce).map((batch) => describeBatch(context, batch))
    for (const sightings of await Promise.all(round)) for (const [key, sighting] of sightings) seen.set(key, sighting)
  }
  return seen
}

function batchesOf(targets: readonly EcsTarget[]): EcsTarget[][] {
  const clusters = Map.groupBy(targets, ({ cluster }) => cluster)
  return [...clusters.values()].flatMap((members) =>
    Array.from({ length: Math.ceil(members.length / servicesPerCall) }, (_, batch) =>
      members.slice(batch * servicesPerCall, (batch + 1) * servicesPerCall),
    ),
  )
}

/** One service that may not be read, or whose name AWS refuses, must not blind the others: they are then asked one by one. */
async function describeBatch(context: Asking, batch: readonly EcsTarget[]): Promise<Map<string, Sighting>> {
  try {
    return await describe(context, batch)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const mayConcernOne = error.problem.cause === 'denied' || error.problem.cause === 'invalid'
    if (batch.length === 1 || !mayConcernOne) return new Map(batch.map((target) => [serviceKey(target), error.problem]))
    const single = await Promise.all(batch.map((target) => describeBatch(context, [target])))
    return new Map(single.flatMap((sightings) => [...sightings]))
  }
}

async function describe(context: Asking, batch: readonly EcsTarget[]): Promise<Map<string, Sighting>> {
  const api = await context.client()
  const at = context.clock.now()
  const names = batch.map(({ service }) => service)
  const cluster = batch[0]?.cluster ?? ''
  const subject = `${names.length === 1 ? 'service' : 'services'} ${names.join(', ')} in cluster ${cluster}`
  const doing = { action: 'ecs:DescribeServices', subject }
  const { services = [] } = await calling(doing, () => api.describeServices({ cluster, services: names }))
  return new Map(batch.map((target) => [serviceKey(target), sightingOf(target, services, at)]))
}

function sightingOf(target: EcsTarget, services: readonly Service[], at: Millis): Sighting {
  const service = services.find(({ serviceName }) => serviceName === target.service)
  if (service) return { service, at }
  const message =
    `There is no service ${target.service} in cluster ${target.cluster}. ` +
    'Create it, or take the target out of longshore.yml and deploy Longshore again.'
  return { kind: 'problem', cause: 'gone', message }
}
