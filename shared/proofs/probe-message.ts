import * as z from 'zod/mini'
import type { HttpProof } from '../domain/proof.ts'
import type { Verdict } from './sight.ts'

/** What the probe is asked: a proof, and its headers with their values. */
export interface ProbeAsk {
  readonly proof: HttpProof
  readonly sent: Readonly<Record<string, string>>
  /** What the look may take at most: whoever asks has no more time. Absent from one that was packaged before it was told. */
  readonly lookMs?: number | undefined
}

const Proof = z.object({
  kind: z.literal('http'),
  name: z.string(),
  whenUnknown: z.enum(['fail', 'pass']),
  failures: z.number(),
  url: z.string(),
  status: z.array(z.number()),
  header: z.optional(z.object({ name: z.string(), contains: z.string() })),
  body: z.optional(z.union([z.object({ contains: z.string() }), z.object({ matches: z.string() })])),
  withinMs: z.number(),
  times: z.number(),
  redirects: z.enum(['refuse', 'follow']),
  /** The plain ones. */
  headers: z.record(z.string(), z.string()),
})

const Ask = z.object({ proof: Proof, sent: z.record(z.string(), z.string()), lookMs: z.optional(z.number()) })
const Answer = z.object({ verdict: z.enum(['passed', 'failed', 'unknown']), words: z.string() })

/** Throws when it is no question of reconcile's; what it holds is not told, for it may be secret. */
export function parseProbeAsk(event: unknown): ProbeAsk {
  const { data } = Ask.safeParse(event)
  if (data) return { ...data, proof: proofOf(data.proof) }
  throw new Error('This is no question to the probe. Reconcile asks it; nobody else need to.')
}

/** Undefined when it is no answer of the probe's. */
export function parseProbeAnswer(answer: unknown): Verdict | undefined {
  return Answer.safeParse(answer).data
}

function proofOf({ header, body, ...rest }: z.infer<typeof Proof>): HttpProof {
  return { ...rest, ...(header ? { header } : {}), ...(body ? { body } : {}) }
}
