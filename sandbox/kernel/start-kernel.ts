import { type CallLog, createCallLog } from './call-log.ts'
import { createClock, type SandboxClock } from './clock.ts'
import { createFaults, type Faults } from './faults.ts'
import { createRandom } from './random.ts'
import { startServer } from './server.ts'
import type { BusEvent, Service, World } from './service.ts'

export interface KernelOptions {
  /** Default 1. The same seed and the same calls give the same world. */
  readonly seed?: string | number
  readonly mode?: 'jump' | 'scaled'
  /** Times real time, for `scaled`. */
  readonly speed?: number
  /** Epoch ms at which the world begins; default 2026-11-16T09:00:00Z. */
  readonly start?: number
  readonly account?: string
  readonly region?: string
  /** Of 127.0.0.1; default: a free one. */
  readonly port?: number
}

/** An AWS without services: world, server, log and faults. */
export interface Kernel {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string
  readonly world: World
  readonly clock: SandboxClock
  readonly calls: CallLog
  readonly faults: Faults
  /** `place`: `222222222222/eu-west-1`, for a service of another place than the world's own. */
  readonly register: (service: Service, place?: string) => void
  /** Where `world.emit` goes; until then events are kept and handed over in order. */
  readonly connectBus: (deliver: (event: BusEvent) => void) => void
  /** Failures of the sandbox itself since they were last taken. */
  readonly takeBugs: () => unknown[]
  /** Leaves nothing running. Rejects when the sandbox itself failed and nobody took the failure. */
  readonly stop: () => Promise<void>
}

export const WORLD_START = Date.parse('2026-11-16T09:00:00Z')

interface Bus {
  readonly emit: (event: BusEvent) => void
  readonly connect: (deliver: (event: BusEvent) => void) => void
}

function createBus(): Bus {
  const waiting: BusEvent[] = []
  let deliver = (event: BusEvent): void => void waiting.push(event)
  return {
    emit: (event) => deliver(event),
    connect(next) {
      deliver = next
      for (const event of waiting.splice(0)) next(event)
    },
  }
}

function assertSound(bugs: readonly unknown[]): void {
  if (bugs.length === 0) return
  throw new AggregateError(bugs, `The sandbox itself failed ${bugs.length} time(s): ${bugs.map(String).join('\n')}`)
}

/** Starts a world on a free port of 127.0.0.1; its time stands still until the clock is run. */
export async function startKernel(options: KernelOptions = {}): Promise<Kernel> {
  const { seed = 1, mode = 'jump', speed = 1, start = WORLD_START } = options
  const clock = createClock({ mode, speed, start })
  const random = createRandom(seed)
  const bus = createBus()
  const calls = createCallLog()
  const faults = createFaults(random.fork('faults'), clock.now)
  const { account = '123456789012', region = 'us-east-1' } = options
  const server = await startServer({ clock, random, calls, faults, account, region, port: options.port ?? 0 })
  return {
    endpoint: server.endpoint,
    world: { account, region, clock, random, emit: bus.emit },
    clock,
    calls,
    faults,
    register: server.register,
    connectBus: bus.connect,
    takeBugs: server.takeBugs,
    async stop() {
      try {
        clock.stop()
      } finally {
        await server.close()
      }
      assertSound(server.takeBugs())
    },
  }
}
