import { AwsError } from '../../kernel/service.ts'
import type { LineTest } from './filter-pattern.ts'

const COMPARISON = /^\$\.([\w.[\]]+)\s*(!=|>=|<=|=|>|<)\s*(?:"((?:[^"\\]|\\.)*)"|([\w.*+-]+))$/

/**
 * `{ $.level = "error" }`: comparisons of fields, joined by `&&` alone or by `||` alone. Texts may hold `*`.
 * @throws {AwsError} InvalidParameterException for anything else
 */
export function jsonPattern(pattern: string): LineTest {
  const inner = /^\{(.*)\}$/s.exec(pattern)?.[1]?.trim()
  if (inner === undefined || inner === '') throw invalid(pattern)
  const isAny = inner.includes('||')
  if (isAny && inner.includes('&&')) throw invalid(pattern)
  const parts = inner.split(isAny ? '||' : '&&').map((part) => comparison(unwrapped(part.trim()), pattern))
  return (message) => {
    const fields = parse(message)
    if (fields === undefined) return false
    return isAny ? parts.some((holds) => holds(fields)) : parts.every((holds) => holds(fields))
  }
}

function unwrapped(part: string): string {
  return part.startsWith('(') && part.endsWith(')') ? part.slice(1, -1).trim() : part
}

function comparison(part: string, pattern: string): (fields: unknown) => boolean {
  const [, path = '', operator = '', text, bare] = COMPARISON.exec(part) ?? []
  if (path === '') throw invalid(pattern)
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '')
  const wanted = text ?? bare ?? ''
  return (fields) => compares(at(fields, keys), operator, wanted)
}

function compares(actual: unknown, operator: string, wanted: string): boolean {
  if (typeof actual !== 'string' && typeof actual !== 'number' && typeof actual !== 'boolean') return false
  if (operator === '=') return isLike(String(actual), wanted)
  if (operator === '!=') return !isLike(String(actual), wanted)
  if (typeof actual !== 'number') return false
  const limit = Number(wanted)
  if (operator === '>') return actual > limit
  if (operator === '<') return actual < limit
  return operator === '>=' ? actual >= limit : actual <= limit
}

function isLike(actual: string, wanted: string): boolean {
  const parts = wanted.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(actual)
}

function at(value: unknown, keys: readonly string[]): unknown {
  let found = value
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined
    found = new Map<string, unknown>(Object.entries(found)).get(key)
  }
  return found
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

function invalid(pattern: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `Invalid filter pattern: the sandbox knows comparisons like { $.level = "error" }, not ${pattern}.`,
  )
}
