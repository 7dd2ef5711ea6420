import { AwsError } from '../service.ts'
import type { Member, Shape } from './shape.ts'

const EPOCH_SECONDS = 7

/** The text of a timestamp in the format the model asks for (5 date-time, 6 http-date), or epoch seconds as JSON has them. */
function encodeTimestamp(value: Date, shape: Shape): string | number {
  const format = shape.traits['timestampFormat'] ?? EPOCH_SECONDS
  if (format === 5) return value.toISOString()
  if (format === 6) return value.toUTCString()
  return value.getTime() / 1000
}

function decodeTimestamp(value: unknown): unknown {
  if (typeof value === 'number') return new Date(value * 1000)
  return typeof value === 'string' ? new Date(value) : value
}

function nameOnWire(name: string, member: Member): string {
  const jsonName = member.traits['jsonName']
  return typeof jsonName === 'string' ? jsonName : name
}

function mapValues(value: object, change: (item: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined && item !== null)
      .map(([key, item]) => [key, change(item, key)]),
  )
}

/** Writes a checked value as JSON's types: timestamps as epoch seconds, blobs as base64, undefined members left out. */
export function encodeJson(shape: Shape, value: unknown): unknown {
  if (value instanceof Date) return encodeTimestamp(value, shape)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (shape.kind === 'list' && Array.isArray(value)) {
    const element = shape.element().shape
    return value.map((item) => encodeJson(element, item))
  }
  if (typeof value !== 'object' || value === null) return value
  if (shape.kind === 'map') return mapValues(value, (item) => encodeJson(shape.value().shape, item))
  if (shape.kind !== 'struct') return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(
    entries.map(([name, item]) => {
      const member = shape.members.get(name)?.()
      return member === undefined ? [name, item] : [nameOnWire(name, member), encodeJson(member.shape, item)]
    }),
  )
}

/** Reads JSON's types as the SDK's: numbers become Dates and base64 becomes bytes where the shape says so; nulls are left out. */
export function decodeJson(shape: Shape, value: unknown): unknown {
  if (shape.kind === 'timestamp') return decodeTimestamp(value)
  if (shape.kind === 'blob' && typeof value === 'string') return new Uint8Array(Buffer.from(value, 'base64'))
  if (shape.kind === 'list' && Array.isArray(value)) {
    const element = shape.element().shape
    return value.map((item) => decodeJson(element, item))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (shape.kind === 'map') return mapValues(value, (item) => decodeJson(shape.value().shape, item))
  if (shape.kind !== 'struct') return value
  const names = new Map([...shape.members].map(([name, member]) => [nameOnWire(name, member()), name]))
  const known = mapValues(value, (item, wireName) => {
    const member = shape.members.get(names.get(wireName) ?? wireName)?.()
    return member === undefined ? item : decodeJson(member.shape, item)
  })
  return Object.fromEntries(Object.entries(known).map(([wireName, item]) => [names.get(wireName) ?? wireName, item]))
}

/** The JSON object in a request's body; an empty body is an empty object. */
export function parseJsonBody(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {}
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'))
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>
  } catch (error) {
    throw new AwsError('SerializationException', `The request's body is not JSON: ${String(error)}`)
  }
  throw new AwsError('SerializationException', "The request's body is not a JSON object.")
}
