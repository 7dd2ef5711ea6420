import type { Elsewhere, Place as PlatformPlace } from '../config/normalised.ts'
import { consoleLink, functionLink, instancesLink, ruleLink, scheduleLink } from './console-link.ts'
import type { Place } from './document.ts'

/** Where the stack and its targets are; the normalised configuration is one. */
export interface StackPlace {
  readonly account: string
  readonly region: string
  readonly stack: string
  readonly targets: Readonly<Record<string, PlatformPlace & { readonly elsewhere?: Elsewhere }>>
}

/** Where people find a target. */
export function placeOf(target: string, { stack, targets, ...home }: StackPlace): Place {
  const place = Object.hasOwn(targets, target) ? targets[target] : undefined
  const { account, region } = place?.elsewhere ?? home
  return { account, region, stack, ...(place && onPlatform(place, region)) }
}

type OnPlatform = Pick<Place, 'resource' | 'cluster' | 'service' | 'consoleUrl'>

function onPlatform(place: PlatformPlace, region: string): OnPlatform {
  switch (place.kind) {
    case 'lambda': {
      const { function: name, alias } = place.lambda
      return {
        resource: alias === undefined ? name : `${name}:${alias}`,
        consoleUrl: functionLink({ region, ...place.lambda }),
      }
    }
    case 'ecs': {
      const { cluster, service } = place.ecs
      return {
        resource: `${cluster}/${service}`,
        ...{ cluster, service },
        consoleUrl: consoleLink({ region, cluster, service }),
      }
    }
    case 'docker-host': {
      const { key, value } = place.dockerHost.tag
      return { resource: `${key}=${value}`, consoleUrl: instancesLink({ region, key, value }) }
    }
    case 'scheduled-task': {
      const task = place.scheduledTask
      if (task.by === 'rule') return { resource: task.rule, consoleUrl: ruleLink({ region, rule: task.rule }) }
      const { schedule, group = 'default' } = task
      return { resource: `${group}/${schedule}`, consoleUrl: scheduleLink({ region, schedule, group }) }
    }
    case 'codedeploy': {
      const { cluster, service } = place.codedeploy
      return {
        resource: `${cluster}/${service}`,
        ...{ cluster, service },
        consoleUrl: consoleLink({ region, cluster, service }),
      }
    }
  }
}
