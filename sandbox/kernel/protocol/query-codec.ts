import type { ListShape, MapShape, Member, Shape, StructShape } from './shape.ts'

/** A query request's parameters as a tree: `Tags.member.1.Key=a` is { Tags: { member: { 1: { Key: 'a' } } } }. */
interface Tree {
  readonly [key: string]: Tree | string
}

type MutableTree = { [key: string]: MutableTree | string }

/** Parameters of the protocol itself, not of the operation. */
const PROTOCOL_KEYS = new Set(['Action', 'Version'])

function plant(tree: MutableTree, path: readonly string[], value: string): void {
  const [head = '', ...rest] = path
  if (rest.length === 0) {
    tree[head] = value
    return
  }
  const branch = tree[head]
  const next: MutableTree = typeof branch === 'object' ? branch : {}
  tree[head] = next
  plant(next, rest, value)
}

function treeOf(form: URLSearchParams): Tree {
  const tree: MutableTree = {}
  for (const [key, value] of form) {
    if (!PROTOCOL_KEYS.has(key)) plant(tree, key.split('.'), value)
  }
  return tree
}

/** How the members of a form are named and how lists stand in it. */
interface Dialect {
  readonly nameOf: (member: Member, name: string) => string
  readonly isFlat: (traits: Shape['traits']) => boolean
}

function xmlName(member: Member, fallback: string): string {
  const name = member.traits['xmlName']
  return typeof name === 'string' ? name : fallback
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function ec2Name(member: Member, name: string): string {
  const given = member.traits['ec2QueryName']
  return typeof given === 'string' ? given : capitalised(xmlName(member, name))
}

const QUERY: Dialect = { nameOf: xmlName, isFlat: (traits) => traits['xmlFlattened'] !== undefined }
const EC2: Dialect = { nameOf: ec2Name, isFlat: () => true }

/** The items of `{1: a, 2: b}` in the order of their numbers. */
function numbered(tree: Tree | string | undefined): (Tree | string)[] {
  if (typeof tree !== 'object') return []
  return Object.keys(tree)
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((key) => tree[key] ?? [])
}

function decodeStruct(dialect: Dialect, shape: StructShape, tree: Tree): Record<string, unknown> {
  const names = new Map([...shape.members].map(([name, member]) => [dialect.nameOf(member(), name), name]))
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => {
      const name = names.get(key) ?? key
      const member = shape.members.get(name)?.()
      return [name, member === undefined ? value : decode(dialect, member, value)]
    }),
  )
}

function decodeList(dialect: Dialect, shape: ListShape, traits: Shape['traits'], tree: Tree): unknown[] {
  const element = shape.element()
  const items = dialect.isFlat(traits) ? tree : tree[xmlName(element, 'member')]
  return numbered(items).map((item) => decode(dialect, element, item))
}

function decodeMap(dialect: Dialect, shape: MapShape, traits: Shape['traits'], tree: Tree): Record<string, unknown> {
  const keyName = xmlName(shape.key(), 'key')
  const valueName = xmlName(shape.value(), 'value')
  const entries = numbered(dialect.isFlat(traits) ? tree : tree['entry'])
  return Object.fromEntries(
    entries.map((entry) => {
      const pair = typeof entry === 'object' ? entry : {}
      const key = pair[keyName]
      return [typeof key === 'string' ? key : '', decode(dialect, shape.value(), pair[valueName] ?? '')]
    }),
  )
}

function decodeText(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text
    case 'timestamp':
      return new Date(text)
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'))
    case 'list':
      return text === '' ? [] : text
    case 'map':
    case 'struct':
      return text === '' ? {} : text
    default:
      return text
  }
}

function decode(dialect: Dialect, { shape, traits }: Member, value: Tree | string): unknown {
  if (typeof value === 'string') return decodeText(shape, value)
  if (shape.kind === 'struct') return decodeStruct(dialect, shape, value)
  if (shape.kind === 'list') return decodeList(dialect, shape, traits, value)
  if (shape.kind === 'map') return decodeMap(dialect, shape, traits, value)
  return value
}

/** Reads a form as an operation's input in the SDK's member names and types. */
export function decodeQuery(shape: Shape, form: URLSearchParams): Record<string, unknown> {
  return shape.kind === 'struct' ? decodeStruct(QUERY, shape, treeOf(form)) : {}
}

/** The same for EC2, whose lists are all flat and whose names are its own. */
export function decodeEc2(shape: Shape, form: URLSearchParams): Record<string, unknown> {
  return shape.kind === 'struct' ? decodeStruct(EC2, shape, treeOf(form)) : {}
}
