import type { ReadServiceFacts } from '../config/service-facts.ts'
import type { ReadAccount } from '../init/found.ts'
import type { Terminal } from './terminal.ts'

/** What the command line gets from outside. */
export interface Tools {
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly terminal: Terminal
  readonly readServiceFacts: ReadServiceFacts
  readonly readAccount: ReadAccount
  /**
   * What a function of the account answers to a payload, `{}` when none is given. Throws when it cannot be asked, or failed, or does
   * not answer for as long as is waited for it.
   */
  readonly invoke: (name: string, region: string, payload?: object, patience?: Patience) => Promise<unknown>
  /** The ARN of whoever asks. Throws when that cannot be told. */
  readonly whoAmI: (region: string) => Promise<string>
  readonly time: Time
  /** From the call on, Ctrl-C no longer ends the process but aborts this. */
  readonly interruption: () => AbortSignal
}

/** How long an answer is waited for. */
export interface Patience {
  /** `longestAnswerMs` unless it is said. */
  readonly ms?: number
  /** Nobody waits any longer once it is aborted. */
  readonly interrupted?: AbortSignal
}

export interface Time {
  /** Epoch milliseconds. */
  now(): number
  /** Resolves after so many milliseconds, or as soon as the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}
