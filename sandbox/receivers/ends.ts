import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../kernel/service.ts'
import { answerPost, type EndReply } from './ends/answer-post.ts'

/** What an end is: it takes what its kind takes, and refuses the rest as the real one does. */
export const END_KINDS = ['webhook', 'teams', 'discord'] as const
export type EndKind = (typeof END_KINDS)[number]

/** How an end answers: as it does when all is well, or with one of its ways to fail. */
export type EndMood =
  | { readonly kind: 'ok' }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'server-error' }
  /** It wants no more: 410. */
  | { readonly kind: 'gone' }
  /** It takes nothing from anybody: 403. */
  | { readonly kind: 'refuses' }
  /** It sends everybody elsewhere: 302. */
  | { readonly kind: 'redirects' }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** The connection is cut. */
  | { readonly kind: 'down' }

/** A post that an end took. */
export interface TakenPost {
  /** World time, epoch ms. */
  readonly at: number
  readonly end: string
  readonly kind: EndKind
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  /** What people see of it; of a webhook the document. */
  readonly text: string
}

/** Webhooks, workflows of Teams and webhooks of Discord on 127.0.0.1, by the names of ends. */
export interface EndsReceiver {
  /** Where an end of a kind takes posts. */
  url(kind: EndKind, end: string): string
  /** The keys that a webhook checks signatures with. Until it has any it refuses everything. */
  keys(end: string, keys: readonly string[]): void
  /** Oldest first. */
  taken(): readonly TakenPost[]
  /** Every request with the mood it met. */
  attempts(): readonly { readonly at: number; readonly end: string; readonly mood: EndMood['kind'] }[]
  /** From now on the end answers like this; with `forMs` only for so much of the world's time, with `times` only so often. */
  behave(end: string, mood: EndMood, span?: { readonly forMs?: number; readonly times?: number }): void
  stop(): Promise<void>
}

interface ReceiverState {
  readonly clock: Clock
  readonly keys: Map<string, readonly string[]>
  readonly taken: TakenPost[]
  readonly attempts: { at: number; end: string; mood: EndMood['kind'] }[]
  readonly moods: Map<string, { readonly mood: EndMood; readonly until: number; left: number }>
}

/** Starts the receiver. A request it is answering holds the clock; one that hangs does not. */
export async function startEnds(clock: Clock): Promise<EndsReceiver> {
  const state: ReceiverState = { clock, keys: new Map(), taken: [], attempts: [], moods: new Map() }
  const server = createServer((request, response) => {
    void clock.busy(receive(state, request, response))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: (kind, end) => `http://127.0.0.1:${port}/${kind}/${end}`,
    keys: (end, keys) => void state.keys.set(end, keys),
    taken: () => state.taken,
    attempts: () => state.attempts,
    behave: (end, mood, { forMs = Number.POSITIVE_INFINITY, times = Number.POSITIVE_INFINITY } = {}) => {
      state.moods.set(end, { mood, until: clock.now() + forMs, left: times })
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
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const [, named, end = ''] = url.pathname.split('/')
  const kind = END_KINDS.find((known) => known === named)
  if (!kind) return reply(response, { status: 404, text: 'no such end' })
  const mood = currentMood(state, end)
  const at = state.clock.now()
  state.attempts.push({ at, end, mood: mood.kind })
  if (mood.kind === 'hang') return
  if (mood.kind === 'down') return void request.socket.destroy()
  if (mood.kind !== 'ok') return reply(response, refusals[mood.kind](mood))
  const { headers } = request
  const waits = url.searchParams.get('wait') === 'true'
  const answer = answerPost({ kind, headers, text, waits, now: at, keys: state.keys.get(end) ?? [] })
  if (answer.shown !== undefined) {
    state.taken.push({ at, end, kind, headers, body: JSON.parse(text), text: answer.shown })
  }
  reply(response, answer)
}

function currentMood({ moods, clock }: ReceiverState, end: string): EndMood {
  const set = moods.get(end)
  if (!set || set.left <= 0 || clock.now() >= set.until) return { kind: 'ok' }
  set.left -= 1
  return set.mood
}

const refusals: Readonly<Record<Exclude<EndMood['kind'], 'ok' | 'hang' | 'down'>, (mood: EndMood) => EndReply>> = {
  'rate-limited': (mood) => ({
    ...{ status: 429, text: 'too many requests' },
    headers: { 'retry-after': String(mood.kind === 'rate-limited' ? mood.retryAfterSeconds : 1) },
  }),
  'server-error': () => ({ status: 503, text: 'out of order' }),
  gone: () => ({ status: 410, text: 'gone' }),
  refuses: () => ({ status: 403, text: 'forbidden' }),
  redirects: () => ({ status: 302, text: '', headers: { location: 'http://127.0.0.1:9/elsewhere' } }),
}

function reply(response: ServerResponse, { status, text, headers = {} }: EndReply): void {
  response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(text)
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
