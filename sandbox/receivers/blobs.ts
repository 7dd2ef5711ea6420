import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../kernel/service.ts'

/** Where the registry's blobs lie: a web server of its own on 127.0.0.1, as S3 is beside ECR. */
export interface BlobServer {
  readonly url: string
  stop(): Promise<void>
}

/** Starts it. `read` gives the text of `repository/digest`; undefined: there is none. */
export async function startBlobs(
  clock: Clock,
  read: (repository: string, digest: string) => string | undefined,
): Promise<BlobServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const [, repository = '', digest = ''] = /^\/(.+)\/(sha256:[0-9a-f]{64})$/.exec(pathname) ?? []
    const text = read(repository, digest)
    void clock.busy(new Promise((resolve) => response.once('close', resolve)))
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'application/octet-stream' })
    response.end(text ?? '<Error><Code>NoSuchKey</Code></Error>')
  })
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}
