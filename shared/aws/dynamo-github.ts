import * as z from 'zod/mini'
import type { Repository } from '../github/github-api.ts'
import type { GithubMemory, Told } from '../github/told.ts'
import { nameOfSource } from '../origin/origin.ts'
import type { Clock } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { calling, refuse } from './refusal.ts'
import { deploymentPk } from './table-keys.ts'

/** As long as the outcome of the deployment. */
const keptSeconds = 400 * 24 * 60 * 60

const Status = z.object({
  state: z.enum(['queued', 'in_progress', 'success', 'failure', 'inactive']),
  description: z.string(),
})
const Stored = z.object({
  repository: z.object({ owner: z.string(), name: z.string() }),
  ref: z.string(),
  environment: z.string(),
  detailed: z.exactOptional(z.boolean()),
  githubId: z.exactOptional(z.number()),
  sequence: z.number(),
  statuses: z.array(Status),
  posting: z.exactOptional(Status),
  final: z.number(),
  ended: z.exactOptional(z.literal(true)),
  refused: z.exactOptional(z.string()),
  compared: z.exactOptional(z.literal(true)),
})

const ActiveItem = z.object({ deploymentId: z.string(), endedAt: z.string() })

export interface DynamoGithubOptions {
  readonly client: () => Promise<DynamoApi>
  readonly table: string
  readonly clock: Clock
}

interface Key {
  readonly pk: string
  readonly sk: string
}

/** What GitHub was told, in DynamoDB: of a deployment for 400 days, what is active for good. */
export function dynamoGithub(options: DynamoGithubOptions): GithubMemory {
  return {
    async told(deploymentId, repository) {
      const body = await read(options, toldKey(deploymentId, repository))
      return body === undefined ? undefined : parseTold(body, deploymentId)
    },
    async keep(deploymentId, told) {
      const lasts = Math.ceil(options.clock.now() / 1000) + keptSeconds
      await write(options, toldKey(deploymentId, told.repository), JSON.stringify(told), lasts)
    },
    async active(target, repository) {
      const body = await read(options, activeKey(target, repository))
      const parsed = z.safeParse(ActiveItem, JSON.parse(body ?? 'null'))
      return parsed.success ? parsed.data : undefined
    },
    setActive: (target, repository, active) => write(options, activeKey(target, repository), JSON.stringify(active)),
    async isReported(matter) {
      const body = await read(options, reportedKey(matter))
      return body !== undefined && (body === forGood || Number(body) > options.clock.now())
    },
    setReported: (matter, until) =>
      until === undefined
        ? write(options, reportedKey(matter), forGood)
        : write(options, reportedKey(matter), String(until), Math.ceil(until / 1000)),
  }
}

function parseTold(body: string, deploymentId: string): Told {
  const parsed = z.safeParse(Stored, JSON.parse(body))
  if (parsed.success) return parsed.data
  return refuse(
    'invalid',
    `What GitHub was told of ${deploymentId} cannot be read. A newer Longshore wrote it: deploy that one.`,
  )
}

function toldKey(deploymentId: string, repository: Repository): Key {
  return { pk: deploymentPk(deploymentId), sk: `github#${nameOfSource(repository).toLowerCase()}` }
}

function activeKey(target: string, repository: Repository): Key {
  return { pk: `github#${target}`, sk: `active#${nameOfSource(repository).toLowerCase()}` }
}

const forGood = 'reported'

function reportedKey(matter: string): Key {
  return { pk: 'github', sk: `no-commit#${matter}` }
}

async function read({ client, table }: DynamoGithubOptions, { pk, sk }: Key): Promise<string | undefined> {
  const api = await client()
  const { Item } = await calling({ action: 'dynamodb:GetItem', subject: 'what GitHub was told' }, () =>
    api.get({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
  )
  return Item?.['body']?.S
}

async function write(
  { client, table }: DynamoGithubOptions,
  { pk, sk }: Key,
  body: string,
  expiresAt?: number,
): Promise<void> {
  const api = await client()
  const Item = {
    ...{ pk: { S: pk }, sk: { S: sk }, body: { S: body } },
    ...(expiresAt === undefined ? {} : { expiresAt: { N: String(expiresAt) } }),
  }
  await calling({ action: 'dynamodb:PutItem', subject: 'what GitHub was told' }, () =>
    api.put({ TableName: table, Item }),
  )
}
