import type { ReadServiceFacts } from '../service-facts.ts'

/** What commands get from outside. */
export interface Tools {
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
  readonly readServiceFacts: ReadServiceFacts
}

/** 0: done. 1: the configuration or the account is not as it must be. 2: called wrongly, or AWS could not be asked. */
export type ExitCode = 0 | 1 | 2
