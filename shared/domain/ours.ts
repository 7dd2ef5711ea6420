import { digestsOf, type Millis } from './image.ts'
import type { Rollout } from './observation.ts'
import type { Attempt, TargetRecord } from './record.ts'
import type { OurCarrier } from './remembered.ts'

/** Most calls a record remembers. */
const calledBound = 6

/** A carrier that we put on the target, newest first. */
export function withOurs(record: TargetRecord, mine: OurCarrier): TargetRecord {
  const others = record.ours.filter(({ carrier }) => carrier !== mine.carrier)
  return { ...record, ours: [mine, ...others] }
}

/** The carrier as an attempt put it there. */
export function ourCarrier(carrier: string, deploymentId: string, { base }: Attempt, at: Millis): OurCarrier {
  return { carrier, deploymentId, at, ...(base !== undefined && base !== carrier ? { base } : {}) }
}

/** A carrier that a worker of ours put there and died before it could say so is ours by its tag. */
export function withSighted(
  record: TargetRecord,
  deploymentId: string,
  { before, own }: { readonly before: Attempt; readonly own: Rollout | undefined },
  now: Millis,
): TargetRecord {
  if (!own || before.rollout || own.madeBy !== deploymentId) return record
  return withOurs(record, ourCarrier(own.carrier, deploymentId, before, now))
}

/** Remembers a call, before it is made: the worker may be paused, and make it long after. */
export function withCalled(record: TargetRecord, deploymentId: string, { release }: Attempt, at: Millis): TargetRecord {
  const { images, carrier } = release
  const call = { deploymentId, digests: digestsOf(images), at, ...(carrier === undefined ? {} : { carrier }) }
  return { ...record, called: [call, ...(record.called ?? [])].slice(0, calledBound) }
}

/** Force mode: the carrier of infrastructure code, which leads or for which our pinned copy stands in. */
export function infrastructureBase({ ours }: TargetRecord, leading: string | undefined): string | undefined {
  return ours.find(({ carrier }) => carrier === leading)?.base ?? leading
}
