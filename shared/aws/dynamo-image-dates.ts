import * as z from 'zod/mini'
import type { Digest } from '../domain/image.ts'
import type { ImageTimes } from '../figures/lead-time.ts'
import type { ImageDates } from '../figures-ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { calling } from './refusal.ts'
import { jsonOrNothing } from './stored-json.ts'
import { originPk } from './table-keys.ts'

const atOnce = 25

const Times = z.object({ committedAt: z.exactOptional(z.number()), createdAt: z.exactOptional(z.number()) })

/** When images were committed and created, from the origins that the table remembers. */
export function dynamoImageDates(client: () => Promise<DynamoApi>, table: string): ImageDates {
  return {
    async of(images) {
      const known = new Map<Digest, ImageTimes>()
      for (let first = 0; first < images.length; first += atOnce) {
        const some = images.slice(first, first + atOnce).map(async ({ digest }) => {
          const times = await timesOf(client, table, digest)
          if (times) known.set(digest, times)
        })
        await Promise.all(some)
      }
      return known
    },
  }
}

/** What is not readable as an origin is nobody's: it is read from the image again by whoever needs it. */
async function timesOf(
  client: () => Promise<DynamoApi>,
  table: string,
  digest: Digest,
): Promise<ImageTimes | undefined> {
  const api = await client()
  const Key = { pk: { S: originPk(digest) }, sk: { S: 'origin' } }
  const doing = { action: 'dynamodb:GetItem', subject: `the origin of ${digest}` }
  const { Item } = await calling(doing, () => api.get({ TableName: table, Key }))
  if (!Item) return undefined
  const parsed = z.safeParse(Times, jsonOrNothing(Item['body']?.S))
  return parsed.success ? parsed.data : undefined
}
