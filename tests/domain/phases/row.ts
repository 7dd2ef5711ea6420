import { expect } from '@jest/globals'
import { calls, decideIn, phaseOf, type Situation, told } from '../a-world.ts'

/** One line of a phase's table: exactly what is done and told, and the phase it leads to. */
export interface Row {
  readonly when: string
  readonly situation: Situation
  readonly phase: string
  /** Kind and tag of every call, in order. */
  readonly does?: readonly string[]
  readonly tells?: readonly string[]
}

export function checkRow({ situation, phase, does = [], tells = [] }: Row): void {
  const decision = decideIn(situation)
  const done = calls(decision).map((call) => `${call.kind} ${call.release.images['app']?.tag}`)
  expect({ phase: phaseOf(decision), does: done, tells: told(decision) }).toEqual({ phase, does, tells })
}

export const inProgress = { state: 'in-progress', running: 0, pending: 2 } as const
export const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
export const denied = { kind: 'problem', cause: 'denied', message: 'not allowed' } as const
export const gone = { kind: 'problem', cause: 'gone', message: 'service api is gone' } as const
