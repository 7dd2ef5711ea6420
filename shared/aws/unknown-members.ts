import type { MiddlewareStack } from '@smithy/types'

/**
 * Lets members that this version of the SDK does not know pass through a call: the SDK drops them on both ways, and a task
 * definition copied without them would lose what AWS added since. Only for JSON protocols.
 */
export function keepUnknownMembers<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
): void {
  const raw: { answer?: unknown } = {}
  stack.add(
    (next) => async (args) => {
      const result = await next(args)
      return { ...result, output: filled(result.output, raw.answer) }
    },
    { step: 'initialize', name: 'fillUnknownAnswer' },
  )
  stack.add(
    (next) => async (args) => {
      const { request } = args
      if (hasBody(request)) request.body = JSON.stringify(filled(JSON.parse(textOf(request.body)), args.input))
      return next(args)
    },
    { step: 'serialize', priority: 'low', name: 'fillUnknownRequest' },
  )
  stack.add(
    (next) => async (args) => {
      const result = await next(args)
      if (isAnswer(result.response)) raw.answer = await readAgain(result.response)
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'readRawAnswer' },
  )
}

interface Answer {
  statusCode: number
  body: AsyncIterable<Uint8Array> | Uint8Array
}

/** Reads an answer's body as JSON and leaves it to be read once more. Undefined for an error, which the SDK reads itself. */
async function readAgain(answer: Answer): Promise<unknown> {
  const { body } = answer
  const bytes = body instanceof Uint8Array ? body : await collected(body)
  answer.body = bytes
  if (answer.statusCode !== 200 || bytes.length === 0) return undefined
  return JSON.parse(textOf(bytes))
}

async function collected(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** `known` with the members of `all` that it lacks, at every depth; what is known is never changed. */
function filled<Known>(known: Known, all: unknown): Known
function filled(known: unknown, all: unknown): unknown {
  if (Array.isArray(known) && Array.isArray(all)) return known.map((item, index) => filled(item, all[index]))
  if (!isPlain(known) || !isPlain(all)) return known
  const merged: Record<string, unknown> = { ...known }
  for (const [key, value] of Object.entries(all)) {
    if (value === undefined) continue
    merged[key] = known[key] === undefined ? value : filled(known[key], value)
  }
  return merged
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function hasBody(request: unknown): request is { body: string | Uint8Array } {
  if (typeof request !== 'object' || request === null || !('body' in request)) return false
  return typeof request.body === 'string' || request.body instanceof Uint8Array
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body)
}

function isAnswer(response: unknown): response is Answer {
  return typeof response === 'object' && response !== null && 'statusCode' in response && 'body' in response
}
