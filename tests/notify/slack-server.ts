import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the receiver does with a post. */
export type Reply =
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  | 'hang'
  | 'drop'

export interface SlackServer {
  /** A webhook's URL: its path is a secret. */
  readonly url: string
  readonly posts: { readonly path: string; readonly body: { text?: string; blocks?: unknown[] } }[]
  /** Replies to come, then `ok` for ever. */
  readonly replies: Reply[]
  close(): Promise<void>
}

/** Receives incoming webhooks on 127.0.0.1. */
export async function startSlackServer(): Promise<SlackServer> {
  const posts: SlackServer['posts'] = []
  const replies: Reply[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      posts.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) })
      answer(response, replies.shift() ?? { status: 200, body: 'ok' })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const { port } = typeof address === 'object' && address ? address : ({ port: 0 } satisfies Pick<AddressInfo, 'port'>)
  return {
    url: `http://127.0.0.1:${port}/services/T00000000/B00000000/secretkeyofwebhook`,
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
  response.writeHead(reply.status, reply.headers).end(reply.body)
}
