import type { Random, World } from '../../kernel/service.ts'
import type { SnsControl } from '../sns/sns-service.ts'
import type { SqsControl } from '../sqs/sqs-service.ts'

/** What a worker needs to run a function. */
export interface FunctionCode {
  /** Absolute path of the bundled module, and what it exports. */
  readonly file: string
  readonly exportName: string
  /** The worker's own script, and the folder it may keep compiled code in. */
  readonly worker: string
  readonly directory: string
  /** What importing `longshore:config` gives. */
  readonly config: unknown
}

/** A function as the sandbox runs it. */
export interface FunctionDefinition {
  /** Its key under `functions` in serverless.yml. */
  readonly key: string
  readonly name: string
  readonly arn: string
  readonly code: FunctionCode
  readonly timeoutMs: number
  readonly memorySize: number
  readonly environment: Readonly<Record<string, string>>
  readonly reservedConcurrency?: number
  /** Asynchronous invocations: 0 to 2 retries, and how old an event may get. */
  readonly maximumRetryAttempts: number
  readonly maximumEventAgeMs: number
  /** Gets the payload of an asynchronous invocation that failed for good (a queue or a topic). */
  readonly deadLetterArn?: string
  /** Gets Lambda's record of such an invocation (a queue, a topic or a function). */
  readonly onFailureArn?: string
}

export interface FunctionError {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace?: readonly string[]
}

/** How one invocation ended. `payload` is the JSON text the handler answered; `null` when it answered nothing. */
export type InvocationResult = { readonly log: readonly string[] } & (
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly error: FunctionError }
)

/** Runs handlers. It never rejects for what a handler does: that is a result. */
export interface FunctionRunner {
  run(definition: FunctionDefinition, payload: string, requestId: string): Promise<InvocationResult>
}

/** One invocation for read-back. */
export interface Invocation {
  readonly requestId: string
  readonly key: string
  readonly kind: 'sync' | 'async' | 'sqs'
  readonly payload: string
  readonly at: number
  result?: InvocationResult
}

export interface LambdaState {
  readonly world: World
  readonly random: Random
  readonly runner: FunctionRunner
  readonly sqs: SqsControl
  /** Set once SNS exists: each of the two can be a target of the other. */
  sns?: SnsControl
  readonly functions: Map<string, FunctionDefinition>
  readonly running: Map<string, number>
  readonly invocations: Invocation[]
  readonly mappings: EventSource[]
  /** How many messages a poll asks for, given the mapping's batch size. */
  chooseBatchSize: (batchSize: number) => number
  closed: boolean
}

/** A queue that feeds a function. */
export interface EventSource {
  readonly queueArn: string
  readonly functionName: string
  readonly batchSize: number
  readonly reportBatchItemFailures: boolean
  readonly maximumConcurrency: number
  active: number
  scheduled: boolean
  end: () => void
}
