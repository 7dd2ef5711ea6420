import { attemptOf } from './attempt.ts'
import type { Digest, Images } from './image.ts'
import type { OtherTarget } from './observation.ts'
import type { TargetRecord } from './record.ts'

/** What a target's record tells another target that has to wait for it. */
export function otherTarget({ state, ledger, holds, mark, pending, settledOn, unproven }: TargetRecord): OtherTarget {
  const attempt = attemptOf(state)
  const goes = attempt && state.name !== 'reverting'
  const releases = [...ledger.map(({ release }) => release), ...(settledOn ? [settledOn] : [])]
  const left = unproven ? [unproven.deploymentId] : []
  return {
    phase: state.name,
    ...('deployment' in state ? { deploymentId: state.deployment.id } : {}),
    coming: [...(goes ? digestsIn(attempt.release.images) : []), ...(pending ? digestsIn(pending.images) : [])],
    proven: releases.flatMap(({ images }) => digestsIn(images)),
    succeeded: [...ledger.flatMap(({ deploymentId }) => deploymentId ?? []), ...left],
    held: holds.flatMap(({ digests }) => Object.values(digests)),
    marks: Object.values(mark).flatMap((known) => known?.digest ?? []),
  }
}

function digestsIn(images: Images): Digest[] {
  return Object.values(images).map(({ digest }) => digest)
}
