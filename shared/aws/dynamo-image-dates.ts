import * as z from 'zod/mini'
import type { Digest } from '../domain/image.ts'
import type { ImageTimes } from '../figures/lead-time.ts'
import type { ImageDates } from '../figures-ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { calling } from './refusal.ts'
import { originPk } from './table-keys.ts'

const atOnce = 25

/** The origins of so many images are looked up, those released last first; the others count from their push. */
const mostImages = 2_000

const Times = z.object({ committedAt: z.exactOptional(z.number()), createdAt: z.exactOptional(z.number()) })

/** When images were committed and created, from the origins that the table remembers. */
export function dynamoImageDates(client: () => Promise<DynamoApi>, table: string): ImageDates {
  return {
    async of(images) {
      const known = new Map<Digest, ImageTimes>()
      const wanted = images.slice(-mostImages)
      for (let first = 0; first < wanted.length; first += atOnce) {
        const some = wanted.slice(first, first + atOnce).map(async ({ digest }) => {
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
  const parsed = z.safeParse(Times, JSON.parse(Item['body']?.S ?? '{}'))
  return parsed.success ? parsed.data : undefined
}
