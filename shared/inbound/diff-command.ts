import * as z from 'zod/mini'
import { aTarget, Image, type Known, readCommand } from './command.ts'
import type { ImageWish } from './image-wish.ts'
import type { Refused } from './unwanted.ts'

/** What a deployment would change. Without image and release: what waits to start, else what runs once more. */
export interface DiffCommand {
  readonly kind: 'diff'
  readonly target: string
  readonly image?: ImageWish
  /** A release of the ledger: what a rollback to it would change. */
  readonly to?: ImageWish
}

/** Reads `{"target":"api"}`, `{"target":"api","image":"v1.2.3"}`, `{"target":"api","to":"v1.2.2"}`. */
export function parseDiff(payload: unknown, known: Known): DiffCommand | Refused {
  const Payload = z.strictObject({
    target: aTarget(known),
    image: z.exactOptional(Image),
    to: z.exactOptional(Image),
  })
  const command = readCommand({ name: 'diff', Payload, payload, known }, (data) => ({ kind: 'diff' as const, ...data }))
  if (command.kind === 'diff' && command.image && command.to)
    return { kind: 'refused', why: 'Cannot diff: image and to exclude each other. Give one of them.' }
  return command
}
