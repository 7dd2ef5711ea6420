import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer } from './answer.ts'
import type { CallLog } from './call-log.ts'
import type { SandboxClock } from './clock.ts'
import type { Faults } from './faults.ts'
import { uuid } from './random.ts'
import type { Random, RawReply, RawRequest, Service } from './service.ts'
import { createServices } from './services.ts'

export interface ServerOptions {
  readonly clock: Pick<SandboxClock, 'occupy' | 'now'>
  readonly random: Random
  readonly calls: CallLog
  readonly faults: Pick<Faults, 'before' | 'after'>
  /** The world's own. */
  readonly account: string
  readonly region: string
  /** 0 takes a free one. */
  readonly port?: number
}

/** One HTTP server on 127.0.0.1 that answers for every registered service. */
export interface Server {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string
  /** `place`: `222222222222/eu-west-1`, for a service of another place than the world's own. */
  readonly register: (service: Service, place?: string) => void
  /** Failures of the sandbox itself since they were last taken: wrong replies, exceptions that are not AWS errors. */
  readonly takeBugs: () => unknown[]
  /** Ends the server, its connections and the services' own. */
  readonly close: () => Promise<void>
}

async function readRequest(incoming: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, value?.toString()])
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  }
}

function describeRequest({ method, url, headers }: IncomingMessage): string {
  return [method, url, headers['x-amz-target']].flat().filter(Boolean).join(' ')
}

function sendReply(outgoing: ServerResponse, reply: RawReply): void {
  const body = Buffer.from(reply.body)
  outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': body.length })
  outgoing.end(body)
}

function listen(http: ReturnType<typeof createHttpServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, '127.0.0.1', () => resolve((http.address() as AddressInfo).port))
  })
}

function closeHttp(http: ReturnType<typeof createHttpServer>): Promise<void> {
  return new Promise((resolve, reject) => {
    http.close((error) => (error === undefined ? resolve() : reject(error)))
    http.closeAllConnections()
  })
}

/** Starts the server on 127.0.0.1. While it answers a request the clock does not jump. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { clock, random, calls, faults, port: wanted = 0 } = options
  const services = createServices(options)
  const requestIds = random.fork('request-ids')
  let bugs: unknown[] = []
  const world = {
    servicesAt: services.at,
    placeOf: services.placeOf,
    calls,
    faults,
    now: clock.now,
    nextRequestId: () => uuid(requestIds),
    bug: (error: unknown) => void bugs.push(error),
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // The world's time in a Date header would make clients in real time correct their clocks and retry errors.
    outgoing.sendDate = false
    const closed = new Promise((resolve) => outgoing.once('close', resolve))
    const reply = await answer(world, await readRequest(incoming))
    if (reply === undefined) incoming.socket.destroy()
    else sendReply(outgoing, reply)
    await closed
  }

  const http = createHttpServer((incoming, outgoing) => {
    clock
      .occupy(describeRequest(incoming), () => serve(incoming, outgoing))
      .catch((error: unknown) => {
        // A client that went away in the middle of its request (a worker that was ended) is no failure of the sandbox.
        if (!incoming.destroyed || incoming.complete) bugs.push(error)
        incoming.socket.destroy()
      })
  })
  http.keepAliveTimeout = 0
  http.requestTimeout = 0
  const port = await listen(http, wanted)

  return {
    endpoint: `http://127.0.0.1:${port}`,
    register: services.add,
    takeBugs() {
      const taken = bugs
      bugs = []
      return taken
    },
    async close() {
      await closeHttp(http)
      for (const service of services.all()) await service.stop?.()
    },
  }
}
