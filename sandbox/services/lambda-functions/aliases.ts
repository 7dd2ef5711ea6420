import { uuid } from '../../kernel/random.ts'
import { conflict, invalid } from './conflicts.ts'
import { LATEST, requireVersion } from './find-function.ts'
import type { FunctionAlias, FunctionsState, SimulatedFunction } from './state.ts'

export type Weights = Readonly<Record<string, number>>

export interface AliasWish {
  readonly version: string
  readonly weights?: Weights
  readonly description?: string | undefined
}

/** Stores an alias, new or changed. @throws {AwsError} what AWS refuses about versions and weights */
export function putAlias(
  state: FunctionsState,
  found: SimulatedFunction,
  name: string,
  { version, weights = {}, description = '' }: AliasWish,
): FunctionAlias {
  if (version !== LATEST) requireVersion(found, version)
  refuseBadWeights(found, version, weights)
  const alias = { name, version, weights, description, revisionId: uuid(state.random) }
  found.aliases.set(name, alias)
  return alias
}

/** @throws {AwsError} 409 */
export function refuseSecondAlias(found: SimulatedFunction, name: string): void {
  if (found.aliases.has(name)) throw conflict(`Alias already exists: ${found.arn}:${name}`)
}

function refuseBadWeights(found: SimulatedFunction, version: string, weights: Weights): void {
  const entries = Object.entries(weights)
  if (entries.length === 0) return
  if (entries.length > 1) throw invalid('Number of items in AdditionalVersionWeights cannot be greater than 1')
  const [[other, weight] = ['', 0]] = entries
  if (version === LATEST || other === LATEST) {
    throw invalid('$LATEST is not supported for an alias pointing to more than 1 version')
  }
  if (other === version) {
    throw invalid(`Invalid function version ${other}. Function version ${other} is already included in routing config.`)
  }
  if (!(weight >= 0 && weight <= 1)) throw invalid('AdditionalVersionWeights must be between 0.0 and 1.0')
  const second = requireVersion(found, other)
  if (second.settings.role !== requireVersion(found, version).settings.role) {
    throw invalid('Versions of an alias must have the same execution role.')
  }
}
