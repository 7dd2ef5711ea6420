import { listBudget, type Match, matchOverhead } from './event-pattern.ts'
import { mergePrefixes } from './merge-prefixes.ts'

/** Matches for names, few enough for one pattern: exact while they fit, then common prefixes. Code matches exactly. */
export function matchNames(names: readonly string[], budget = listBudget): Match[] {
  const { exact, prefixes } = mergePrefixes(names, budget, matchOverhead)
  return [...exact, ...prefixes.map((prefix) => ({ prefix }))]
}
