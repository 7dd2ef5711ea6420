import * as z from 'zod/mini'
import type { OutcomeAnnouncement } from '../domain/announcement.ts'
import { type Digest, isDigest } from '../domain/image.ts'
import { timelineKinds } from '../domain/timeline-entry.ts'
import { parseStored, StoredUnreadable } from './stored-json.ts'

const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))
const images = z.lazy(() =>
  z.record(z.string(), z.object({ repository: z.string(), digest, tag: z.exactOptional(z.string()) })),
)

/** Built when the first one is read: a function that only writes outcomes does not pay for it. */
const StoredOutcome = z.lazy(() =>
  z.object({
    kind: z.literal('outcome'),
    id: z.string(),
    target: z.string(),
    at: z.number(),
    reason: z.string(),
    outcome: z.enum(['succeeded', 'rolled-back', 'rollback-failed', 'failed', 'superseded', 'cancelled', 'expired']),
    deployment: z.object({
      id: z.string(),
      trigger: z.object({
        ...{ kind: z.string(), by: z.exactOptional(z.string()), at: z.number(), from: z.exactOptional(z.string()) },
        ...{ approvedBy: z.exactOptional(z.string()), override: z.exactOptional(z.string()) },
      }),
      startedAt: z.number(),
      endedAt: z.number(),
      from: z.exactOptional(images),
      to: images,
      restored: z.exactOptional(images),
      changed: z.array(z.string()),
      failures: z.array(z.string()),
      failedAt: z.exactOptional(z.number()),
      differences: z.exactOptional(z.array(z.string())),
      broken: z.exactOptional(z.literal(true)),
      successor: z.exactOptional(z.string()),
      carrier: z.exactOptional(z.string()),
      timeline: z.array(z.object({ at: z.number(), what: z.string(), kind: z.exactOptional(z.enum(timelineKinds)) })),
    }),
  }),
)

/** Reads an ended deployment back. Throws {@link StoredUnreadable}. */
export function parseOutcome(body: string | undefined): OutcomeAnnouncement {
  const parsed = StoredOutcome.safeParse(parseStored('an ended deployment', body))
  if (!parsed.success) throw new StoredUnreadable('an ended deployment', z.prettifyError(parsed.error))
  return parsed.data
}
