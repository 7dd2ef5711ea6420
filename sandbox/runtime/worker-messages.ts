import type { FunctionError } from '../services/lambda/function.ts'

/** What functions import for the configuration; each world gives its workers its own. */
export const CONFIG_MODULE = 'longshore:config'

/** What a worker is started with. */
export interface WorkerStart {
  readonly file: string
  readonly exportName: string
  /** The clock's shared buffer, from which the worker takes its time. */
  readonly time: SharedArrayBuffer
  /** What `longshore:config` gives. */
  readonly config: unknown
  /** Where V8 keeps compiled code between workers. */
  readonly compileCache: string
}

/** To the worker: run the handler once. */
export interface InvokeMessage {
  readonly requestId: string
  readonly payload: string
  /** World time at which the invocation is ended. */
  readonly deadline: number
  readonly arn: string
}

/** From the worker, in this order: `ready` or `broken` once; then lines of log and one result for each invocation. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly error: FunctionError }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'done'; readonly payload: string }
  | { readonly kind: 'failed'; readonly error: FunctionError }
