import type * as z from 'zod'
import { closestKey } from './closest-key.ts'
import { explanations } from './explanations.ts'
import { type Finding, type Path, showPath } from './mistake.ts'
import { keysAt } from './schema-keys.ts'
import { specimens } from './specimens.ts'

/** What a schema says of some data: everything wrong with it, and what is left when that is taken away. */
export interface Shape<T> {
  readonly findings: readonly Finding[]
  /** Undefined when nothing usable is left. */
  readonly usable: T | undefined
}

/**
 * Checks data against a schema. What does not fit is replaced or cut out and the rest is looked at again, so that rules can speak
 * about the rest and all mistakes are told at once. Only the first look is told: later ones see holes that cutting left.
 */
export function checkShape<S extends z.ZodType>(schema: S, data: unknown): Shape<z.infer<S>> {
  const first = schema.safeParse(data)
  if (first.success) return { findings: [], usable: first.data }
  const findings = first.error.issues.flatMap((issue) => explain(schema, issue))
  return { findings, usable: parseWhatIsLeft(schema, structuredClone(data), first.error.issues) }
}

function parseWhatIsLeft<S extends z.ZodType>(
  schema: S,
  data: unknown,
  issues: readonly z.core.$ZodIssue[],
): z.infer<S> | undefined {
  let left = issues
  while (left.length > 0) {
    if (!left.map((issue) => mendRoughly(data, issue)).includes(true)) return undefined
    const again = schema.safeParse(data)
    if (again.success) return again.data
    left = again.error.issues
  }
  return undefined
}

/** Puts something possible where it can be told what that would be, cuts out anything else. False when nothing was changed. */
function mendRoughly(data: unknown, issue: z.core.$ZodIssue): boolean {
  const path = pathOf(issue)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => removeAt(data, [...path, key])).includes(true)
  const specimen = specimens[issue.message]
  if (specimen && !isMissing(issue)) return setAt(data, path, specimen(path.reduce<unknown>(step, data)))
  return issue.code === 'invalid_value' ? setAt(data, path, issue.values[0]) : removeAt(data, path)
}

function setAt(data: unknown, path: Path, value: unknown): boolean {
  const key = path.at(-1)
  const parent = path.slice(0, -1).reduce<unknown>(step, data)
  return key !== undefined && isRecord(parent) && Reflect.set(parent, key, value)
}

/** Removes what stands at a path, or the nearest thing above it if it is not there. False at the top. */
function removeAt(data: unknown, path: Path): boolean {
  const key = path.at(-1)
  if (key === undefined) return false
  const parent = path.slice(0, -1).reduce<unknown>(step, data)
  if (Array.isArray(parent) && typeof key === 'number') return parent.splice(key, 1).length > 0
  if (isRecord(parent) && key in parent) return Reflect.deleteProperty(parent, key)
  return removeAt(data, path.slice(0, -1))
}

function step(value: unknown, key: string | number): unknown {
  if (Array.isArray(value) && typeof key === 'number') return value[key]
  return isRecord(value) ? value[key] : undefined
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null
}

function pathOf(issue: z.core.$ZodIssue): Path {
  return issue.path.filter((part) => typeof part !== 'symbol')
}

function explain(schema: z.ZodType, issue: z.core.$ZodIssue): Finding[] {
  const path = pathOf(issue)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(schema, path, key))
  const rule = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  const explanation = explanations[rule]
  if (explanation && !isMissing(issue))
    return [{ rule, path, what: `${showPath(path)} cannot be used.`, ...explanation }]
  return [wrongType(path, issue)]
}

function unknownKey(schema: z.ZodType, path: Path, key: string): Finding {
  const known = keysAt(schema, path)
  const near = closestKey(key, known)
  return {
    rule: 'unknown-key',
    path: [...path, key],
    what: `${showPath([...path, key])} is not an option.`,
    why: 'What Longshore does not know it would silently not do.',
    mend: near ? `Did you mean ${near}?` : `Possible here: ${known.join(', ')}.`,
  }
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
}

/** Names types only: a value may be a secret. */
function wrongType(path: Path, issue: z.core.$ZodIssue): Finding {
  const said = issue.message.replace(/^Invalid (input|option): /, '').replace(/^expected one of /, 'expected ')
  if (isMissing(issue)) {
    const why = `It has no default; ${said.replace(/, received undefined$/, '')}.`
    return { rule: 'missing', path, what: `${showPath(path)} is missing.`, why, mend: 'Add it.' }
  }
  const why = `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`
  const mend = 'See docs/configuration.md for what it takes.'
  return { rule: 'wrong-type', path, what: `${showPath(path)} cannot be used.`, why, mend }
}
