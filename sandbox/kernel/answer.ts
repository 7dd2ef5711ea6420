import type { CallLog } from './call-log.ts'
import type { Faults } from './faults.ts'
import { type Address, addressOf } from './protocol/address.ts'
import { decodeInput, encodeOutput } from './protocol/codec.ts'
import { refusalOf, sandboxBug, unknownOperation } from './protocol/refusals.ts'
import { validateInput } from './protocol/validate-input.ts'
import { writeError } from './protocol/write-error.ts'
import { AwsError, type Call, type RawReply, type RawRequest, type Service } from './service.ts'
import { validateOutput } from './validate-output.ts'

/** What answering a request needs of its world. */
export interface Answering {
  /** Those of the world's own place, or of another one by its key (`222222222222/eu-west-1`). */
  readonly servicesAt: (place: string | undefined) => ReadonlyMap<string, Service>
  /** The key of the place that is asked, where that is another one that was started. */
  readonly placeOf: (address: Pick<Address, 'account' | 'region'>) => string | undefined
  readonly calls: CallLog
  readonly faults: Pick<Faults, 'before' | 'after'>
  readonly now: () => number
  readonly nextRequestId: () => string
  /** Told of every failure that is the sandbox's own. */
  readonly bug: (error: unknown) => void
}

async function carryOut(world: Answering, address: Address, call: Call, request: RawRequest, requestId: string) {
  const service = world.servicesAt(call.place).get(address.service)
  if (service?.forward?.operations.has(address.operation) === true) return service.forward.send(request)
  const operation = service?.operations[address.operation]
  const model = address.model
  if (operation === undefined || model === undefined) {
    throw unknownOperation(address.service, address.operation, address.protocol)
  }
  const input = decodeInput(address, model, request)
  validateInput(model, input)
  const output = await operation(input, call)
  validateOutput(address.service, model, output)
  return encodeOutput(address, model, output, requestId)
}

function errorReply(address: Address, error: AwsError, requestId: string): RawReply {
  const wire = { protocol: address.protocol, xmlNamespace: address.wire?.xmlNamespace ?? '' }
  return writeError(error, wire, address.errors?.get(error.code), requestId)
}

function awsErrorOf(world: Answering, error: unknown): AwsError {
  if (error instanceof AwsError) return error
  world.bug(error)
  return sandboxBug(error)
}

/** The error code in the reply of another server; `ok` when it is none. */
function outcomeOf({ status, body }: RawReply): string {
  if (status < 400) return 'ok'
  const code = /"__type"\s*:\s*"(?:[^"]*#)?([^"]+)"/.exec(Buffer.from(body).toString('utf8'))?.[1]
  return code ?? `HTTP ${status}`
}

/** A reply, how it is logged; no reply when the caller died in the meantime. */
interface Answer {
  readonly reply?: RawReply
  readonly outcome: string
}

async function judged(world: Answering, address: Address, call: Call, request: RawRequest): Promise<Answer> {
  const requestId = world.nextRequestId()
  const verdict = world.faults.before(call)
  if (verdict.kind === 'kill') return { outcome: 'killed-before' }
  try {
    if (verdict.kind === 'fail') throw refusalOf(verdict.fault, call, address.protocol)
    const { region } = address
    const seen = {
      ...call,
      ...(region === undefined ? {} : { region }),
      ...(verdict.staleMs === undefined ? {} : { staleMs: verdict.staleMs }),
    }
    const reply = await carryOut(world, address, seen, request, requestId)
    return {
      reply: { ...reply, headers: { ...reply.headers, 'x-amzn-requestid': requestId } },
      outcome: outcomeOf(reply),
    }
  } catch (error) {
    const refusal = awsErrorOf(world, error)
    return { reply: errorReply(address, refusal, requestId), outcome: refusal.code }
  }
}

/** Answers one request, heeding the faults and logging the call. Undefined: the caller died, nothing is to be sent. */
export async function answer(world: Answering, request: RawRequest): Promise<RawReply | undefined> {
  const address = await addressOf(request)
  const { service, operation, caller } = address
  const place = world.placeOf(address)
  const call: Call = { service, operation, caller, at: world.now(), ...(place === undefined ? {} : { place }) }
  const { reply, outcome } = await judged(world, address, call, request)
  const died = reply !== undefined && world.faults.after(call)
  world.calls.record(call, died ? 'killed-after' : outcome)
  return died ? undefined : reply
}
