import type { LongshoreConfig } from '../normalised.ts'
import { ConfigurationBroken } from '../read-config-files.ts'
import { fitPolicies, type Policies } from './fit-policies.ts'
import type { FunctionKey } from './function-key.ts'
import { type Budgets, functionRights } from './function-rights.ts'
import type { Statement } from './statement.ts'

/**
 * The policies of each function's role. Lists of names are exact as long as all of it fits; then those of what is only
 * looked at are shortened step by step to common prefixes, then those of what is changed. Roles that are passed on never are.
 * Throws `ConfigurationBroken` when it does not fit even so.
 */
export function policiesOf(key: FunctionKey, config: LongshoreConfig): Policies {
  const fitted = fittingPolicies((budgets) => functionRights(key, config, budgets))
  if (fitted) return fitted
  throw new ConfigurationBroken(tooMuch(key, config))
}

/** The policies of one role, shortened as far as it takes; undefined when it does not fit even so. */
export function fittingPolicies(rights: (budgets: Budgets) => Statement[]): Policies | undefined {
  for (const budgets of attempts) {
    const fitted = fitPolicies(rights(budgets))
    if (fitted) return fitted
  }
  return undefined
}

/** What a function may do in all, wherever it is written. */
export function statements(key: FunctionKey, config: LongshoreConfig): readonly Statement[] {
  const { inline, managed } = policiesOf(key, config)
  return [...inline, ...managed.flat()]
}

const exact = Number.POSITIVE_INFINITY
const budgets = [20_000, 14_000, 10_000, 7000, 5000, 3500, 2500, 1800, 1300, 900, 600]

/** Reads give way first: what is only looked at does no harm. */
const attempts: readonly Budgets[] = [
  { reads: exact, writes: exact },
  ...budgets.map((reads) => ({ reads, writes: exact })),
  ...budgets.map((writes) => ({ reads: Math.min(writes, 900), writes })),
]

function tooMuch(key: FunctionKey, { targets }: LongshoreConfig): string {
  const count = Object.keys(targets).length
  const some = count === 1 ? '1 target' : `${count} targets`
  return (
    `The rights of ${key} for ${some} do not fit into what IAM takes: 10,240 characters in a role and ten policies ` +
    'of 6,144 beside it. Names are shortened to common beginnings, but never to "all of them", and roles to be passed not ' +
    'at all. Split the configuration into two stacks, let services share task and execution roles, or name what belongs ' +
    'together alike.'
  )
}
