import type { Effect } from './effect.ts'
import type { Millis } from './image.ts'
import type { Observation } from './observation.ts'
import type { Policy } from './policy.ts'
import type { TargetRecord } from './record.ts'

/** Everything a phase may look at besides the record. */
export interface Context {
  readonly policy: Policy
  readonly observation: Observation
  readonly now: Millis
}

/** What a phase makes of the record. */
export interface Step {
  readonly next: TargetRecord
  readonly effects: readonly Effect[]
  /** Why, in a sentence. */
  readonly reason: string
  /** `decide`: another phase is to look at once. `observe`: more must be seen first. `wait`: nothing more to do now. */
  readonly goOn: 'decide' | 'observe' | 'wait'
  /** When to look again; the default depends on the phase. */
  readonly wakeAt?: Millis
}

/** Nothing more to do now. */
export function wait(next: TargetRecord, reason: string, wakeAt?: Millis): Step {
  return { next, effects: [], reason, goOn: 'wait', ...(wakeAt === undefined ? {} : { wakeAt }) }
}

/** Another phase takes over in the same decision. */
export function proceed(next: TargetRecord, reason: string): Step {
  return { next, effects: [], reason, goOn: 'decide' }
}

/** The decision needs something that was not observed this time. */
export function lookAgain(next: TargetRecord, reason: string): Step {
  return { next, effects: [], reason, goOn: 'observe' }
}

/** Acts after saving. */
export function act(next: TargetRecord, effects: readonly Effect[], reason: string): Step {
  return { next, effects, reason, goOn: 'wait' }
}
