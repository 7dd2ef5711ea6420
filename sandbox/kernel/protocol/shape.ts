/**
 * The shapes of requests and replies, read from the schemas that the AWS SDK for JavaScript carries
 * (`@aws-sdk/client-*`, `schemas/schemas_0.js`): nested arrays whose first element tells the kind,
 * numbers for the simple types, and functions where a schema is defined later.
 */
export type Shape = SimpleShape | ListShape | MapShape | StructShape

export interface SimpleShape {
  readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document' | 'unit'
  readonly traits: Traits
}

export interface ListShape {
  readonly kind: 'list'
  readonly traits: Traits
  readonly element: () => Member
}

export interface MapShape {
  readonly kind: 'map'
  readonly traits: Traits
  readonly key: () => Member
  readonly value: () => Member
}

export interface StructShape {
  readonly kind: 'struct'
  readonly name: string
  readonly traits: Traits
  readonly members: ReadonlyMap<string, () => Member>
  readonly required: readonly string[]
}

/** A shape together with the traits of the member that uses it (they win over the shape's own). */
export interface Member {
  readonly shape: Shape
  readonly traits: Traits
}

/** Smithy traits by their names in the SDK: `xmlName`, `httpHeader`, `http`, `awsQueryError`, … */
export type Traits = Readonly<Record<string, unknown>>

const BIT_TRAITS = ['httpLabel', 'idempotent', 'idempotencyToken', 'sensitive', 'httpPayload', 'httpResponseCode']
const SIMPLE_KINDS: Readonly<Record<number, SimpleShape['kind']>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp',
  6: 'timestamp',
  7: 'timestamp',
  15: 'document',
  17: 'number',
  19: 'number',
  21: 'blob',
  42: 'blob',
}
const LIST_OF = 64
const MAP_OF = 128
const NO_TRAITS: Traits = {}

/** Traits are an object, or a number whose bits stand for the commonest ones. */
export function traitsOf(indicator: unknown): Traits {
  if (typeof indicator === 'number') {
    if (indicator === 0) return NO_TRAITS
    return Object.fromEntries(BIT_TRAITS.filter((_, bit) => (indicator >> bit) & 1).map((name) => [name, 1]))
  }
  return typeof indicator === 'object' && indicator !== null ? (indicator as Traits) : NO_TRAITS
}

function once<T>(compute: () => T): () => T {
  let value: T | undefined
  return () => {
    value ??= compute()
    return value
  }
}

function resolved(reference: unknown): unknown {
  return typeof reference === 'function' ? resolved(reference()) : reference
}

function numberShape(schema: number): Shape {
  if (schema >= MAP_OF) {
    return { kind: 'map', traits: NO_TRAITS, key: () => memberOf(0), value: () => memberOf(schema - MAP_OF) }
  }
  if (schema >= LIST_OF) return { kind: 'list', traits: NO_TRAITS, element: () => memberOf(schema - LIST_OF) }
  const kind = SIMPLE_KINDS[schema]
  if (kind === undefined) throw new Error(`Unknown simple type ${schema} in the SDK's schemas: extend shape.ts.`)
  return { kind, traits: NO_TRAITS }
}

function structShape(schema: readonly unknown[]): StructShape {
  const [, , name, traits, names, members, requiredCount] = schema as [
    number,
    string,
    string,
    unknown,
    string[],
    unknown[],
    number?,
  ]
  return {
    kind: 'struct',
    name,
    traits: traitsOf(traits),
    members: new Map(names.map((member, index) => [member, once(() => memberOf(members[index]))])),
    required: names.slice(0, requiredCount ?? 0),
  }
}

function arrayShape(schema: readonly unknown[]): Shape {
  const traits = traitsOf(schema[3])
  if (schema[0] === 0) return { ...shapeOf(schema[4]), traits }
  if (schema[0] === 1) return { kind: 'list', traits, element: once(() => memberOf(schema[4])) }
  if (schema[0] === 2) {
    return { kind: 'map', traits, key: once(() => memberOf(schema[4])), value: once(() => memberOf(schema[5])) }
  }
  return structShape(schema)
}

const shapes = new WeakMap<object, Shape>()

/** The shape a schema describes; computed once for each schema. */
export function shapeOf(reference: unknown): Shape {
  const schema = resolved(reference)
  if (typeof schema === 'number') return numberShape(schema)
  if (!Array.isArray(schema)) return { kind: 'unit', traits: NO_TRAITS }
  const known = shapes.get(schema)
  if (known !== undefined) return known
  const shape = arrayShape(schema)
  shapes.set(schema, shape)
  return shape
}

/** A member is written `schema` or `[schema, traits]`. */
function memberOf(reference: unknown): Member {
  const target = resolved(reference)
  if (Array.isArray(target) && target.length === 2) {
    const shape = shapeOf(target[0])
    return { shape, traits: { ...shape.traits, ...traitsOf(target[1]) } }
  }
  const shape = shapeOf(target)
  return { shape, traits: shape.traits }
}
