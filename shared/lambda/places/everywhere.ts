import type { ClientPlace, Credentials } from '../../aws/client-settings.ts'
import type { Elsewhere, LongshoreConfig } from '../../config/normalised.ts'
import { type Purpose, placeKey, placesOf, roleFor } from '../../config/places.ts'
import type { AtPlaces } from './at-places.ts'

/** How a role of another account is taken on. */
export type TakeRole = (elsewhere: Elsewhere) => Credentials

/** Targets are in several places. `takeRole`: absent where all of them are in the stack's own account. */
export function everywhere(config: LongshoreConfig, takeRole: TakeRole | undefined): AtPlaces {
  const [home, ...away] = placesOf(config)
  const placesFor = (purpose: Purpose) =>
    away.map((place) => ({ ...place, at: clientPlace(place.elsewhere, purpose, takeRole) }))
  const places = { look: placesFor('look'), deploy: placesFor('deploy') }
  return (make, purpose = 'look') => {
    const here = make(home.config, undefined)
    const there = new Map(places[purpose].map(({ key, config: own, at }) => [key, make(own, at)]))
    return (target = '') => there.get(placeKey(config.targets[target]?.elsewhere)) ?? here
  }
}

function clientPlace(
  elsewhere: Elsewhere | undefined,
  purpose: Purpose,
  takeRole: TakeRole | undefined,
): ClientPlace | undefined {
  if (!elsewhere) return undefined
  const { region, role } = elsewhere
  if (role === undefined || !takeRole) return { region }
  return { region, credentials: takeRole({ ...elsewhere, role: roleFor(purpose, role) }) }
}
