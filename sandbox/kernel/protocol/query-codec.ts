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

function xmlName(member: Member, fallback: string): string {
  const name = member.traits['xmlName']
  return typeof name === 'string' ? name : fallback
}

function isFlat(traits: Shape['traits']): boolean {
  return traits['xmlFlattened'] !== undefined
}

/** The items of `{1: a, 2: b}` in the order of their numbers. */
function numbered(tree: Tree | string | undefined): (Tree | string)[] {
  if (typeof tree !== 'object') return []
  return Object.keys(tree)
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((key) => tree[key] ?? [])
}

function decodeStruct(shape: StructShape, tree: Tree): Record<string, unknown> {
  const names = new Map([...shape.members].map(([name, member]) => [xmlName(member(), name), name]))
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => {
      const name = names.get(key) ?? key
      const member = shape.members.get(name)?.()
      return [name, member === undefined ? value : decode(member, value)]
    }),
  )
}

function decodeList(shape: ListShape, traits: Shape['traits'], tree: Tree): unknown[] {
  const element = shape.element()
  const items = isFlat(traits) ? tree : tree[xmlName(element, 'member')]
  return numbered(items).map((item) => decode(element, item))
}

function decodeMap(shape: MapShape, traits: Shape['traits'], tree: Tree): Record<string, unknown> {
  const keyName = xmlName(shape.key(), 'key')
  const valueName = xmlName(shape.value(), 'value')
  const entries = numbered(isFlat(traits) ? tree : tree['entry'])
  return Object.fromEntries(
    entries.map((entry) => {
      const pair = typeof entry === 'object' ? entry : {}
      const key = pair[keyName]
      return [typeof key === 'string' ? key : '', decode(shape.value(), pair[valueName] ?? '')]
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

function decode({ shape, traits }: Member, value: Tree | string): unknown {
  if (typeof value === 'string') return decodeText(shape, value)
  if (shape.kind === 'struct') return decodeStruct(shape, value)
  if (shape.kind === 'list') return decodeList(shape, traits, value)
  if (shape.kind === 'map') return decodeMap(shape, traits, value)
  return value
}

/** Reads a form as an operation's input in the SDK's member names and types. */
export function decodeQuery(shape: Shape, form: URLSearchParams): Record<string, unknown> {
  return shape.kind === 'struct' ? decodeStruct(shape, treeOf(form)) : {}
}
