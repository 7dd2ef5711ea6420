import type { Place } from './normalised.ts'

/**
 * The names under which events speak of a target; an event tells the same words. A service that an event names without its
 * cluster may be any of that name.
 */
export function watchedNames(place: Place): readonly string[] {
  switch (place.kind) {
    case 'ecs':
      return serviceNames(place.ecs)
    case 'lambda':
      return [`function ${place.lambda.function}`]
    case 'docker-host':
      // Events name instances, and what was sent to them: that tells the target itself.
      return []
    case 'scheduled-task':
      // Nothing happens to a rule or a schedule by itself.
      return []
    case 'codedeploy': {
      const { application, group } = place.codedeploy
      return [...serviceNames(place.codedeploy), `deployment group ${application}/${group}`]
    }
  }
}

function serviceNames({ cluster, service }: { readonly cluster: string; readonly service: string }): string[] {
  return [`service ${cluster}/${service}`, `service ${service}`]
}
