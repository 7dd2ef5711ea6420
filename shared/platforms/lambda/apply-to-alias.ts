import { refuse } from '../../aws/refusal.ts'
import type { Shift } from '../../config/normalised.ts'
import type { ApplyEffect } from '../../domain/effect.ts'
import type { Image } from '../../domain/image.ts'
import { type AliasTarget, type LambdaContext, nameOf, versionCarrier, versionIn } from './lambda-context.ts'
import { type AliasSight, readAlias } from './read-alias.ts'
import { readLatest, readVersion } from './read-function.ts'
import { type RolloutId, rolloutIdOf } from './rollout-id.ts'
import { nextShare } from './shift.ts'
import { descriptionFor, publish, type Stepped, share } from './take-step.ts'
import { imageOf, pinned, updateCode } from './update-code.ts'

/**
 * Brings a release onto an alias. A version that carries it already is switched to at once, in one call; otherwise the code of
 * the function is updated first, and the traffic follows in steps. Throws a Refusal when nothing was done.
 */
export async function applyToAlias(context: LambdaContext, target: AliasTarget, effect: ApplyEffect): Promise<Stepped> {
  const image = imageOf(effect.release)
  const sight = await readAlias(context, target)
  const id = { deploymentId: effect.deploymentId, reverting: effect.kind === 'revert', revision: sight.revision }
  const there = carriedAlready(target, sight, image, id)
  if (there) return there
  if (effect.kind === 'apply') await refuseForeignShare(context, target, sight, effect)
  const version = await versionWith(context, target, sight, effect, image)
  if (version !== undefined) return share(context, target, sight, { id, version, percent: 100 })
  return forward(context, target, sight, image, id)
}

/** The alias sends everything to the release, or is on the way there: there is nothing to call. */
function carriedAlready(
  target: AliasTarget,
  { primary, second }: AliasSight,
  { digest }: Image,
  id: RolloutId,
): Stepped | undefined {
  const isWhole = primary.digest === digest && !second
  const isOnTheWay = second?.digest === digest && !id.reverting
  if (!isWhole && !isOnTheWay) return undefined
  const { version } = isOnTheWay ? second : primary
  return { id: rolloutIdOf({ ...id, version }), carrier: versionCarrier(target, version) }
}

/**
 * Traffic that somebody shares by hand is theirs to decide on, also with a version that Longshore published; what a rollout
 * left whose place is taken is not.
 */
async function refuseForeignShare(
  context: LambdaContext,
  target: AliasTarget,
  { second }: AliasSight,
  { overtakes = [] }: ApplyEffect,
): Promise<void> {
  if (!second) return
  const version = overtakes.length > 0 ? await readVersion(context, target, second.version) : undefined
  if (overtakes.some((id) => version?.description === descriptionFor(id))) return
  refuse(
    'invalid',
    `The ${nameOf(target)} sends ${second.percent} % of the traffic to version ${second.version}, which somebody else arranged. ` +
      'Finish or take back that shift (aws lambda update-alias --routing-config), then deploy again.',
  )
}

/** A published version to switch to at once: what the alias points at, or what carried the release before, if it still exists. */
async function versionWith(
  context: LambdaContext,
  target: AliasTarget,
  { primary }: AliasSight,
  { release }: ApplyEffect,
  { digest }: Image,
): Promise<string | undefined> {
  if (primary.digest === digest) return primary.version
  const number = versionIn(target, release.carrier)
  if (number === undefined) return undefined
  const version = await readVersion(context, target, number)
  return version?.digest === digest && version.standing.kind === 'ready' ? number : undefined
}

async function forward(
  context: LambdaContext,
  target: AliasTarget,
  sight: AliasSight,
  image: Image,
  id: RolloutId,
): Promise<Stepped> {
  const shift: Shift = id.reverting ? { kind: 'all-at-once' } : target.shift
  const latest = await readLatest(context, target)
  const isThere = latest.digest === image.digest && latest.standing.kind !== 'failed'
  if (isThere && latest.standing.kind === 'ready')
    return publish(context, target, sight, latest, { id, percent: nextShare(shift, 0).percent })
  if (!isThere) await updateCode(context, target, image)
  return { id: rolloutIdOf(id), carrier: pinned(image) }
}
