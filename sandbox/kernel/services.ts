import type { Service } from './service.ts'

/** The services of a world, and of other places that were started in it. */
export interface Services {
  /** `place`: `222222222222/eu-west-1`; the world's own when left out. */
  readonly add: (service: Service, place?: string) => void
  readonly at: (place: string | undefined) => ReadonlyMap<string, Service>
  /** The place that a request signs for, where that is another one that was started. */
  readonly placeOf: (asked: { readonly account?: string; readonly region?: string }) => string | undefined
  readonly all: () => readonly Service[]
}

/** @param home the world's own place, which whoever signs for no other asks */
export function createServices(home: { readonly account: string; readonly region: string }): Services {
  const own = new Map<string, Service>()
  const elsewhere = new Map<string, Map<string, Service>>()
  return {
    add(service, place) {
      const there = place === undefined ? own : (elsewhere.get(place) ?? new Map<string, Service>())
      if (place !== undefined) elsewhere.set(place, there)
      there.set(service.name, service)
    },
    at: (place) => (place === undefined ? own : (elsewhere.get(place) ?? own)),
    placeOf({ account = home.account, region = home.region }) {
      const place = `${account}/${region}`
      return elsewhere.has(place) ? place : undefined
    },
    all: () => [own, ...elsewhere.values()].flatMap((some) => [...some.values()]),
  }
}
