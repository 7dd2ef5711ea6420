import * as z from 'zod/mini'
import type { Nudge } from '../ports.ts'
import { Seen } from './seen-schema.ts'
import { type Refused, refuseShape } from './unwanted.ts'

const BareNudge = z.object({
  target: z.string().check(z.minLength(1)),
  dedupId: z.string(),
  seen: z.optional(z.unknown()),
})

/** Reads the body of a message of the nudge queue. What was seen is dropped if it is not whole: reconcile looks itself. */
export function parseNudge(body: string): { readonly kind: 'nudge'; readonly nudge: Nudge } | Refused {
  const parsed = z.safeParse(BareNudge, parseJson(body))
  if (!parsed.success) return refuseShape('not a nudge', parsed.error)
  const { target, dedupId } = parsed.data
  const seen = z.safeParse(Seen, parsed.data.seen)
  return { kind: 'nudge', nudge: seen.success ? { target, dedupId, seen: seen.data } : { target, dedupId } }
}

/** `undefined` is what is not JSON: no JSON text means it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
