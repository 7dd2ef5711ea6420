import type { ConfigFiles } from '../config/read-config-files.ts'
import type { Tools } from './tools.ts'

/** What every command is given besides its own arguments. */
export interface Context extends Tools {
  /** longshore.yml and its lock file; neither need be there. */
  readonly files: ConfigFiles
  /** Of the stack that is asked. */
  readonly stage: string
  /** Where the stack is looked for instead of the region of the configuration. */
  readonly region?: string
  /** The options that make another command ask the same stack. */
  readonly samePlace: string
  /** For machines: one JSON document on the output (or a line for each happening), nothing else. */
  readonly json: boolean
}
