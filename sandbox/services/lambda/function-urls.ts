import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { World } from '../../kernel/service.ts'
import type { InvocationResult } from './function.ts'
import type { LambdaControl } from './lambda-service.ts'

export type UrlAuth = 'AWS_IAM' | 'NONE'

/** Functions that answer HTTP themselves. On AWS each has a host name of its own; here each has a port of 127.0.0.1. */
export interface FunctionUrls {
  /** Gives the function an address: `http://127.0.0.1:PORT/`. The function itself may be added later. */
  open(functionName: string, auth: UrlAuth): Promise<string>
  close(): Promise<void>
}

export function createFunctionUrls(world: World, lambda: Pick<LambdaControl, 'invoke'>): FunctionUrls {
  const servers: Server[] = []
  return {
    async open(functionName, auth) {
      const server = createServer((incoming, outgoing) => {
        answer(world, lambda, { functionName, auth }, incoming, outgoing).catch((error: unknown) => {
          console.error(error)
          incoming.socket.destroy()
        })
      })
      const port = await listen(server)
      servers.push(server)
      return `http://127.0.0.1:${port}/`
    },
    async close() {
      await Promise.all(servers.splice(0).map(end))
    },
  }
}

interface Asked {
  readonly functionName: string
  readonly auth: UrlAuth
}

async function answer(
  world: World,
  lambda: Pick<LambdaControl, 'invoke'>,
  { functionName, auth }: Asked,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // The world's time in a Date header would confuse clients in real time.
  outgoing.sendDate = false
  const body = await bodyOf(incoming)
  if (auth === 'AWS_IAM' && !isSigned(incoming, world.region)) refuse(outgoing, 403, 'Forbidden')
  else reply(outgoing, await lambda.invoke(functionName, payload(world, incoming, body, auth)))
}

/** Signatures are not computed again here, as everywhere in the sandbox: only whether it is signed for this service. */
function isSigned({ headers }: IncomingMessage, region: string): boolean {
  const { authorization = '' } = headers
  return new RegExp(`^AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/${region}/lambda/aws4_request,`).test(authorization)
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('base64')
}

/** Version 2.0 of the payload, as Lambda gives it to the function. Cookies stand apart from the other headers. */
function payload(world: World, { method = 'GET', url = '/', headers }: IncomingMessage, body: string, auth: UrlAuth) {
  const [path = '/', query = ''] = url.split(/\?(.*)/s)
  const { cookie, ...others } = headers
  const { host = '' } = headers
  const at = world.clock.now()
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)])),
    ...(query === '' ? {} : { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    requestContext: {
      ...{ accountId: auth === 'NONE' ? 'anonymous' : world.account, apiId: 'sandbox', domainName: host },
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: headers['user-agent'] ?? '' },
      ...{ routeKey: '$default', stage: '$default', time: new Date(at).toISOString(), timeEpoch: at },
    },
    ...(body === '' ? {} : { body }),
    isBase64Encoded: body !== '',
  }
}

interface HttpAnswer {
  readonly statusCode?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

function reply(outgoing: ServerResponse, result: InvocationResult): void {
  if (!result.ok) {
    refuse(outgoing, 502, 'Internal Server Error')
    return
  }
  const answered: HttpAnswer | null = JSON.parse(result.payload)
  if (typeof answered !== 'object' || answered?.statusCode === undefined) {
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(result.payload)
    return
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = answered
  const content = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  const cookieHeader = cookies.length > 0 ? { 'set-cookie': [...cookies] } : {}
  outgoing.writeHead(statusCode, { ...headers, ...cookieHeader, 'content-length': content.length }).end(content)
}

function refuse(outgoing: ServerResponse, status: number, message: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ Message: message }))
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
