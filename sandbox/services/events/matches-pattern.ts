import { matchesLeaf } from './matches-leaf.ts'

/** An EventBridge pattern: objects nest, arrays list alternatives, `$or` lists whole patterns. */
export interface EventPattern {
  readonly [key: string]: EventPattern | readonly unknown[]
}

/**
 * Whether EventBridge would route `event` by `pattern`: every field of the pattern must hold in the event;
 * an array in the event holds when any of its elements does.
 * @throws {Error} for a pattern AWS would refuse: an empty list, a value outside a list, an operator that does not exist
 */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or') return matchesAny(wanted, event)
    if (Array.isArray(wanted)) return matchesField(key, wanted, event)
    if (!isObject(wanted)) throw new Error(`Cannot use the pattern: "${key}" must be an object or a list.`)
    const inner = isObject(event) ? event[key] : undefined
    const candidates = Array.isArray(inner) ? inner : [inner]
    return candidates.some((candidate) => matchesPattern(wanted as EventPattern, candidate))
  })
}

function matchesAny(alternatives: unknown, event: unknown): boolean {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    throw new Error('Cannot use the pattern: "$or" must list at least two patterns.')
  }
  return alternatives.some((alternative) => matchesPattern(alternative, event))
}

function matchesField(key: string, wanted: readonly unknown[], event: unknown): boolean {
  if (wanted.length === 0) throw new Error(`Cannot use the pattern: "${key}" is an empty list.`)
  const present = isObject(event) && key in event
  const value = present ? event[key] : undefined
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return wanted.some((condition) => {
    if (isObject(condition) && 'exists' in condition) return condition['exists'] === isLeaf(present, value)
    return present && values.some((one) => matchesLeaf(condition, one))
  })
}

// AWS looks at leaves only: an object in the event does not "exist" for a pattern.
function isLeaf(present: boolean, value: unknown): boolean {
  return present && !isObject(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
