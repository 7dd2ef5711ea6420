import type { Member, Shape } from './shape.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
}

/** Text as XML allows it inside an element; line ends are kept as references, or a parser would change them. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r\n]/g, (character) => ESCAPES[character] ?? character)
}

function nameOf(member: Member, fallback: string): string {
  const name = member.traits['xmlName']
  return typeof name === 'string' ? name : fallback
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}

function writeText(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return escapeXml(String(value))
}

function writeList(name: string, { shape, traits }: Member, value: readonly unknown[]): string {
  if (shape.kind !== 'list') return ''
  const item = shape.element()
  if (traits['xmlFlattened'] !== undefined) return value.map((each) => writeMember(name, item, each)).join('')
  return element(name, value.map((each) => writeMember(nameOf(item, 'member'), item, each)).join(''))
}

function writeMap(name: string, { shape, traits }: Member, value: object): string {
  if (shape.kind !== 'map') return ''
  const flat = traits['xmlFlattened'] !== undefined
  const [key, item] = [shape.key(), shape.value()]
  const entries = Object.entries(value).map(([entryKey, each]) =>
    element(
      flat ? name : 'entry',
      element(nameOf(key, 'key'), escapeXml(entryKey)) + writeMember(nameOf(item, 'value'), item, each),
    ),
  )
  return flat ? entries.join('') : element(name, entries.join(''))
}

function writeMember(name: string, member: Member, value: unknown): string {
  if (Array.isArray(value)) return writeList(name, member, value)
  if (member.shape.kind === 'map' && typeof value === 'object' && value !== null) return writeMap(name, member, value)
  if (member.shape.kind === 'struct') return element(name, writeXml(member.shape, value))
  return element(name, writeText(value))
}

/** The members of a checked output as XML elements, without an element around them. */
export function writeXml(shape: Shape, value: unknown): string {
  if (shape.kind !== 'struct' || typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => {
      const member = shape.members.get(name)?.()
      return member === undefined ? '' : writeMember(nameOf(member, name), member, item)
    })
    .join('')
}
