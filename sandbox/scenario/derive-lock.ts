import { stringify } from 'yaml'
import type { Account } from './account-schema.ts'

/** Where a service of a configuration is, as far as its text says; targets of other kinds need nothing from the account. */
export interface ConfiguredTarget {
  readonly name: string
  readonly cluster: string
  readonly service: string
}

/** The lock file that asking the account of a scenario would give. */
export function deriveLock(
  targets: readonly ConfiguredTarget[],
  account: Account,
  place: { readonly account: string; readonly region: string },
): string {
  const locked = targets.map(({ name, cluster, service }) => {
    const family = account.services?.[`${cluster}/${service}`]?.family ?? service
    const role = `arn:aws:iam::${place.account}:role/${family}`
    return [name, { cluster, service, family, taskRole: `${role}-task`, executionRole: `${role}-execution` }]
  })
  return stringify({ version: 1, ...place, targets: Object.fromEntries(locked) })
}
