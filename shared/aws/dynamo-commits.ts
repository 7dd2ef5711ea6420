import * as z from 'zod/mini'
import type { Commits, CommitsOf } from '../notify/commits-of.ts'
import type { Clock } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { calling } from './refusal.ts'
import { deploymentPk } from './table-keys.ts'

/** As long as the outcome of the deployment. */
const keptSeconds = 400 * 24 * 60 * 60

const Stored = z.array(
  z.object({
    repository: z.string(),
    url: z.string(),
    from: z.string(),
    to: z.string(),
    ahead: z.number(),
    behind: z.number(),
    newest: z.array(
      z.object({
        sha: z.string(),
        subject: z.string(),
        author: z.exactOptional(z.string()),
        at: z.exactOptional(z.number()),
      }),
    ),
  }),
)

export interface DynamoCommitsOptions {
  readonly client: () => Promise<DynamoApi>
  readonly table: string
  readonly clock: Clock
}

/** Commits in one item for each deployment. Whoever writes holds the target, so nobody else does meanwhile. */
export function dynamoCommits(options: DynamoCommitsOptions): CommitsOf {
  return {
    of: (deploymentId) => read(options, deploymentId),
    async put(deploymentId, commits) {
      const others = (await read(options, deploymentId)).filter(({ repository }) => repository !== commits.repository)
      const { client, table, clock } = options
      const api = await client()
      const Item = {
        ...keyOf(deploymentId),
        body: { S: JSON.stringify([...others, commits]) },
        expiresAt: { N: String(Math.ceil(clock.now() / 1000) + keptSeconds) },
      }
      await calling({ action: 'dynamodb:PutItem', subject: `the commits of ${deploymentId}` }, () =>
        api.put({ TableName: table, Item }),
      )
    },
  }
}

async function read({ client, table }: DynamoCommitsOptions, deploymentId: string): Promise<readonly Commits[]> {
  const api = await client()
  const { Item } = await calling({ action: 'dynamodb:GetItem', subject: `the commits of ${deploymentId}` }, () =>
    api.get({ TableName: table, Key: keyOf(deploymentId), ConsistentRead: true }),
  )
  const parsed = z.safeParse(Stored, JSON.parse(Item?.['body']?.S ?? '[]'))
  return parsed.success ? parsed.data : []
}

function keyOf(deploymentId: string) {
  return { pk: { S: deploymentPk(deploymentId) }, sk: { S: 'commits' } }
}
