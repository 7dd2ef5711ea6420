import type { EcsTarget, Place } from '../normalised.ts'
import type { LockedTarget } from '../schema.ts'
import type { EcsFile } from './ecs-file.ts'
import type { Locks, WrittenTarget } from './written-target.ts'

export function writtenEcs(ecs: EcsFile): WrittenTarget {
  const resource = `${ecs.cluster}/${ecs.service}`
  return {
    key: 'ecs',
    resource: `service ${resource}`,
    called: `the service ${resource}`,
    resourcePath: ['ecs', 'service'],
    containers: ecs.containers,
    containerPath: (container) => ['ecs', 'containers', container],
    locks: locksOf(ecs),
    place: (locked) => placeOf(ecs, ecsTarget(ecs, locked)),
  }
}

/** Who controls the deployments of a service decides by what it is deployed to. */
function placeOf({ codeDeploy }: EcsFile, ecs: EcsTarget): Place {
  if (!codeDeploy) return { kind: 'ecs', ecs }
  const { application, group, config, hooks, whenBusy = 'wait' } = codeDeploy
  const named = Object.entries(hooks ?? {}).flatMap(([event, name]) => (name === undefined ? [] : [[event, name]]))
  return {
    kind: 'codedeploy',
    codedeploy: {
      ...ecs,
      ...{ application, group, whenBusy },
      ...(config === undefined ? {} : { config }),
      ...(named.length > 0 ? { hooks: Object.fromEntries(named) } : {}),
    },
  }
}

function locksOf({ cluster, service, family, roles }: EcsFile): Locks {
  return {
    isStated: family !== undefined && roles !== undefined,
    statable: 'ecs.family and ecs.roles',
    roles,
    disagreement(locked) {
      if (locked.cluster === cluster && locked.service === service) return undefined
      return {
        knownAs: `${locked.cluster}/${locked.service}`,
        path: ['ecs', locked.cluster === cluster ? 'service' : 'cluster'],
      }
    },
  }
}

function ecsTarget({ cluster, service, family, roles }: EcsFile, locked: LockedTarget | undefined): EcsTarget {
  const known = [locked?.taskRole, locked?.executionRole].filter((role) => role !== undefined)
  return { cluster, service, family: family ?? locked?.family ?? '', roles: [...new Set(roles ?? known)] }
}
