import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import type { Clock, Timer } from '../kernel/service.ts'
import type { FunctionDefinition, FunctionError, InvocationResult } from '../services/lambda/function.ts'
import type { InvokeMessage, WorkerMessage, WorkerStart } from './worker-messages.ts'

export interface WorkerOptions {
  readonly script: string
  readonly start: WorkerStart
  readonly environment: Readonly<Record<string, string>>
  readonly clock: Clock
  /** Real milliseconds that an invocation gets at least, whatever the world's clock says. */
  readonly patienceMs: number
  readonly onLog: (text: string) => void
}

/** One warm container: a thread that runs one invocation at a time. */
export interface FunctionWorker {
  readonly caller: string
  /** False once the thread is gone or cannot load its handler: it takes no further invocation. */
  usable(): boolean
  run(definition: FunctionDefinition, payload: string, requestId: string): Promise<InvocationResult>
  /** Ends the thread; an invocation in progress fails as in a container that dies. */
  kill(reason?: FunctionError): Promise<void>
}

interface Running {
  readonly definition: FunctionDefinition
  readonly message: Omit<InvokeMessage, 'deadline'>
  readonly log: string[]
  readonly settle: (result: InvocationResult) => void
  startedAt?: number
  timeout?: Timer
  grace?: NodeJS.Timeout
  endGrace?: () => void
}

export const KILLED: FunctionError = {
  errorType: 'Runtime.ExitError',
  errorMessage: 'Error: Runtime exited with error: signal: killed',
}

/** Starts the thread at once; it loads the handler while the first invocation waits, as a cold start does. */
export function startWorker(caller: string, options: WorkerOptions): FunctionWorker {
  const thread = new Worker(options.script, { workerData: options.start, env: { ...options.environment } })
  thread.unref()
  let phase: 'starting' | 'ready' | 'gone' = 'starting'
  let failure: FunctionError = KILLED
  let running: Running | undefined

  function finish(result: { ok: true; payload: string } | { ok: false; error: FunctionError }): void {
    const ended = running
    if (!ended) return
    running = undefined
    if (ended.timeout) options.clock.cancel(ended.timeout)
    clearTimeout(ended.grace)
    ended.endGrace?.()
    thread.unref()
    ended.settle({ ...result, log: ended.log })
  }

  function end(error: FunctionError): void {
    phase = 'gone'
    failure = error
    finish({ ok: false, error })
  }

  async function kill(reason: FunctionError = KILLED): Promise<void> {
    end(reason)
    await thread.terminate()
  }

  // In scaled time a few real milliseconds are many of the world's: the handler still gets its real minimum.
  async function onDeadline(invocation: Running): Promise<void> {
    const left = options.patienceMs - (performance.now() - (invocation.startedAt ?? 0))
    if (left > 0) {
      await new Promise<void>((resolve) => {
        invocation.endGrace = resolve
        invocation.grace = setTimeout(resolve, left)
      })
    }
    if (running === invocation) await kill(timedOut(invocation))
  }

  function begin(invocation: Running): void {
    const { timeoutMs, name } = invocation.definition
    const deadline = options.clock.now() + timeoutMs
    invocation.startedAt = performance.now()
    invocation.timeout = options.clock.at(deadline, `${name}: time-out`, () => onDeadline(invocation))
    thread.postMessage({ ...invocation.message, deadline })
  }

  function receive(message: WorkerMessage): void {
    if (message.kind === 'log') {
      running?.log.push(message.text)
      options.onLog(message.text)
    } else if (message.kind === 'ready') {
      phase = 'ready'
      if (running) begin(running)
    } else if (message.kind === 'broken') void kill(message.error)
    else if (message.kind === 'done') finish({ ok: true, payload: message.payload })
    else finish({ ok: false, error: message.error })
  }

  thread.on('message', receive)
  thread.on('error', (error) => end({ errorType: error.name, errorMessage: error.message }))
  thread.on('exit', () => end(failure))

  return {
    caller,
    usable: () => phase !== 'gone',
    kill,
    run(definition, payload, requestId) {
      if (phase === 'gone') return Promise.resolve({ ok: false, error: failure, log: [] })
      thread.ref()
      return new Promise((settle) => {
        running = { definition, message: { requestId, payload, arn: definition.arn }, log: [], settle }
        if (phase === 'ready') begin(running)
      })
    },
  }
}

function timedOut({ definition, message }: Running): FunctionError {
  const seconds = (definition.timeoutMs / 1000).toFixed(2)
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${message.requestId} Error: Task timed out after ${seconds} seconds`,
  }
}
