/**
 * The seams of the sandbox: what a simulated AWS service is given and what it hands back.
 * A service is a folder under `sandbox/services/` with one file per operation.
 */

/** One scheduled callback of the simulated world. */
export interface Timer {
  readonly at: number
  readonly what: string
}

/** The world's clock: epoch milliseconds, either jumping from timer to timer or running at `speed` times real time. */
export interface Clock {
  readonly now: () => number
  /** Runs `run` when the clock reaches `at` (earliest first; ties in order of scheduling). `what` names it in traces. */
  readonly at: (at: number, what: string, run: () => void | Promise<void>) => Timer
  readonly after: (ms: number, what: string, run: () => void | Promise<void>) => Timer
  readonly cancel: (timer: Timer) => void
  /** While `work` is unsettled the clock does not jump. Returns `work`. */
  readonly busy: <T>(work: Promise<T>) => Promise<T>
  /**
   * For an operation or a timer's callback that waits for the clock itself (a long poll, a call that lasts world time):
   * while `work` is unsettled that operation or callback does not hold the clock back. Elsewhere it changes nothing.
   * Settles as `work` does.
   */
  readonly parked: <T>(work: Promise<T>) => Promise<T>
  /** Three float64 that a worker computes the same time from: virtual base, real base (epoch ms), speed (0 when jumping). */
  readonly shared: SharedArrayBuffer
}

/** Seeded randomness: the same seed gives the same world. */
export interface Random {
  /** A float in [0, 1). */
  readonly next: () => number
  readonly integer: (min: number, max: number) => number
  readonly pick: <T>(from: readonly T[]) => T
  /** An independent stream, so that one service's draws do not move another's. */
  readonly fork: (name: string) => Random
}

/** An event as EventBridge carries it. */
export interface BusEvent {
  readonly source: string
  readonly 'detail-type': string
  readonly resources: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
  /** Epoch ms; the bus fills `id`, `account`, `region`, `version` and formats `time`. */
  readonly at?: number
}

/** What every simulated service is built with. */
export interface World {
  readonly account: string
  readonly region: string
  readonly clock: Clock
  readonly random: Random
  /** Puts an event on the default bus (faults may drop, double, delay or reorder it on the way to its targets). */
  readonly emit: (event: BusEvent) => void
}

/** One AWS call as it came over the wire. */
export interface Call {
  /** Lower-case service name as in IAM: `ecs`, `ecr`, `dynamodb`, `sqs`, `sns`, `lambda`, `ssm`, … */
  readonly service: string
  readonly operation: string
  /** The access key id of the request's signature: the sandbox gives each worker its own, so that it names the caller. */
  readonly caller: string
  /** `222222222222/eu-west-1`, where it went to another place than the world's own. */
  readonly place?: string
  /** That it signs for; absent in what is not signed. */
  readonly region?: string
  readonly at: number
  /** A fault asks for an answer as of so many milliseconds ago; services that can answer stale reads heed it. */
  readonly staleMs?: number
}

/** A request and a reply as they are on the wire, for a service that passes them on to another server. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

export interface RawReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/**
 * Handles one operation. `input` is the decoded request in the SDK's own member names (timestamps as Date).
 * The returned output is in the SDK's member names too (Date for timestamps) and is validated against the SDK's model.
 * Throw {@link AwsError} for what AWS refuses.
 */
// biome-ignore lint/suspicious/noExplicitAny: the decoded request has been checked against the SDK's model before it gets here
export type Operation = (input: Record<string, any>, call: Call) => object | Promise<object>

export interface Service {
  readonly name: string
  readonly operations: Readonly<Record<string, Operation>>
  /** Operations answered by another server: the request goes there as it came, and its reply comes back as it is. */
  readonly forward?: { readonly operations: ReadonlySet<string>; send(request: RawRequest): Promise<RawReply> }
  /** Leaves nothing running. */
  readonly stop?: () => Promise<void>
}

/** An error in AWS's own shape; the protocol layer writes it as the service's clients expect it. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}
