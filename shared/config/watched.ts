import { parseRepositoryUri } from './aws-names.ts'
import type { Place, TargetConfig } from './normalised.ts'
import { placePrefix } from './places.ts'

/**
 * The names under which events speak of a target and of what proves its releases; an event tells the same words. What is in
 * another account or region than the stack is named with it: equal names there are other things.
 */
export function watchedNames(name: string, target: TargetConfig): readonly string[] {
  const { elsewhere } = target
  const there = [`target ${name}`, ...placeNames(target), ...alarmNames(target)]
  const prefix = elsewhere ? placePrefix(elsewhere) : ''
  return [...there.map((what) => `${prefix}${what}`), ...scannedNames(target)]
}

function alarmNames({ policy }: TargetConfig): string[] {
  return (policy.alarms ?? []).map((name) => `alarm ${name}`)
}

/** Repositories whose scans a start waits for. */
function scannedNames({ policy }: TargetConfig): string[] {
  if (!policy.scan) return []
  return Object.values(policy.containers).flatMap(({ repository }) => {
    const place = parseRepositoryUri(repository)
    return place ? [`repository ${place.account}/${place.region}/${place.name}`] : []
  })
}

/**
 * The names of what a target is on its platform. A service that an event names without its cluster may be any of that name.
 */
function placeNames(place: Place): readonly string[] {
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
