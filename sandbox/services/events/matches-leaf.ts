import { isIP } from 'node:net'

type Test = (argument: unknown, value: unknown) => boolean

const OPERATORS: Readonly<Record<string, Test>> = {
  prefix: (argument, value) => onText(argument, value, (text, part) => text.startsWith(part)),
  suffix: (argument, value) => onText(argument, value, (text, part) => text.endsWith(part)),
  'equals-ignore-case': (argument, value) =>
    typeof value === 'string' && value.toLowerCase() === String(argument).toLowerCase(),
  wildcard: (argument, value) => typeof value === 'string' && wildcardExpression(String(argument)).test(value),
  numeric: matchesNumeric,
  'anything-but': (argument, value) => !asList(argument).some((excluded) => isExcluded(excluded, value)),
  cidr: matchesCidr,
}

/**
 * Whether one value of an event fulfils one condition of a pattern: a literal (strings, numbers, booleans and null, compared
 * with their types) or an operator such as `{ prefix: 'team/' }`.
 * @throws {Error} naming an operator that does not exist
 */
export function matchesLeaf(condition: unknown, value: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === value
  const [entry, ...others] = Object.entries(condition)
  const test = entry && OPERATORS[entry[0]]
  if (!entry || !test || others.length > 0) {
    const known = Object.keys(OPERATORS).join(', ')
    throw new Error(`Cannot use the pattern: ${JSON.stringify(condition)} is not one of ${known}, exists.`)
  }
  return test(entry[1], value)
}

function isExcluded(excluded: unknown, value: unknown): boolean {
  if (typeof excluded !== 'object' || excluded === null) return excluded === value
  return Object.entries(excluded).some(([operator, argument]) =>
    asList(argument).some((one) => matchesLeaf({ [operator]: one }, value)),
  )
}

function onText(argument: unknown, value: unknown, test: (text: string, part: string) => boolean): boolean {
  if (typeof value !== 'string') return false
  const ignored = isObject(argument) ? argument['equals-ignore-case'] : undefined
  if (ignored !== undefined) return test(value.toLowerCase(), String(ignored).toLowerCase())
  return test(value, String(argument))
}

function wildcardExpression(argument: string): RegExp {
  if (argument.includes('**')) throw new Error(`Cannot use the pattern: wildcard "${argument}" has two * in a row.`)
  const source = argument.replace(/\\([*\\])|([*])|([.+?^${}()|[\]\\])/g, (_, escaped, star, special) => {
    if (star) return '[^]*'
    return `\\${escaped ?? special}`
  })
  return new RegExp(`^${source}$`)
}

function matchesNumeric(argument: unknown, value: unknown): boolean {
  if (typeof value !== 'number') return false
  const comparisons = asList(argument)
  for (let index = 0; index < comparisons.length; index += 2) {
    if (!compare(String(comparisons[index]), value, Number(comparisons[index + 1]))) return false
  }
  return true
}

function compare(operator: string, left: number, right: number): boolean {
  switch (operator) {
    case '=':
      return left === right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    default:
      throw new Error(`Cannot use the pattern: numeric knows = < <= > >=, not "${operator}".`)
  }
}

function matchesCidr(argument: unknown, value: unknown): boolean {
  if (typeof value !== 'string' || isIP(value) !== 4) return false
  const [network = '', bits = '32'] = String(argument).split('/')
  const shift = 2 ** (32 - Number(bits))
  return Math.floor(asNumber(network) / shift) === Math.floor(asNumber(value) / shift)
}

function asNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
