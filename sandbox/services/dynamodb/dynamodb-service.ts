import { Agent, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import dynalite from 'dynalite'
import type { RawReply, RawRequest, Service } from '../../kernel/service.ts'

/** What dynalite implements; everything else is answered as an unknown operation. */
const OPERATIONS: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
  'UpdateTable',
])

/** Set-up and read-back of tables, past the server: not logged, and no fault applies. */
export interface Tables {
  /** `input` is CreateTable's. Returns when the table is active. */
  create(input: Readonly<Record<string, unknown>>): Promise<void>
  /** Every item of a table as plain values. */
  items(table: string): Promise<Record<string, unknown>[]>
  /** Calls any operation dynalite has. Rejects with its error. */
  call(operation: string, input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>
}

type Send = (request: RawRequest) => Promise<RawReply>

async function readReply(incoming: IncomingMessage): Promise<RawReply> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  const headers = ['content-type', 'x-amz-crc32'].flatMap((name) => {
    const value = incoming.headers[name]
    return value === undefined ? [] : [[name, value.toString()] as const]
  })
  return { status: incoming.statusCode ?? 500, headers: Object.fromEntries(headers), body: Buffer.concat(chunks) }
}

function createSend(port: number, agent: Agent): Send {
  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        { host: '127.0.0.1', port, method, path, agent, headers: { ...headers } },
        (incoming) => {
          readReply(incoming).then(resolve, reject)
        },
      )
      outgoing.once('error', reject)
      outgoing.end(body)
    })
}

/** A request that dynalite is working on when it is closed would bring the process down: `settled` waits for all of them. */
function counted(send: Send): { readonly send: Send; settled(): Promise<void> } {
  const underWay = new Set<Promise<RawReply>>()
  return {
    async send(request) {
      const reply = send(request)
      underWay.add(reply)
      try {
        return await reply
      } finally {
        underWay.delete(reply)
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}

/** dynalite looks at a signature's form only. */
const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=sandbox/20261116/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0'

function createCall(send: Send): Tables['call'] {
  return async (operation, input) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20261116T090000Z',
      authorization: SIGNATURE,
    }
    const body = Buffer.from(JSON.stringify(input))
    const reply = await send({ method: 'POST', path: '/', headers, body })
    const text = Buffer.from(reply.body).toString('utf8')
    if (reply.status !== 200) throw new Error(`dynamodb ${operation} was refused: ${text}`)
    return JSON.parse(text)
  }
}

function createTables(call: Tables['call']): Tables {
  async function isActive(table: unknown): Promise<boolean> {
    const { Table: description } = await call('DescribeTable', { TableName: table })
    return (description as { TableStatus?: string }).TableStatus === 'ACTIVE'
  }

  async function page(table: string, from: unknown): Promise<Record<string, unknown>[]> {
    const reply = await call('Scan', { TableName: table, ...(from === undefined ? {} : { ExclusiveStartKey: from }) })
    const items = (reply['Items'] as Parameters<typeof unmarshall>[0][]).map((item) => unmarshall(item))
    const next = reply['LastEvaluatedKey']
    return next === undefined ? items : [...items, ...(await page(table, next))]
  }

  return {
    async create(input) {
      await call('CreateTable', input)
      while (!(await isActive(input['TableName']))) await new Promise((resolve) => setImmediate(resolve))
    },
    items: (table) => page(table, undefined),
    call,
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined || error === null ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}

/** Starts DynamoDB (dynalite, in memory) on a port of its own; requests reach it through the sandbox's server. */
export async function startDynamodb(): Promise<{ readonly service: Service; readonly tables: Tables }> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 })
  // A connection closed for being idle resets the request that is just on its way.
  server.keepAliveTimeout = 0
  const port = await listen(server)
  const agent = new Agent({ keepAlive: true })
  const { send, settled } = counted(createSend(port, agent))
  return {
    service: {
      name: 'dynamodb',
      operations: {},
      forward: { operations: OPERATIONS, send },
      async stop() {
        await settled()
        agent.destroy()
        await close(server)
      },
    },
    tables: createTables(createCall(send)),
  }
}
