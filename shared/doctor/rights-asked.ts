import { type FunctionKey, functionKeysOf } from '../config/derive/function-key.ts'
import { functionRights } from '../config/derive/function-rights.ts'
import type { Statement } from '../config/derive/statement.ts'
import type { LongshoreConfig } from '../config/normalised.ts'
import { ownArn } from './own-resources.ts'

/** A key of a request's context, as IAM is to assume it. */
export interface ContextEntry {
  readonly key: string
  readonly value: string
}

/** May this function do these actions on these resources? */
export interface RightsQuestion {
  readonly key: FunctionKey
  readonly actions: readonly string[]
  /** Empty where AWS gives the actions no resource. */
  readonly resources: readonly string[]
  readonly context: readonly ContextEntry[]
}

/** More would make a call too large, and its answer come in pages. */
const resourcesPerQuestion = 40

const exact = { reads: Number.POSITIVE_INFINITY, writes: Number.POSITIVE_INFINITY }

/** Everything that functions need to be allowed, in the names of longshore.yml; of doctor itself nothing: it would notice. */
export function rightsAsked(config: LongshoreConfig): RightsQuestion[] {
  return functionKeysOf(config)
    .filter((key) => key !== 'doctor')
    .flatMap((key) => functionRights(key, config, exact).flatMap((statement) => questionsOf(key, statement, config)))
}

function questionsOf(key: FunctionKey, statement: Statement, config: LongshoreConfig): RightsQuestion[] {
  const { Action: actions, Condition = {} } = statement
  const resources = statement.Resource.flatMap((one) => (typeof one === 'string' ? [one] : (ownArn(one, config) ?? [])))
  const named = resources.filter((one) => one !== '*').map(sample)
  const context = contextOf(Condition)
  if (named.length === 0) return [{ key, actions, resources: [], context }]
  return Array.from({ length: Math.ceil(named.length / resourcesPerQuestion) }, (_, index) => ({
    ...{ key, actions, context },
    resources: named.slice(index * resourcesPerQuestion, (index + 1) * resourcesPerQuestion),
  }))
}

/** Something that a pattern stands for: IAM is asked about things, not about patterns. */
function sample(arn: string): string {
  return arn
    .replaceAll('?', 'x')
    .replace(/\*\/\*$/, 'network-interface/longshore')
    .replaceAll('*', 'longshore')
}

/** What a request would carry that fulfils the conditions of a statement. A key that must be missing is left out. */
function contextOf(condition: NonNullable<Statement['Condition']>): ContextEntry[] {
  return Object.entries(condition)
    .filter(([operator]) => operator !== 'Null')
    .flatMap(([, keys]) => Object.entries(keys))
    .map(([key, values]) => ({ key, value: sample([values].flat()[0] ?? '') }))
}
