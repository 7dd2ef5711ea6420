import type { ListShape, MapShape, Shape, StructShape } from './shape.ts'

/** What is wrong with a value, and where: `services[0].deployments[1].createdAt`. */
export interface Flaw {
  readonly path: string
  readonly problem: 'unknown-member' | 'missing-member' | 'wrong-type'
  readonly text: string
}

const SIMPLE_CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' || typeof value === 'bigint',
  boolean: (value) => typeof value === 'boolean',
  timestamp: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  blob: (value) => value instanceof Uint8Array,
  document: () => true,
  unit: (value) => isRecord(value) && Object.keys(value).length === 0,
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a Date'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function wrongType(path: string, expected: string, value: unknown): Flaw[] {
  return [{ path, problem: 'wrong-type', text: `expected ${expected}, found ${kindOf(value)}` }]
}

function checkStruct(shape: StructShape, value: Record<string, unknown>, path: string): Flaw[] {
  const missing = shape.required
    .filter((name) => value[name] === undefined)
    .map((name): Flaw => ({ path: `${path}.${name}`, problem: 'missing-member', text: `${shape.name} requires it` }))
  const rest = Object.entries(value).flatMap(([name, member]): Flaw[] => {
    if (member === undefined) return []
    const known = shape.members.get(name)
    if (known !== undefined) return flawsOf(known().shape, member, `${path}.${name}`)
    return [{ path: `${path}.${name}`, problem: 'unknown-member', text: `${shape.name} has no such member` }]
  })
  return [...missing, ...rest]
}

function checkList(shape: ListShape, value: readonly unknown[], path: string): Flaw[] {
  const element = shape.element().shape
  return value.flatMap((item, index) => flawsOf(element, item, `${path}[${index}]`))
}

function checkMap(shape: MapShape, value: Record<string, unknown>, path: string): Flaw[] {
  const member = shape.value().shape
  return Object.entries(value).flatMap(([key, item]) => flawsOf(member, item, `${path}[${JSON.stringify(key)}]`))
}

/** Everything that is wrong with `value` against `shape`; empty when it fits. */
export function flawsOf(shape: Shape, value: unknown, path: string): Flaw[] {
  switch (shape.kind) {
    case 'struct':
      return isRecord(value) ? checkStruct(shape, value, path) : wrongType(path, shape.name, value)
    case 'list':
      return Array.isArray(value) ? checkList(shape, value, path) : wrongType(path, 'a list', value)
    case 'map':
      return isRecord(value) ? checkMap(shape, value, path) : wrongType(path, 'a map', value)
    default:
      return SIMPLE_CHECKS[shape.kind]?.(value) === true ? [] : wrongType(path, `a ${shape.kind}`, value)
  }
}
