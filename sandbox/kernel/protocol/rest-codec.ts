import type { RawReply } from '../service.ts'
import { decodeJson, encodeJson, parseJsonBody } from './json-codec.ts'
import type { OperationModel, ServiceModel } from './service-model.ts'
import type { Member, StructShape } from './shape.ts'

/** A request as a REST service sees it. */
export interface RestRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

interface Route {
  readonly method: string
  readonly path: RegExp
  readonly labels: readonly string[]
  readonly status: number
}

const LABEL = /\{(\w+)(\+?)\}/g

const routes = new WeakMap<OperationModel, Route | undefined>()

function routeOf(operation: OperationModel): Route | undefined {
  if (!routes.has(operation)) routes.set(operation, readRoute(operation))
  return routes.get(operation)
}

function readRoute(operation: OperationModel): Route | undefined {
  const http = operation.traits['http']
  if (!Array.isArray(http)) return undefined
  const [method, template, status] = http as [string, string, number]
  const [path = ''] = template.split('?')
  const labels = [...path.matchAll(LABEL)].map(([, label]) => label ?? '')
  const pattern = path
    .replace(/[.*^$()|[\]\\]/g, '\\$&')
    .replace(LABEL, (_, _label, greedy) => (greedy ? '(.+)' : '([^/]+)'))
  return { method, path: new RegExp(`^${pattern}/?$`), labels, status }
}

/** The operation a REST request names by method and path, with its path labels. */
export function matchRoute(
  model: ServiceModel,
  method: string,
  path: string,
): { operation: OperationModel; labels: Record<string, string> } | undefined {
  for (const operation of model.operations.values()) {
    const route = routeOf(operation)
    if (route === undefined || route.method !== method) continue
    const match = route.path.exec(path)
    if (match === null) continue
    const labels = route.labels.map((label, index) => [label, decodeURIComponent(match[index + 1] ?? '')])
    return { operation, labels: Object.fromEntries(labels) }
  }
  return undefined
}

function fromText(member: Member, text: string): unknown {
  if (member.shape.kind === 'number') return Number(text)
  if (member.shape.kind === 'boolean') return text === 'true'
  if (member.shape.kind === 'list') return text.split(',').map((item) => item.trim())
  return member.shape.kind === 'timestamp' ? new Date(text) : text
}

function textBinding(name: string, member: Member, request: RestRequest, labels: Record<string, string>) {
  const { httpHeader, httpQuery, httpLabel } = member.traits
  if (httpLabel !== undefined) return labels[name]
  if (typeof httpHeader === 'string') return request.headers[httpHeader.toLowerCase()]
  return typeof httpQuery === 'string' ? (request.url.searchParams.get(httpQuery) ?? undefined) : undefined
}

function isInBody({ traits }: Member): boolean {
  return ['httpHeader', 'httpQuery', 'httpLabel', 'httpPayload', 'httpResponseCode', 'httpPrefixHeaders'].every(
    (binding) => traits[binding] === undefined,
  )
}

function payload(member: Member, body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (member.shape.kind === 'blob') return new Uint8Array(body)
  return decodeJson(member.shape, parseJsonBody(body))
}

function bodyMembers(shape: StructShape, body: Buffer): object {
  const members = [...shape.members.values()].map((member) => member())
  if (members.some((member) => member.traits['httpPayload'] !== undefined)) return {}
  if (!members.some(isInBody)) return {}
  return decodeJson(shape, parseJsonBody(body)) as object
}

/** Reads a REST request's path, query, headers and body as an operation's input. */
export function decodeRest(operation: OperationModel, request: RestRequest, labels: Record<string, string>) {
  const shape = operation.input
  if (shape.kind !== 'struct') return {}
  const input: Record<string, unknown> = { ...bodyMembers(shape, request.body) }
  for (const [name, member] of shape.members) {
    const bound = member()
    const text = textBinding(name, bound, request, labels)
    if (text !== undefined) input[name] = fromText(bound, text)
    if (bound.traits['httpPayload'] !== undefined) input[name] = payload(bound, request.body)
  }
  return input
}

function replyHeaders(shape: StructShape, output: Record<string, unknown>): Record<string, string> {
  const headers = [...shape.members].flatMap(([name, member]) => {
    const header = member().traits['httpHeader']
    const value = output[name]
    if (typeof header !== 'string' || value === undefined) return []
    return [[header, typeof value === 'string' ? value : JSON.stringify(value)] as const]
  })
  return Object.fromEntries(headers)
}

function replyBody(shape: StructShape, output: Record<string, unknown>): string | Uint8Array {
  const members = [...shape.members].map(([name, member]) => [name, member()] as const)
  const bound = members.find(([, member]) => member.traits['httpPayload'] !== undefined)
  if (bound === undefined) {
    const inBody = members.filter(([, member]) => isInBody(member)).map(([name]) => [name, output[name]])
    return JSON.stringify(encodeJson(shape, Object.fromEntries(inBody)))
  }
  const value = output[bound[0]]
  if (value === undefined) return ''
  return value instanceof Uint8Array ? value : JSON.stringify(encodeJson(bound[1].shape, value))
}

/** Writes a checked output: status, headers and payload where the model binds them, the rest as JSON. */
export function encodeRest(operation: OperationModel, output: Record<string, unknown>): RawReply {
  const status = routeOf(operation)?.status ?? 200
  const shape = operation.output
  if (shape.kind !== 'struct') return { status, headers: {}, body: '' }
  const code = [...shape.members].find(([, member]) => member().traits['httpResponseCode'] !== undefined)?.[0]
  const stated = code === undefined ? undefined : output[code]
  return {
    status: typeof stated === 'number' ? stated : status,
    headers: { 'content-type': 'application/json', ...replyHeaders(shape, output) },
    body: replyBody(shape, output),
  }
}
