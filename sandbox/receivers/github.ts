import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../kernel/service.ts'
import { answerGithub } from './github/route.ts'
import type {
  GithubCommit,
  GithubDeployment,
  GithubMood,
  GithubReply,
  GithubRequest,
  GithubState,
} from './github/state.ts'

/** GitHub's REST API on 127.0.0.1, as far as deployments need it. */
export interface GithubReceiver {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Makes a repository, `owner/name`, with its commits, oldest first. */
  repository(name: string, commits: readonly GithubCommit[]): void
  /** Lets everybody read a repository. */
  publish(name: string): void
  /** What was created, oldest first, each with its statuses in order. */
  deployments(): readonly GithubDeployment[]
  /** Every status in the order it was posted, with its deployment. */
  told(): GithubState['told']
  /** Every request with the mood it met and how it was authorised. */
  requests(): readonly GithubAttempt[]
  /** From now on answers like this; with `forMs` only for so much of the world's time, with `times` only so often. */
  behave(mood: GithubMood, span?: { readonly forMs?: number; readonly times?: number }): void
  /** Removes the App everywhere and installs it anew: its installation has another id. */
  reinstall(): void
  stop(): Promise<void>
}

export interface GithubAttempt {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly mood: GithubMood['kind']
  readonly authorization: string
  readonly body: GithubRequest['body']
}

interface ReceiverState extends GithubState {
  readonly clock: Clock
  readonly attempts: GithubAttempt[]
  mood: GithubMood
  until: number
  left: number
}

const FINE: GithubMood = { kind: 'ok' }
const FIRST_ID = 1001
const FIRST_INSTALLATION = 7001

/** Starts the receiver. A request it is answering holds the clock; one that hangs does not. */
export async function startGithub(clock: Clock): Promise<GithubReceiver> {
  const apps = { installation: FIRST_INSTALLATION, goneInstallations: new Set<number>() }
  const shared = {
    repositories: new Map(),
    open: new Set<string>(),
    deployments: [],
    told: [],
    nextId: FIRST_ID,
    now: clock.now,
    ...apps,
  }
  const state: ReceiverState = { ...shared, clock, attempts: [], mood: FINE, until: 0, left: 0 }
  const server = createServer((request, response) => void clock.busy(receive(state, request, response)))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    repository: (name, commits) => void state.repositories.set(name, commits),
    publish: (name) => void state.open.add(name),
    deployments: () => state.deployments,
    told: () => state.told,
    requests: () => state.attempts,
    behave: (mood, { forMs = Number.POSITIVE_INFINITY, times = Number.POSITIVE_INFINITY } = {}) => {
      Object.assign(state, { mood, until: clock.now() + forMs, left: times })
    },
    reinstall: () => {
      state.goneInstallations.add(state.installation)
      state.installation += 1
    },
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

async function receive(state: ReceiverState, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await readRequest(incoming)
  if (request === undefined) return
  const mood = currentMood(state)
  const { authorization = '' } = incoming.headers
  const { method, path } = request
  state.attempts.push({ at: state.clock.now(), method, path, mood: mood.kind, authorization, body: request.body })
  if (mood.kind === 'hang') return
  const reply = refusal(mood) ?? (authorization === '' ? badCredentials() : answerGithub(state, request))
  if (mood.kind === 'lost-reply') incoming.socket.destroy()
  else send(response, reply)
}

function currentMood(state: ReceiverState): GithubMood {
  if (state.left <= 0 || state.clock.now() >= state.until) return FINE
  state.left -= 1
  return state.mood
}

function refusal(mood: GithubMood): GithubReply | undefined {
  switch (mood.kind) {
    case 'not-found':
      return { status: 404, body: { message: 'Not Found', status: '404' } }
    case 'forbidden':
      return { status: 403, body: { message: 'Resource not accessible by integration', status: '403' } }
    case 'bad-credentials':
      return badCredentials()
    case 'secondary-limit': {
      const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
      return { status: 403, body: { message }, headers: { 'retry-after': String(mood.retryAfterSeconds) } }
    }
    case 'server-error':
      return { status: 502, body: { message: 'Server Error' } }
    case 'nonsense':
      return { status: 200, body: '<html>Please sign in</html>', headers: { 'content-type': 'text/html' } }
    case 'ok':
    case 'hang':
    case 'lost-reply':
      return undefined
  }
}

function badCredentials(): GithubReply {
  return { status: 401, body: { message: 'Bad credentials', status: '401' } }
}

function send(response: ServerResponse, { status, body, headers }: GithubReply): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(text)
}

// Undefined when the sender went away in the middle: a worker that was ended.
async function readRequest(incoming: IncomingMessage): Promise<GithubRequest | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  } catch {
    return undefined
  }
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost')
  const text = Buffer.concat(chunks).toString()
  return {
    method: incoming.method ?? 'GET',
    path: decodeURIComponent(pathname),
    query: searchParams,
    accept: incoming.headers.accept ?? '',
    body: text === '' ? {} : JSON.parse(text),
  }
}
