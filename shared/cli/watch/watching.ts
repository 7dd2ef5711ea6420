import { readAnswer, Status } from '../answers.ts'
import { askStack } from '../ask-stack.ts'
import type { Context } from '../context.ts'
import type { Followed } from './seen.ts'
import type { Telling } from './telling.ts'

/** What is watched, for how long, and who tells of it. */
export interface Watch {
  readonly target: string
  readonly followed: Followed
  readonly timeoutMs: number
  readonly context: Context
  readonly tell: Telling
}

/** A watch that has begun. */
export interface Watching extends Watch {
  /** Epoch milliseconds. */
  readonly began: number
  /** Ctrl-C. */
  readonly interrupted: AbortSignal
}

/** For one answer: there is always a next look. What remains at the very end is still enough for an answer. */
const patience = { leastMs: 1_000, mostMs: 20_000 }

/** How long the watch has left. */
export function leftMs({ timeoutMs, context, began }: Watching): number {
  return timeoutMs - (context.time.now() - began)
}

/** Asks about the target, for no longer than the watch may take. Throws as `askStack` does. */
export function askWatching(watching: Watching, key: string, payload: object = {}): Promise<unknown> {
  const { context, target, interrupted } = watching
  const ms = Math.max(patience.leastMs, Math.min(patience.mostMs, leftMs(watching)))
  return askStack(context, key, { target, ...payload }, { ms, interrupted })
}

/** How the target stands, or one deployment of it. */
export async function askStatus(watching: Watching, payload: { readonly deployment?: string } = {}): Promise<Status> {
  return readAnswer(Status, await askWatching(watching, 'status', payload), 'status')
}
