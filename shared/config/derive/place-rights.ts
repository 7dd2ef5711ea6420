import type { Elsewhere, LongshoreConfig } from '../normalised.ts'
import { placesOf } from '../places.ts'
import type { Budgets } from './function-rights.ts'
import { readPlatforms, writePlatforms } from './platform-rights.ts'
import { readPlacedProofs } from './proof-rights.ts'
import { unshortened } from './resources.ts'
import { allow, type Statement } from './statement.ts'
import { wildcardActions } from './wildcard-actions.ts'

/** Looking at targets: directly where the functions' own account is, by roles in other accounts. */
export function readTargets(config: LongshoreConfig, budget: number): Statement[] {
  return [...inOwnAccount(config, (there) => readPlatforms(there, budget)), ...takeRoles(config)]
}

/** Looking at what proves releases of targets, where they are. */
export function readTargetProofs(config: LongshoreConfig): Statement[] {
  return inOwnAccount(config, readWatched)
}

/** Looking at the alarms that watch them, and at nothing else. */
export function readTargetAlarms(config: LongshoreConfig): Statement[] {
  return inOwnAccount(config, readAlarms)
}

/** Deploying to them. */
export function writeTargets(config: LongshoreConfig, budget: number): Statement[] {
  return inOwnAccount(config, (there) => writePlatforms(there, budget))
}

/** All that Longshore does to targets of one place, whoever it does it as. */
export function targetRights(config: LongshoreConfig, { reads, writes }: Budgets): Statement[] {
  return [...readPlatforms(config, reads), ...readWatched(config), ...writePlatforms(config, writes)]
}

function readWatched(config: LongshoreConfig): Statement[] {
  return [...readAlarms(config), ...readPlacedProofs(config)]
}

function readAlarms({ targets }: LongshoreConfig): Statement[] {
  const areNamed = Object.values(targets).some(({ policy }) => (policy.alarms ?? []).length > 0)
  return allow('ReadAlarms', wildcardActions.readAlarms.actions, areNamed ? ['*'] : [])
}

function takeRoles(config: LongshoreConfig): Statement[] {
  const roles = placesOf(config).flatMap(({ elsewhere }) => elsewhere?.role ?? [])
  return allow('TakeRolesOfTargets', ['sts:AssumeRole'], unshortened(roles))
}

function inOwnAccount(config: LongshoreConfig, rights: (there: LongshoreConfig) => Statement[]): Statement[] {
  return everyRegion(config, (elsewhere) => elsewhere?.role === undefined, rights)
}

/** Rights in each of the regions that are asked for; what one of them grants is not granted again for another. */
export function everyRegion(
  config: LongshoreConfig,
  isAsked: (elsewhere: Elsewhere | undefined) => boolean,
  rights: (there: LongshoreConfig) => Statement[],
): Statement[] {
  const granted = new Map<string, Statement>()
  for (const [index, place] of placesOf(config)
    .filter(({ elsewhere }) => isAsked(elsewhere))
    .entries()) {
    const suffix = index === 0 ? '' : suffixOf(place.config)
    for (const { Sid, ...what } of rights(place.config)) {
      const same = JSON.stringify(what)
      if (!granted.has(same)) granted.set(same, { Sid: `${Sid}${suffix}`, ...what })
    }
  }
  return [...granted.values()]
}

/** `InEuWest1`: ids of statements take letters and digits only, and each of them once. */
function suffixOf({ region }: LongshoreConfig): string {
  const words = region.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
  return `In${words.join('')}`
}
