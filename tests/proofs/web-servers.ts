import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'

/** A server on a free port of 127.0.0.1. */
export interface Serving {
  readonly port: number
  stop(): Promise<void>
}

export function serveHttp(answer: RequestListener): Promise<Serving> {
  return listening(createServer(answer))
}

export function serveTls(
  files: { readonly key: string; readonly cert: string },
  answer: RequestListener,
): Promise<Serving> {
  return listening(createSecureServer(files, answer))
}

export function serveTcp(talk: (socket: Socket) => void): Promise<Serving> {
  return listening(createTcpServer(talk))
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const serving = await serveTcp(() => undefined)
  await serving.stop()
  return serving.port
}

async function listening(server: Server): Promise<Serving> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
