import type { Elsewhere, LongshoreConfig } from '../normalised.ts'
import { type Purpose, placesOf, roleFor } from '../places.ts'
import { dockerHostTargets } from '../targets-of.ts'
import type { Budgets } from './function-rights.ts'
import { readPlatforms, writePlatforms } from './platform-rights.ts'
import { readPlacedProofs } from './proof-rights.ts'
import { unshortened } from './resources.ts'
import { allow, type Statement } from './statement.ts'
import { wildcardActions } from './wildcard-actions.ts'

/** Looking at targets: directly where the functions' own account is, by roles that only look in other accounts. */
export function readTargets(config: LongshoreConfig, budget: number): Statement[] {
  return [...readOwnTargets(config, budget), ...takeRoles('look', config)]
}

/** Looking at targets in the functions' own account. */
export function readOwnTargets(config: LongshoreConfig, budget: number): Statement[] {
  return inOwnAccount(config, (there) => readPlatforms(there, budget))
}

/** Looking at what proves releases of targets in the own account. */
export function readTargetProofs(config: LongshoreConfig): Statement[] {
  return inOwnAccount(config, readWatched)
}

/** Looking at the alarms that watch them, and at nothing else. */
export function readTargetAlarms(config: LongshoreConfig): Statement[] {
  return inOwnAccount(config, readAlarms)
}

/** Deploying to them: directly, and by roles in other accounts, which may look, too. */
export function writeTargets(config: LongshoreConfig, budget: number): Statement[] {
  return [...inOwnAccount(config, (there) => writePlatforms(there, budget)), ...takeRoles('deploy', config)]
}

/** What the role of another account may do to the targets of one region. */
export function roleRights(purpose: Purpose, config: LongshoreConfig, { reads, writes }: Budgets): Statement[] {
  const looks = readPlatforms(config, reads)
  if (purpose === 'deploy') return [...looks, ...readWatched(config), ...writePlatforms(config, writes)]
  const hasHosts = Object.keys(dockerHostTargets(config)).length > 0
  return [
    ...looks,
    ...readAlarms(config),
    ...allow('ReadAgents', wildcardActions.readAgents.actions, hasHosts ? ['*'] : []),
  ]
}

function readWatched(config: LongshoreConfig): Statement[] {
  return [...readAlarms(config), ...readPlacedProofs(config)]
}

function readAlarms({ targets }: LongshoreConfig): Statement[] {
  const areNamed = Object.values(targets).some(({ policy }) => (policy.alarms ?? []).length > 0)
  return allow('ReadAlarms', wildcardActions.readAlarms.actions, areNamed ? ['*'] : [])
}

function takeRoles(purpose: Purpose, config: LongshoreConfig): Statement[] {
  const roles = placesOf(config).flatMap(({ elsewhere }) => elsewhere?.role ?? [])
  const arns = roles.map((role) => roleFor(purpose, role))
  return allow('TakeRolesOfTargets', ['sts:AssumeRole'], unshortened(arns))
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
