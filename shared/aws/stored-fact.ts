import * as z from 'zod/mini'
import type { Fact } from '../domain/fact.ts'
import { type Digest, isDigest } from '../domain/image.ts'
import { parseStored, StoredUnreadable } from './stored-json.ts'

/** Built when the first fact is read: most looks at a target find none. */
const StoredFact = z.lazy(storedFact)

function storedFact() {
  const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))
  const base = { id: z.string(), at: z.number() }
  const command = { ...base, by: z.string() }
  const evidence = z.object({
    ...{ task: z.string(), rollout: z.string(), at: z.number() },
    ...{ reason: z.string(), conclusive: z.boolean() },
  })
  const image = z.object({ repository: z.string(), tag: z.exactOptional(z.string()), digest })

  return z.discriminatedUnion('kind', [
    z.object({
      ...{ ...base, kind: z.literal('push'), receivedAt: z.exactOptional(z.number()) },
      ...{ repository: z.string(), tag: z.string(), digest },
    }),
    z.object({
      ...command,
      kind: z.literal('redeploy'),
      deploymentId: z.string(),
      image: z.exactOptional(image),
      override: z.exactOptional(z.string()),
    }),
    z.object({
      ...{ ...command, kind: z.literal('promote'), deploymentId: z.string(), from: z.string() },
      ...{ images: z.record(z.string(), image), override: z.exactOptional(z.string()) },
    }),
    z.object({
      ...{ ...command, kind: z.literal('rollback'), deploymentId: z.string() },
      ...{ to: z.exactOptional(digest), from: z.exactOptional(z.string()) },
    }),
    z.object({ ...command, kind: z.literal('stop'), reason: z.exactOptional(z.string()) }),
    z.object({ ...command, kind: z.literal('resume') }),
    z.object({ ...command, kind: z.literal('freeze'), until: z.number(), reason: z.exactOptional(z.string()) }),
    z.object({
      ...{ ...command, kind: z.enum(['reject', 'cancel']), deploymentId: z.string() },
      reason: z.exactOptional(z.string()),
    }),
    z.object({ ...command, kind: z.literal('approve'), deploymentId: z.string(), stage: z.string() }),
    z.object({ ...base, kind: z.literal('task-stopped'), evidence }),
  ])
}

/** Reads a fact back. Throws {@link StoredUnreadable}: a fact that is skipped would be lost. */
export function parseFact(body: string | undefined): Fact {
  const parsed = StoredFact.safeParse(parseStored('a fact of the inbox', body))
  if (!parsed.success) throw new StoredUnreadable('a fact of the inbox', z.prettifyError(parsed.error))
  return parsed.data
}
