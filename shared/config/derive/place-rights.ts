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
  for (const [index, there] of regionsOf(config, isAsked).entries()) {
    const suffix = index === 0 ? '' : suffixOf(there)
    for (const { Sid, ...what } of rights(there)) {
      const same = JSON.stringify(what)
      if (!granted.has(same)) granted.set(same, { Sid: `${Sid}${suffix}`, ...what })
    }
  }
  return [...granted.values()]
}

/** What is reached by other external ids is in the same region for all that: rights ask for a place, not for how it is reached. */
function regionsOf(config: LongshoreConfig, isAsked: (elsewhere: Elsewhere | undefined) => boolean): LongshoreConfig[] {
  const places = placesOf(config).flatMap((place) => (isAsked(place.elsewhere) ? [place.config] : []))
  const regions = new Map<string, LongshoreConfig>()
  for (const place of places) {
    const targets = { ...regions.get(place.region)?.targets, ...place.targets }
    regions.set(place.region, { ...place, targets })
  }
  return [...regions.values()]
}

/** `InEuWest1`: ids of statements take letters and digits only, and each of them once. */
function suffixOf({ region }: LongshoreConfig): string {
  const words = region.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
  return `In${words.join('')}`
}
