import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../kernel/service.ts'

/** A message as it was posted to an incoming webhook. */
export interface SlackMessage {
  /** World time, epoch ms. */
  readonly at: number
  /** The webhook's path, which stands for the channel. */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** How the receiver answers: as Slack does when all is well, or with one of its ways to fail. */
export type SlackMood =
  | { readonly kind: 'ok' }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'server-error' }
  /** The webhook was revoked. */
  | { readonly kind: 'no-service' }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** The connection is cut. */
  | { readonly kind: 'down' }

/** An incoming webhook on 127.0.0.1. */
export interface SlackReceiver {
  /** `http://127.0.0.1:PORT`; a webhook's URL is this and any path. */
  readonly url: string
  /** What was accepted with `ok`, oldest first. */
  messages(): readonly SlackMessage[]
  /** Every request with the mood it met. */
  attempts(): readonly { readonly at: number; readonly mood: SlackMood['kind'] }[]
  /** From now on answers like this; with `forMs` only for so much of the world's time, with `times` only so often. */
  behave(mood: SlackMood, span?: { readonly forMs?: number; readonly times?: number }): void
  stop(): Promise<void>
}

interface ReceiverState {
  readonly clock: Clock
  readonly messages: SlackMessage[]
  readonly attempts: { at: number; mood: SlackMood['kind'] }[]
  mood: SlackMood
  until: number
  left: number
}

const FINE: SlackMood = { kind: 'ok' }

/** Starts the receiver. A request it is answering holds the clock; one that hangs does not. */
export async function startSlack(clock: Clock): Promise<SlackReceiver> {
  const state: ReceiverState = { clock, messages: [], attempts: [], mood: FINE, until: 0, left: 0 }
  const server = createServer((request, response) => {
    void clock.busy(receive(state, request, response))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    messages: () => state.messages,
    attempts: () => state.attempts,
    behave: (mood, { forMs = Number.POSITIVE_INFINITY, times = Number.POSITIVE_INFINITY } = {}) => {
      Object.assign(state, { mood, until: clock.now() + forMs, left: times })
    },
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

async function receive(state: ReceiverState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readBody(request)
  if (text === undefined) return
  const mood = currentMood(state)
  const at = state.clock.now()
  state.attempts.push({ at, mood: mood.kind })
  if (mood.kind === 'ok') accept(state, { at, path: request.url ?? '/', text }, response)
  else refuse(mood, request, response)
}

function currentMood(state: ReceiverState): SlackMood {
  if (state.left <= 0 || state.clock.now() >= state.until) return FINE
  state.left -= 1
  return state.mood
}

function accept(
  state: ReceiverState,
  { at, path, text }: { readonly at: number; readonly path: string; readonly text: string },
  response: ServerResponse,
): void {
  const body = parseMessage(text)
  if (body) state.messages.push({ at, path, body })
  reply(response, body ? 200 : 400, body ? 'ok' : 'invalid_payload')
}

function refuse(mood: SlackMood, request: IncomingMessage, response: ServerResponse): void {
  if (mood.kind === 'rate-limited') {
    response.setHeader('retry-after', String(mood.retryAfterSeconds))
    reply(response, 429, 'rate_limited')
  } else if (mood.kind === 'server-error') reply(response, 500, 'server_error')
  else if (mood.kind === 'no-service') reply(response, 404, 'no_service')
  else if (mood.kind === 'down') request.socket.destroy()
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/html' })
  response.end(text)
}

// Undefined when the sender went away in the middle: a worker that was ended.
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks).toString()
  } catch {
    return undefined
  }
}

function parseMessage(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text)
    const usable = typeof body === 'object' && body !== null && ('text' in body || 'blocks' in body)
    return usable ? (body as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
