import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../kernel/service.ts'
import { answerApi, replyJson } from './slack-api.ts'
import { type BotMessage, createWorkspace, type SlackWorkspace } from './slack-workspace.ts'

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
  /** The webhook or the token was revoked. */
  | { readonly kind: 'no-service' }
  /** The channel was archived. */
  | { readonly kind: 'archived' }
  /** The bot, or the webhook's app, was removed from the channel. */
  | { readonly kind: 'not-in-channel' }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** The connection is cut. */
  | { readonly kind: 'down' }
  /** Does what it is asked for, and the connection is cut before it says so: a Slack that is slow, as its callers see it. */
  | { readonly kind: 'lost-reply' }
  /** A page for people, with status 200: Slack is being mended, or a proxy is in between. */
  | { readonly kind: 'nonsense' }

/** An incoming webhook and the Web API on 127.0.0.1. */
export interface SlackReceiver {
  /** `http://127.0.0.1:PORT`; a webhook's URL is this and any path but that of the API. */
  readonly url: string
  /** Base URL of the Web API: `chat.postMessage` and `chat.update`, for a bot whose token is `SLACK_TOKEN`. */
  readonly apiUrl: string
  /** What the webhook accepted with `ok`, oldest first. */
  messages(): readonly SlackMessage[]
  /** What the bot posted, in order, with its edits. */
  botMessages(): readonly BotMessage[]
  /** Posts and edits of the bot, oldest first. */
  botWrites(): readonly { readonly at: number; readonly message: BotMessage; readonly version: number }[]
  /** Somebody deletes the newest message of the bot that is no reply. @returns whether there was one */
  deleteNewest(): boolean
  /** What whoever pressed a button was told, oldest first, under the address that the press brought along. */
  pressAnswers(): readonly { readonly at: number; readonly to: string; readonly text: string }[]
  /** An address for answers to one press. */
  responseUrl(): string
  /** From now on these users are in the user group; `undefined`: the bot may not ask. */
  setGroup(group: string, users: readonly string[] | undefined): void
  /** Every request with the mood it met. */
  attempts(): readonly { readonly at: number; readonly mood: SlackMood['kind'] }[]
  /** From now on answers like this; with `forMs` only for so much of the world's time, with `times` only so often. */
  behave(mood: SlackMood, span?: { readonly forMs?: number; readonly times?: number }): void
  stop(): Promise<void>
}

/** Where the Web API is outside of rehearsals. */
export const SLACK_API = 'https://slack.com/api'

/** Where Slack takes answers to presses outside of rehearsals. */
export const SLACK_HOOKS = 'https://hooks.slack.com'

const API = '/api/'
const ANSWERS = '/actions/'

interface ReceiverState {
  readonly clock: Clock
  readonly workspace: SlackWorkspace
  readonly messages: SlackMessage[]
  readonly attempts: { at: number; mood: SlackMood['kind'] }[]
  readonly answers: { at: number; to: string; text: string }[]
  mood: SlackMood
  until: number
  left: number
}

const FINE: SlackMood = { kind: 'ok' }

/** Starts the receiver. A request it is answering holds the clock; one that hangs does not. */
export async function startSlack(clock: Clock): Promise<SlackReceiver> {
  const workspace = createWorkspace()
  const state: ReceiverState = {
    clock,
    workspace,
    messages: [],
    attempts: [],
    answers: [],
    mood: FINE,
    until: 0,
    left: 0,
  }
  const server = createServer((request, response) => {
    void clock.busy(receive(state, request, response))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  let presses = 0
  return {
    url: `http://127.0.0.1:${port}`,
    apiUrl: `http://127.0.0.1:${port}${API.slice(0, -1)}`,
    messages: () => state.messages,
    botMessages: () => workspace.messages,
    botWrites: () => workspace.writes,
    deleteNewest: () => {
      const newest = workspace.messages.findLast(({ thread, deleted }) => thread === undefined && !deleted)
      if (newest) newest.deleted = true
      return newest !== undefined
    },
    pressAnswers: () => state.answers,
    responseUrl: () => {
      presses += 1
      return `http://127.0.0.1:${port}${ANSWERS}T0SANDBOX/${presses}`
    },
    setGroup: (group, users) => workspace.groups.set(group, users),
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
  const path = request.url ?? '/'
  const isApi = path.startsWith(API)
  if (mood.kind === 'lost-reply') response.end = () => response.destroy()
  if (mood.kind !== 'ok' && mood.kind !== 'lost-reply') refuse(mood, { request, isApi }, response)
  else if (isApi) answerApi(state.workspace, { at, method: path.slice(API.length), text, request }, response)
  else if (path.startsWith(ANSWERS)) answerPress(state, { at, path, text, request }, response)
  else accept(state, { at, path, text }, response)
}

function answerPress(
  { answers }: ReceiverState,
  { at, path, text, request }: { at: number; path: string; text: string; request: IncomingMessage },
  response: ServerResponse,
): void {
  const body = parseMessage(text)
  const isToOne = body?.['response_type'] === 'ephemeral' && body['replace_original'] === false
  const said = body?.['text']
  if (isToOne) answers.push({ at, to: `http://${request.headers.host}${path}`, text: String(said) })
  reply(response, isToOne ? 200 : 400, isToOne ? 'ok' : 'invalid_payload')
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

/** What the webhook says, and what the Web API does. */
const REFUSALS = {
  'no-service': { status: 404, text: 'no_service', error: 'token_revoked' },
  archived: { status: 410, text: 'channel_is_archived', error: 'is_archived' },
  'not-in-channel': { status: 404, text: 'channel_not_found', error: 'not_in_channel' },
} as const

function refuse(
  mood: Exclude<SlackMood, { kind: 'ok' | 'lost-reply' }>,
  { request, isApi }: { readonly request: IncomingMessage; readonly isApi: boolean },
  response: ServerResponse,
): void {
  if (mood.kind === 'down') request.socket.destroy()
  else if (mood.kind === 'server-error') reply(response, 500, 'server_error')
  else if (mood.kind === 'nonsense') reply(response, 200, '<html><title>Slack</title>Back soon</html>')
  else if (mood.kind === 'rate-limited') {
    response.setHeader('retry-after', String(mood.retryAfterSeconds))
    if (isApi) replyJson(response, { ok: false, error: 'ratelimited' }, 429)
    else reply(response, 429, 'rate_limited')
  } else if (mood.kind !== 'hang') {
    const { status, text, error } = REFUSALS[mood.kind]
    if (isApi) replyJson(response, { ok: false, error })
    else reply(response, status, text)
  }
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
