import * as z from 'zod/mini'
import type { Commits, CommitsOf } from '../notify/commits-of.ts'
import type { Clock } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { calling } from './refusal.ts'
import { parseStored, StoredUnreadable } from './stored-json.ts'
import { deploymentPk } from './table-keys.ts'

/** As long as the outcome of the deployment. */
const keptSeconds = 400 * 24 * 60 * 60

const Stored = z.array(z.unknown())
const OfOne = z.object({
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
})

export interface DynamoCommitsOptions {
  readonly client: () => Promise<DynamoApi>
  readonly table: string
  readonly clock: Clock
}

/**
 * Commits in one item for each deployment. Whoever writes holds the target, so nobody else does meanwhile; what cannot be read
 * is written anew.
 */
export function dynamoCommits(options: DynamoCommitsOptions): CommitsOf {
  return {
    of: (deploymentId, unreadable = () => undefined) => read(options, deploymentId, unreadable),
    async put(deploymentId, commits) {
      const others = (await read(options, deploymentId, () => undefined)).filter(
        ({ repository }) => repository !== commits.repository,
      )
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

async function read(
  { client, table }: DynamoCommitsOptions,
  deploymentId: string,
  unreadable: (why: string) => void,
): Promise<readonly Commits[]> {
  const api = await client()
  const subject = `the commits of ${deploymentId}`
  const { Item } = await calling({ action: 'dynamodb:GetItem', subject }, () =>
    api.get({ TableName: table, Key: keyOf(deploymentId), ConsistentRead: true }),
  )
  return Item ? parsed(subject, Item['body']?.S, unreadable) : []
}

/** One repository that cannot be read must not hide the others, nor any of them the deployment. */
function parsed(subject: string, body: string | undefined, unreadable: (why: string) => void): Commits[] {
  try {
    const stored = z.safeParse(Stored, parseStored(subject, body))
    if (!stored.success) throw new StoredUnreadable(subject, z.prettifyError(stored.error))
    return stored.data.flatMap((one) => {
      const { success, data, error } = z.safeParse(OfOne, one)
      if (!success) unreadable(new StoredUnreadable(subject, z.prettifyError(error)).message)
      return success ? [data] : []
    })
  } catch (error) {
    if (!(error instanceof StoredUnreadable)) throw error
    unreadable(error.message)
    return []
  }
}

function keyOf(deploymentId: string) {
  return { pk: { S: deploymentPk(deploymentId) }, sk: { S: 'commits' } }
}
