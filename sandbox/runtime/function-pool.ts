import { join } from 'node:path'
import type { World } from '../kernel/service.ts'
import type { FunctionDefinition, FunctionRunner, InvocationResult } from '../services/lambda/function.ts'
import { type FunctionWorker, KILLED, startWorker } from './function-worker.ts'
import { workerEnvironment } from './worker-environment.ts'
import type { WorkerStart } from './worker-messages.ts'

export interface PoolOptions {
  readonly world: World
  /** Where the handlers reach AWS. */
  readonly endpoint: () => string
  /** Workers of one function at most; further invocations wait for one. Default 4. */
  readonly maximumWorkers?: number
  /**
   * Real milliseconds for which an invocation holds the clock, and which it gets at least. A handler that still runs then
   * hangs: the clock goes on to its time-out. Default: its time-out, at most 10 s.
   */
  readonly patienceMs?: number
  /** Told when an invocation begins on the worker that signs with this access key id. */
  readonly onInvocation?: (caller: string) => void
  /** Sees every line the handlers write; nothing is printed otherwise. */
  readonly onLog?: (line: LogLine) => void
}

export interface LogLine {
  readonly key: string
  readonly caller: string
  readonly at: number
  readonly text: string
}

export interface FunctionPool extends FunctionRunner {
  /** Ends the worker that signs its calls with this access key id; false when there is none. */
  kill(caller: string): boolean
  /** The access key ids of the workers that live. */
  callers(): readonly string[]
  /** Lines that handlers wrote to stdout and stderr, oldest first; of one function when its key is given. */
  logs(key?: string): readonly LogLine[]
  close(): Promise<void>
}

/** The workers of one function. */
interface Crew {
  started: number
  busy: number
  readonly idle: FunctionWorker[]
  readonly waiting: (() => void)[]
}

const LONGEST_PATIENCE_MS = 10_000

interface PoolState {
  readonly options: PoolOptions
  readonly crews: Map<string, Crew>
  readonly living: Map<string, FunctionWorker>
  readonly lines: LogLine[]
  closed: boolean
}

/** Runs functions in threads that stay warm between invocations. Threads are started when first needed. */
export function createFunctionPool(options: PoolOptions): FunctionPool {
  const state: PoolState = { options, crews: new Map(), living: new Map(), lines: [], closed: false }
  const { crews, living, lines } = state
  return {
    run: (definition, payload, requestId) => runNext(state, definition, payload, requestId),
    kill: (caller) => {
      const worker = living.get(caller)
      if (!worker?.usable()) return false
      forget(crews, worker)
      void worker.kill()
      return true
    },
    callers: () => [...living.values()].filter((worker) => worker.usable()).map((worker) => worker.caller),
    logs: (key) => (key === undefined ? lines : lines.filter((line) => line.key === key)),
    close: async () => {
      state.closed = true
      await Promise.all([...living.values()].map((worker) => worker.kill()))
      living.clear()
      crews.clear()
    },
  }
}

async function runNext(
  state: PoolState,
  definition: FunctionDefinition,
  payload: string,
  requestId: string,
): Promise<InvocationResult> {
  const { options } = state
  const crew = crewOf(state.crews, definition.key)
  while (crew.busy >= (options.maximumWorkers ?? 4)) await new Promise<void>((resolve) => crew.waiting.push(resolve))
  if (state.closed) return { ok: false, error: KILLED, log: [] }
  crew.busy += 1
  const worker = crew.idle.pop() ?? start(state, definition, crew)
  options.onInvocation?.(worker.caller)
  const running = worker.run(definition, payload, requestId)
  void options.world.clock.busy(worker.loaded.then(() => settledOrPatience(running, patience(options, definition))))
  const result = await running
  crew.busy -= 1
  if (worker.usable()) crew.idle.push(worker)
  else state.living.delete(worker.caller)
  crew.waiting.shift()?.()
  return result
}

function start(state: PoolState, definition: FunctionDefinition, crew: Crew): FunctionWorker {
  const { options } = state
  const { clock } = options.world
  crew.started += 1
  const caller = `${definition.key}-${crew.started}`
  const onLog = (text: string) => {
    const line = { key: definition.key, caller, at: clock.now(), text: text.replace(/\n$/, '') }
    state.lines.push(line)
    options.onLog?.(line)
  }
  const worker = startWorker(caller, {
    script: definition.code.worker,
    start: startData(options.world, definition),
    environment: environment(options, definition, caller),
    clock,
    patienceMs: patience(options, definition),
    onLog,
  })
  state.living.set(caller, worker)
  return worker
}

function crewOf(crews: Map<string, Crew>, key: string): Crew {
  const crew = crews.get(key) ?? { started: 0, busy: 0, idle: [], waiting: [] }
  crews.set(key, crew)
  return crew
}

function forget(crews: Map<string, Crew>, worker: FunctionWorker): void {
  for (const { idle } of crews.values()) {
    const index = idle.indexOf(worker)
    if (index >= 0) idle.splice(index, 1)
  }
}

function patience(options: PoolOptions, definition: FunctionDefinition): number {
  return options.patienceMs ?? Math.min(definition.timeoutMs, LONGEST_PATIENCE_MS)
}

function startData({ clock }: World, { code }: FunctionDefinition): WorkerStart {
  const { file, exportName, config, directory } = code
  return { file, exportName, time: clock.shared, config, compileCache: join(directory, 'compiled') }
}

function environment(options: PoolOptions, definition: FunctionDefinition, caller: string): Record<string, string> {
  return workerEnvironment(definition, {
    region: options.world.region,
    endpoint: options.endpoint(),
    caller,
    directory: definition.code.directory,
  })
}

function settledOrPatience(work: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    const end = () => {
      clearTimeout(timer)
      resolve()
    }
    work.then(end, end)
  })
}
