import * as z from 'zod/mini'
import type { Refused } from './unwanted.ts'

/** A signed link to the page. */
export interface OpenCommand {
  readonly kind: 'open'
}

/** Reads `{}`. */
export function parseOpen(payload: unknown): OpenCommand | Refused {
  if (z.safeParse(z.strictObject({}), payload ?? {}).success) return { kind: 'open' }
  return { kind: 'refused', why: "Cannot open: it takes nothing. For example: serverless invoke -f open -d '{}'" }
}
