import type { Service as ServiceShape } from '@aws-sdk/client-ecs'
import { serviceView } from './service-view.ts'
import type { EcsState, SimulatedService } from './state.ts'

/** What DescribeServices would have answered at any moment of the last minutes. */
export interface ServiceHistory {
  /** Undefined when the service did not exist then. */
  readonly at: (service: SimulatedService, time: number) => ServiceShape | undefined
}

interface Moment {
  readonly at: number
  readonly view: ServiceShape
}

const KEPT_MS = 600_000

/** Remembers each service after every change of it. */
export function recordHistory(ecs: EcsState): ServiceHistory {
  const moments = new Map<string, Moment[]>()
  ecs.onChange.push((service) => {
    const now = ecs.world.clock.now()
    const known = moments.get(service.arn) ?? []
    const from = known.findLastIndex(({ at }) => at <= now - KEPT_MS)
    moments.set(service.arn, [...known.slice(Math.max(0, from)), { at: now, view: serviceView(ecs, service) }])
  })
  return {
    at(service, time) {
      const known = moments.get(service.arn) ?? []
      const then = known.findLast(({ at }) => at <= time)
      return then?.view ?? (service.createdAt <= time ? known[0]?.view : undefined)
    },
  }
}
