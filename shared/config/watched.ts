import type { Place } from './normalised.ts'

/**
 * The names under which events speak of a target; an event tells the same words. A service that an event names without its
 * cluster may be any of that name.
 */
export function watchedNames(place: Place): readonly string[] {
  switch (place.kind) {
    case 'ecs':
      return serviceNames(place.ecs)
  }
}

function serviceNames({ cluster, service }: { readonly cluster: string; readonly service: string }): string[] {
  return [`service ${cluster}/${service}`, `service ${service}`]
}
