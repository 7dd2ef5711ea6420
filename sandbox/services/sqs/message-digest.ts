import { createHash } from 'node:crypto'
import type { MessageAttribute } from './queue.ts'

const STRING_VALUE = 1
const BINARY_VALUE = 2

export function md5OfBody(body: string): string {
  return createHash('md5').update(body).digest('hex')
}

/** The digest the SDKs compare: names in order, each part preceded by its length as four bytes. */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const hash = createHash('md5')
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute
    hash.update(withLength(name)).update(withLength(DataType))
    const binary = DataType.startsWith('Binary')
    hash.update(Uint8Array.of(binary ? BINARY_VALUE : STRING_VALUE))
    hash.update(withLength(binary ? (BinaryValue ?? new Uint8Array()) : (StringValue ?? '')))
  }
  return hash.digest('hex')
}

/** Bytes that count towards the size limit: the body and every attribute's name, type and value. */
export function messageBytes(body: string, attributes: Readonly<Record<string, MessageAttribute>>): number {
  let bytes = Buffer.byteLength(body)
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType)
    bytes += StringValue === undefined ? (BinaryValue?.byteLength ?? 0) : Buffer.byteLength(StringValue)
  }
  return bytes
}

function withLength(part: string | Uint8Array): Buffer {
  const bytes = Buffer.from(part as string)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.byteLength)
  return Buffer.concat([length, bytes])
}
