import { imageContainer } from '../../config/kinds/image-container.ts'
import type { LambdaTarget } from '../../config/normalised.ts'
import type { Millis } from '../../domain/image.ts'
import type { PlatformView, Rollout, RolloutState } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { counts, sinceWhen } from './alias-view.ts'
import { nameOf } from './lambda-context.ts'
import type { Latest, Standing } from './read-function.ts'

/** An update is dated by AWS's clock and the call by ours. */
const clockSkewMs = 2_000

/** The id of a deployment's rollout on `$LATEST`: what makes it ours is what runs there. */
export function latestRolloutId(deploymentId: string, reverting: boolean): string {
  return `${deploymentId}${reverting ? ':revert' : ''}@$LATEST`
}

/** Makes the view of a target that runs `$LATEST`. When an update of ours failed, what ran before goes on running. */
export function latestView(target: LambdaTarget, ask: Ask, latest: Latest, at: Millis): PlatformView {
  const own = ownOnLatest(ask, latest, at)
  const stands: Latest = own?.state === 'failed' ? { ...latest, standing: { kind: 'ready' } } : latest
  const shown = own?.leading ? [] : [shownOnLatest(target, stands, sinceWhen(ask, at))]
  return { kind: 'seen', at, desired: 1, rollouts: [...(own ? [own] : []), ...shown], messages: [] }
}

/** An update that failed is ours when it came after our call: what is shown then may be the old code again. */
function ownOnLatest({ own, goal }: Ask, latest: Latest, at: Millis): Rollout | undefined {
  const wanted = goal?.[imageContainer]
  if (!own || !wanted) return undefined
  const isThere = latest.digest === wanted
  const { standing } = latest
  const isOursToFail = own.id !== undefined && latest.changedAt >= own.notBefore - clockSkewMs
  if (standing.kind === 'failed' ? !isOursToFail : !isThere) return undefined
  return {
    id: own.id ?? latestRolloutId(own.deploymentId, own.reverting),
    leading: isThere,
    createdAt: at,
    carrier: isThere ? latest.imageUri : (own.carrier ?? ''),
    digests: { [imageContainer]: wanted },
    ...about(standing),
  }
}

/** What `$LATEST` runs by whoever's doing. Its id is another whenever code or configuration are changed. */
function shownOnLatest(target: LambdaTarget, latest: Latest, at: Millis): Rollout {
  const { imageUri, digest, changedAt, standing } = latest
  return {
    id: `${nameOf(target)} as of ${new Date(changedAt).toISOString()}`,
    leading: true,
    createdAt: at,
    carrier: imageUri,
    digests: { [imageContainer]: digest },
    ...about(standing),
  }
}

function about({ kind, why }: Standing): Omit<Rollout, 'id' | 'leading' | 'createdAt' | 'carrier'> {
  const state: RolloutState = kind === 'ready' ? 'completed' : kind === 'failed' ? 'failed' : 'in-progress'
  return {
    state,
    ...counts(state),
    ...(state === 'in-progress' ? { stage: 'the code is being updated' } : {}),
    ...(why === undefined ? {} : { reason: why }),
  }
}
