import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../kernel/service.ts'

/** How a request is answered: 200 and `ok` unless it says otherwise. */
export interface WebAnswer {
  readonly status?: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Real milliseconds before the answer: whoever asks has real time-outs. */
  readonly delayMs?: number
  /** Leads there with 302; a path leads to this server. */
  readonly redirect?: string
  /** The request is taken and never answered. */
  readonly hangs?: boolean
  /** The connection is cut. */
  readonly resets?: boolean
}

/** One request. */
export interface WebRequest {
  /** World time, epoch ms. */
  readonly at: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly answer: WebAnswer
}

/** A web server on 127.0.0.1 in front of what the account runs. */
export interface WebReceiver {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Every request that came, oldest first. */
  requests(): readonly WebRequest[]
  stop(): Promise<void>
}

const NOT_FOUND: WebAnswer = { status: 404, body: 'Nothing is behind this path.' }

/** Starts it. A request holds the clock until its connection is done with it, one that hangs until the client gives up. */
export async function startWeb(clock: Clock, answerTo: (path: string) => WebAnswer | undefined): Promise<WebReceiver> {
  const requests: WebRequest[] = []
  const server = createServer((request, response) => {
    void clock.busy(new Promise((resolve) => response.once('close', resolve)))
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const answer = answerTo(path) ?? NOT_FOUND
    requests.push({ at: clock.now(), path, headers: headersOf(request), answer })
    void reply(request, response, answer)
  })
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

async function reply(request: IncomingMessage, response: ServerResponse, answer: WebAnswer): Promise<void> {
  const { delayMs = 0, redirect } = answer
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
  if (answer.hangs === true) return
  if (answer.resets === true) {
    request.socket.destroy()
    return
  }
  // The real time of a Date header is not the world's.
  response.sendDate = false
  const { body = 'ok', headers = {} } = answer
  const location = redirect === undefined ? {} : { location: redirect }
  response.writeHead(statusOf(answer), { 'content-type': 'text/plain', ...location, ...headers })
  response.end(body)
}

/** The status code of an answer, where it comes to one. */
export function statusOf({ status, redirect }: WebAnswer): number {
  return status ?? (redirect === undefined ? 200 : 302)
}
