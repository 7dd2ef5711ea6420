import { createClock, type SandboxClock } from '../../../sandbox/kernel/clock.ts'
import { createRandom } from '../../../sandbox/kernel/random.ts'
import type { BusEvent } from '../../../sandbox/kernel/service.ts'
import { type EcrControl, ecrService } from '../../../sandbox/services/ecr/ecr-service.ts'
import type { Pushed } from '../../../sandbox/services/ecr/push-image.ts'
import type { EcsControl } from '../../../sandbox/services/ecs/ecs-control.ts'
import { ecsService } from '../../../sandbox/services/ecs/ecs-service.ts'
import type { Fate, FateName } from '../../../sandbox/services/ecs/fates.ts'
import type { ServiceSetUp } from '../../../sandbox/services/ecs/set-up-service.ts'

const WORLD_START = Date.parse('2026-11-16T09:00:00Z')

export interface SeenEvent extends BusEvent {
  /** Seconds since the world began. */
  readonly seconds: number
}

export interface EcsWorld {
  readonly clock: SandboxClock
  readonly ecs: EcsControl
  readonly ecr: EcrControl
  readonly events: SeenEvent[]
  readonly run: (seconds: number) => Promise<void>
  /** Seconds since the world began. */
  readonly seconds: () => number
}

/** ECS and ECR on a clock of their own, without a server. */
export function ecsWorld(seed: string | number = 1): EcsWorld {
  const clock = createClock({ start: WORLD_START })
  const events: SeenEvent[] = []
  const seconds = () => (clock.now() - WORLD_START) / 1000
  const world = {
    account: '123456789012',
    region: 'us-east-1',
    clock,
    random: createRandom(seed),
    emit: (event: BusEvent) => void events.push({ ...event, seconds: seconds() }),
  }
  const ecr = ecrService(world)
  const ecs = ecsService(world, ecr.control)
  return {
    clock,
    ecs: ecs.control,
    ecr: ecr.control,
    events,
    run: (time) => clock.runUntil(clock.now() + time * 1000),
    seconds,
  }
}

export interface Rollout extends EcsWorld {
  readonly old: Pushed
  readonly next: Pushed
  readonly oldId: string
  readonly newId: string
}

/** The service `prod/api` running `old`, and one second later a rollout of `next` with that fate. Events begin there. */
export async function rollout(
  fate: FateName | Fate,
  options: Partial<ServiceSetUp> = {},
  seed: string | number = 1,
): Promise<Rollout> {
  const world = ecsWorld(seed)
  const old = world.ecr.push({ repository: 'team/api', tag: 'v1' })
  const next = world.ecr.push({ repository: 'team/api', tag: 'v2' })
  const before = world.ecs.createService({
    cluster: 'prod',
    name: 'api',
    containers: { app: old.pinned },
    ...options,
  })
  world.ecs.fate(next.digest, fate)
  world.events.length = 0
  const after = world.ecs.usurp('prod', 'api', { containers: { app: next.pinned } })
  return { ...world, old, next, oldId: before.deploymentId, newId: after.deploymentId }
}

/** Names of the deployment and service events, with `old` and `new` for the deployments' ids. */
export function storyOf({ events, oldId, newId }: Rollout): string[] {
  const names: Record<string, string> = { [oldId]: ' old', [newId]: ' new' }
  return events
    .filter((event) => event['detail-type'] !== 'ECS Task State Change' && event.source === 'aws.ecs')
    .map(
      ({ detail }) =>
        `${detail['eventName']}${detail['deploymentId'] ? (names[String(detail['deploymentId'])] ?? ' other') : ''}`,
    )
}

/** Seconds at which the first event of that name was emitted. */
export function secondsOf({ events }: Rollout, eventName: string): number {
  const found = events.find(({ detail }) => detail['eventName'] === eventName)
  if (!found) throw new Error(`No event ${eventName} was emitted.`)
  return found.seconds
}

export function taskEvents({ events }: EcsWorld): SeenEvent[] {
  return events.filter((event) => event['detail-type'] === 'ECS Task State Change')
}

/** `STATUS ROLLOUTSTATE` of each deployment shown, PRIMARY first. */
export function statesOf({ ecs }: EcsWorld): string[] {
  return ecs.deployments('prod', 'api').map((each) => `${each.status} ${each.rolloutState}`)
}

/** What the container `app` runs. */
export function runningOf({ ecs }: EcsWorld): string[] | undefined {
  return ecs.runningDigests('prod', 'api')['app']
}

/** Events of the new deployment's tasks being STOPPED. */
export function stopsOf(world: Rollout): SeenEvent[] {
  return taskEvents(world).filter(
    ({ detail }) => detail['lastStatus'] === 'STOPPED' && detail['startedBy'] === world.newId,
  )
}
