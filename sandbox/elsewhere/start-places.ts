import type { BusEvent } from '../kernel/service.ts'
import type { Kernel } from '../kernel/start-kernel.ts'
import type { EcrControl } from '../services/ecr/ecr-service.ts'
import { isEcsTarget, runEcsTarget } from '../services/ecs-target.ts'
import { type EventsControl, eventsService } from '../services/events/events-service.ts'
import type { Envelope } from '../services/events/rule.ts'
import { type SchedulerControl, schedulerService } from '../services/scheduler/scheduler-service.ts'
import { type PlaceControls, simulatePlace } from './simulate-place.ts'

/** An account and region. */
export interface AccountRegion {
  readonly account: string
  readonly region: string
}

/** A place besides the world's own. */
export interface OtherPlace extends PlaceControls {
  readonly events: EventsControl
  readonly schedules: SchedulerControl
}

export interface OtherPlaces {
  /** By `222222222222/eu-west-1`. */
  readonly places: Readonly<Record<string, OtherPlace>>
  readonly close: () => void
}

/** What places are started in. */
export interface PlacesHost {
  readonly kernel: Pick<Kernel, 'world' | 'register'>
  readonly ecr: EcrControl
  /** Takes what a rule over there passes on to the bus of the world. Throws an AwsError where that is not admitted. */
  readonly receive: (event: Envelope) => void
}

/** Starts services of their own for other accounts and regions; whoever signs for one of them gets its answers. */
export function startPlaces(host: PlacesHost, places: readonly AccountRegion[] = []): OtherPlaces {
  const started = places.map((place) => ({ key: `${place.account}/${place.region}`, ...startPlace(host, place) }))
  return {
    places: Object.fromEntries(started.map(({ key, place }) => [key, place])),
    close() {
      for (const { close } of started) close()
    },
  }
}

function startPlace({ kernel, ecr, receive }: PlacesHost, { account, region }: AccountRegion) {
  const key = `${account}/${region}`
  const waiting: BusEvent[] = []
  let emit = (event: BusEvent): void => void waiting.push(event)
  const random = kernel.world.random.fork(key)
  const world = { ...kernel.world, account, region, random, emit: (event: BusEvent) => emit(event) }
  const { controls, services, runTask, close } = simulatePlace(world, ecr)
  const events = eventsService(world, (arn, { rule, target }) => (payload) => {
    const { EcsParameters: parameters, Input: input } = target
    if (isEcsTarget(arn)) runEcsTarget(runTask, { cluster: arn, parameters, input, startedBy: `events-rule/${rule}` })
    else if (arn.endsWith(':event-bus/default')) receive(payload as Envelope)
  })
  emit = (event) => void events.control.emit(event)
  for (const event of waiting.splice(0)) emit(event)
  const scheduler = schedulerService(world, { handOver: () => undefined, runTask })
  for (const service of [...services, events.service, scheduler.service]) kernel.register(service, key)
  return { place: { ...controls, events: events.control, schedules: scheduler.control }, close }
}
