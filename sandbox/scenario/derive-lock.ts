import { stringify } from 'yaml'
import { otherPlace } from './other-places.ts'
import type { Scenario } from './scenario-schema.ts'
import type { Place } from './stack-of.ts'

/** Where a service of a configuration is, as far as its text says; targets of other kinds need nothing from the account. */
export interface ConfiguredTarget extends Partial<Place> {
  readonly name: string
  readonly cluster: string
  readonly service: string
}

/** The lock file that asking the accounts of a scenario would give. */
export function deriveLock(
  targets: readonly ConfiguredTarget[],
  scenario: Pick<Scenario, 'account' | 'accounts'>,
  home: Place,
): string {
  const locked = targets.map(({ name, cluster, service, ...elsewhere }) => {
    const { account, region } = { ...home, ...elsewhere }
    const others = (scenario.accounts ?? []).filter((one) => {
      const place = otherPlace(one, home)
      return place.account === account && place.region === region
    })
    const held = [...others, scenario.account].map(({ services }) => services?.[`${cluster}/${service}`])
    const family = held.find((one) => one !== undefined)?.family ?? service
    const role = `arn:aws:iam::${account}:role/${family}`
    return [
      name,
      { ...elsewhere, cluster, service, family, taskRole: `${role}-task`, executionRole: `${role}-execution` },
    ]
  })
  return stringify({ version: 1, ...home, targets: Object.fromEntries(locked) })
}
