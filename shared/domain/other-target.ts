import { attemptOf } from './attempt.ts'
import { isHeld } from './hold.ts'
import type { Digest, Images } from './image.ts'
import type { OtherTarget } from './observation.ts'
import type { TargetRecord } from './record.ts'

/** What a target's record tells another target that has to wait for it. */
export function otherTarget(record: TargetRecord): OtherTarget {
  const { state, ledger, holds, mark, pending, settledOn, unproven } = record
  const attempt = attemptOf(state)
  const goes = attempt && state.name !== 'reverting'
  const coming = [...(goes ? [attempt.release.images] : []), ...(pending ? [pending.images] : [])]
  return {
    phase: state.name,
    ...('deployment' in state ? { deploymentId: state.deployment.id } : {}),
    coming: coming.flatMap(digestsIn),
    runs: settledOn && !isHeld(record, settledOn) ? digestsIn(settledOn.images) : [],
    proven: ledger.flatMap(({ release, at }) => digestsIn(release.images).map((digest) => ({ digest, at }))),
    succeeded: [
      ...ledger.flatMap(({ deploymentId }) => deploymentId ?? []),
      ...(unproven ? [unproven.deploymentId] : []),
    ],
    held: holds.map(({ digests, at }) => ({ digests, at })),
    marks: mark,
  }
}

function digestsIn(images: Images): Digest[] {
  return Object.values(images).map(({ digest }) => digest)
}
