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
  /** Resolves when the handler is loaded, or will never be. */
  readonly loaded: Promise<void>
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

/** Real time: what a module does while it loads has nothing to wait for in the world. */
const INIT_MS = 10_000
const INIT_TIMED_OUT: FunctionError = {
  errorType: 'Sandbox.Timedout',
  errorMessage: `The handler's module was not loaded after ${INIT_MS / 1000} seconds.`,
}

/** A thread and what it is doing. */
interface Container {
  readonly options: WorkerOptions
  readonly thread: Worker
  phase: 'starting' | 'ready' | 'gone'
  readonly onLoaded: () => void
  /** Why it ended, once it has. */
  failure: FunctionError
  running?: Running | undefined
}

/** Starts the thread at once; it loads the handler while the first invocation waits, as a cold start does. */
export function startWorker(caller: string, options: WorkerOptions): FunctionWorker {
  const thread = new Worker(options.script, { workerData: options.start, env: { ...options.environment } })
  const { promise: loaded, resolve: onLoaded } = Promise.withResolvers<void>()
  const container: Container = { options, thread, phase: 'starting', failure: KILLED, onLoaded }
  const initTimeout = setTimeout(() => void kill(container, INIT_TIMED_OUT), INIT_MS)
  void loaded.then(() => clearTimeout(initTimeout))
  initTimeout.unref()
  thread.unref()
  thread.on('message', (message: WorkerMessage) => receive(container, message))
  thread.on('error', (error) => end(container, { errorType: error.name, errorMessage: error.message }))
  thread.on('exit', () => end(container, container.failure))
  return {
    caller,
    loaded,
    usable: () => container.phase !== 'gone',
    kill: (reason) => kill(container, reason),
    run: (definition, payload, requestId) => {
      if (container.phase === 'gone') return Promise.resolve({ ok: false, error: container.failure, log: [] })
      thread.ref()
      return new Promise((settle) => {
        const message = { requestId, payload, arn: definition.arn }
        container.running = { definition, message, log: [], settle }
        if (container.phase === 'ready') begin(container, container.running)
      })
    },
  }
}

function receive(container: Container, message: WorkerMessage): void {
  if (message.kind === 'log') {
    container.running?.log.push(message.text)
    container.options.onLog(message.text)
  } else if (message.kind === 'ready') {
    container.phase = 'ready'
    container.onLoaded()
    if (container.running) begin(container, container.running)
  } else if (message.kind === 'broken') void kill(container, message.error)
  else if (message.kind === 'done') finish(container, { ok: true, payload: message.payload })
  else finish(container, { ok: false, error: message.error })
}

function begin(container: Container, invocation: Running): void {
  const { clock } = container.options
  const { timeoutMs, name } = invocation.definition
  const deadline = clock.now() + timeoutMs
  invocation.startedAt = performance.now()
  invocation.timeout = clock.at(deadline, `${name}: time-out`, () => onDeadline(container, invocation))
  container.thread.postMessage({ ...invocation.message, deadline })
}

// In scaled time a few real milliseconds are many of the world's: the handler still gets its real minimum.
async function onDeadline(container: Container, invocation: Running): Promise<void> {
  const left = container.options.patienceMs - (performance.now() - (invocation.startedAt ?? 0))
  if (left > 0) {
    await new Promise<void>((resolve) => {
      invocation.endGrace = resolve
      invocation.grace = setTimeout(resolve, left)
    })
  }
  if (container.running === invocation) await kill(container, timedOut(invocation))
}

async function kill(container: Container, reason: FunctionError = KILLED): Promise<void> {
  end(container, reason)
  await container.thread.terminate()
}

function end(container: Container, error: FunctionError): void {
  container.phase = 'gone'
  container.onLoaded()
  container.failure = error
  finish(container, { ok: false, error })
}

function finish(
  container: Container,
  result: { readonly ok: true; readonly payload: string } | { readonly ok: false; readonly error: FunctionError },
): void {
  const ended = container.running
  if (!ended) return
  container.running = undefined
  if (ended.timeout) container.options.clock.cancel(ended.timeout)
  clearTimeout(ended.grace)
  ended.endGrace?.()
  container.thread.unref()
  ended.settle({ ...result, log: ended.log })
}

function timedOut({ definition, message }: Running): FunctionError {
  const seconds = (definition.timeoutMs / 1000).toFixed(2)
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${message.requestId} Error: Task timed out after ${seconds} seconds`,
  }
}
