import type { AdvanceEffect } from '../../domain/effect.ts'
import { digestsOf } from '../../domain/image.ts'
import { type OwnOnAlias, ownOnAlias, type Reads } from './alias-rollout.ts'
import { type AliasTarget, type LambdaContext, versionCarrier } from './lambda-context.ts'
import { readAlias } from './read-alias.ts'
import { readRolloutId } from './rollout-id.ts'
import { publish, type Stepped, share } from './take-step.ts'
import { imageOf, pinned } from './update-code.ts'

/** Takes the next step of a rollout on an alias, if the alias still is in the stage that the step was decided in. */
export async function advanceAlias(
  context: LambdaContext,
  target: AliasTarget,
  effect: AdvanceEffect,
  reads: Reads,
): Promise<Stepped> {
  const { rollout, deploymentId, release, stage } = effect
  const known = readRolloutId(rollout)
  const sight = await readAlias(context, target)
  const about = { id: rollout, deploymentId, reverting: known?.reverting ?? false, notBefore: sight.at }
  const own = await ownOnAlias(
    sight,
    { own: { ...about, evidence: 0, search: false }, goal: digestsOf(release.images) },
    target.shift,
    reads,
  )
  if (own?.step === undefined || own.stage !== stage) return unmoved(target, effect, own)
  const { id, version, step } = own
  const { percent } = step
  if (version !== undefined) return share(context, target, sight, { id, version, percent })
  return publish(context, target, sight, await reads.latest(), { id, percent })
}

/** It went on, or was taken over: what it came to is seen at the next look. */
function unmoved(target: AliasTarget, { rollout, release }: AdvanceEffect, own: OwnOnAlias | undefined): Stepped {
  const version = own?.version ?? readRolloutId(rollout)?.version
  return { id: rollout, carrier: version === undefined ? pinned(imageOf(release)) : versionCarrier(target, version) }
}
