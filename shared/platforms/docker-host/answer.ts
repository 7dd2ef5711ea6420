import * as z from 'zod/mini'
import { type Digest, isDigest } from '../../domain/image.ts'

/** What the host script told, in its one line of JSON. `host/README.md` is its contract. */
export interface Answer {
  readonly target: string
  readonly outcome: 'switched' | 'kept' | 'failed' | 'seen'
  /** `unhealthy`, `busy` …; empty when nothing failed. */
  readonly failure: string
  readonly reason: string
  /** What nginx points at now: absent when nothing of the repository runs there. */
  readonly digest?: Digest
  readonly healthy: boolean
}

const Told = z.object({
  target: z.string(),
  outcome: z.enum(['switched', 'kept', 'failed', 'seen']),
  failure: z.string(),
  reason: z.string(),
  digest: z.string(),
  healthy: z.boolean(),
})

/** Reads what a command printed; undefined when it is not the script's answer. */
export function parseAnswer(output: string): Answer | undefined {
  const line = output.split('\n').find((each) => each.startsWith('{'))
  const parsed = Told.safeParse(line === undefined ? undefined : jsonOf(line))
  if (!parsed.success) return undefined
  const { digest, ...answer } = parsed.data
  return { ...answer, ...(isDigest(digest) ? { digest } : {}) }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // SSM cuts long outputs: what cannot be read is no answer.
    return undefined
  }
}
