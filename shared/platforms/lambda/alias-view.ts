import { imageContainer } from '../../config/kinds/image-container.ts'
import type { Millis } from '../../domain/image.ts'
import type { PlatformView, Rollout } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { type OwnOnAlias, ownOnAlias, type Reads } from './alias-rollout.ts'
import { type AliasTarget, type LambdaContext, nameOf, versionCarrier } from './lambda-context.ts'
import { type AliasSight, readAlias } from './read-alias.ts'

/** Makes the view of a target whose releases an alias points at: one call at rest, two or three under way. */
export async function aliasView(
  context: LambdaContext,
  target: AliasTarget,
  ask: Ask,
  reads: Reads,
): Promise<PlatformView> {
  const sight = await readAlias(context, target, ask.known)
  const own = await ownOnAlias(sight, ask, target.shift, reads)
  const leads = own !== undefined && own.state !== 'failed'
  const shown = { ...shownOnAlias(target, sight), createdAt: sinceWhen(ask, sight.at) }
  const rollouts = [...(own ? [rolloutOf(target, own, sight.at, leads)] : []), { ...shown, leading: !leads }]
  return {
    kind: 'seen',
    at: sight.at,
    desired: 1,
    rollouts: own?.state === 'completed' ? rollouts.slice(0, 1) : rollouts,
    messages: [],
  }
}

function rolloutOf(target: AliasTarget, own: OwnOnAlias, at: Millis, leading: boolean): Rollout {
  const { step, stage, reason, version, digest } = own
  return {
    ...{ id: own.shownId, leading, state: own.state, createdAt: at },
    carrier: version === undefined ? `${target.function}@${digest}` : versionCarrier(target, version),
    ...counts(own.state),
    digests: { [imageContainer]: digest },
    ...(stage === undefined ? {} : { stage }),
    ...(reason === undefined ? {} : { reason }),
    ...(step ? { next: { what: step.what, afterMs: step.afterMs } } : {}),
  }
}

/** What the alias sends most requests to, by whoever's doing. Its id is another whenever the alias is changed. */
function shownOnAlias(target: AliasTarget, { at, revision, primary, second }: AliasSight): Rollout {
  const state = second ? 'in-progress' : 'completed'
  return {
    ...{ id: `${nameOf(target)} at ${revision}`, leading: true, state, createdAt: at },
    carrier: versionCarrier(target, primary.version),
    ...counts(state),
    digests: { [imageContainer]: primary.digest },
    ...(second ? { stage: `${second.percent} % of the traffic on version ${second.version}` } : {}),
  }
}

/**
 * When what leads by others' doing came to be: nobody tells, so at the time of the view. After a call whose answer was lost it
 * cannot be told from what was there before the call: taken for that, it makes the call be repeated, which finds what it did.
 */
export function sinceWhen({ own }: Pick<Ask, 'own'>, at: Millis): Millis {
  return own && own.id === undefined ? 0 : at
}

/** There are no instances to count: a release serves, or it does not yet. */
export function counts(state: Rollout['state']): Pick<Rollout, 'desired' | 'running' | 'pending' | 'failed'> {
  return { desired: 1, running: state === 'completed' ? 1 : 0, pending: state === 'in-progress' ? 1 : 0, failed: 0 }
}
