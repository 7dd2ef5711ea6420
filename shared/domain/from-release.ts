import { stableOf } from './ledger.ts'
import type { Rollout } from './observation.ts'
import type { Release, TargetRecord } from './record.ts'
import { imagesOf } from './release.ts'
import type { Context } from './step.ts'

/** What ran before, as far as known: a rollout that never completed is no state to have come from. */
export function fromRelease(
  record: TargetRecord,
  leading: Rollout | undefined,
  { policy }: Context,
): Release | undefined {
  const stable = stableOf(record)?.release
  const images = imagesOf(leading?.digests, policy, record)
  if (!images || !leading || (stable && leading.state !== 'completed')) return stable
  return { images, carrier: leading.carrier }
}
