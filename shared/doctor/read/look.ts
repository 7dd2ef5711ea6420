import { type Doing, problemOf } from '../../aws/problem.ts'
import { Refusal } from '../../aws/refusal.ts'
import type { Problem } from '../../domain/observation.ts'
import type { Seen, Unread } from '../facts.ts'

/** Looks at things; what cannot be read is noted instead of thrown. */
export interface Looker {
  look<T>(doing: Doing, call: () => Promise<T>): Promise<Seen<T>>
  /** What a port answered instead of what was asked. */
  note(doing: Doing, problem: Problem): { readonly kind: 'gone' } | { readonly kind: 'unread' }
  /** What could not be read so far. */
  readonly unread: readonly Unread[]
}

export function createLooker(): Looker {
  const unread: Unread[] = []
  function note({ action, subject }: Doing, { cause, message, role }: Problem) {
    if (cause === 'gone') return { kind: 'gone' } as const
    unread.push({ action, subject, cause, why: message, ...(role && { role }) })
    return { kind: 'unread' } as const
  }
  async function look<T>(doing: Doing, call: () => Promise<T>): Promise<Seen<T>> {
    try {
      return { kind: 'seen', value: await call() }
    } catch (error) {
      return note(doing, error instanceof Refusal ? error.problem : problemOf(error, doing))
    }
  }
  return { look, note, unread }
}
