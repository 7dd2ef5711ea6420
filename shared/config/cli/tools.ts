import type { ReadServiceFacts } from '../service-facts.ts'

/** What commands get from outside. */
export interface Tools {
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
  readonly readServiceFacts: ReadServiceFacts
  /** What a function of the account answers to a payload, `{}` when none is given. Throws when it cannot be asked, or failed. */
  readonly invoke: (name: string, region: string, payload?: object) => Promise<unknown>
}

export interface Options {
  /** Of the stack that is asked. */
  readonly stage: string
  /** What figures are asked for. */
  readonly about: { readonly target?: string; readonly group?: string; readonly days?: string; readonly month?: string }
  /** For machines. */
  readonly json: boolean
}

/** 0: done. 1: the configuration or the account is not as it must be. 2: called wrongly, or AWS could not be asked. */
export type ExitCode = 0 | 1 | 2
