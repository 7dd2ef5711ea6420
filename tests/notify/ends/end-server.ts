import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'

/** What the receiver does with a post. */
export type Reply =
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | 'hang'
  | 'drop'
  /** Says that it took the post, and never ends its answer. */
  | 'hang-in-body'

export interface EndServer {
  /** Its path and query are secrets. */
  readonly url: string
  readonly posts: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[]
  /** Replies to come, then 204 for ever. */
  readonly replies: Reply[]
  close(): Promise<void>
}

/** Takes posts on 127.0.0.1, by TLS when it is given a certificate. */
export async function startEndServer(tls?: { readonly key: string; readonly cert: string }): Promise<EndServer> {
  const posts: EndServer['posts'] = []
  const replies: Reply[] = []
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      posts.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() })
      answer(response, replies.shift() ?? { status: 204 })
    })
  }
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/hooks/secretpath?sig=secretquery`,
    posts,
    replies,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return
  if (reply === 'drop') {
    response.destroy()
    return
  }
  if (reply === 'hang-in-body') {
    response.writeHead(200).write('ok, and')
    return
  }
  response.writeHead(reply.status, reply.headers).end(reply.body)
}
