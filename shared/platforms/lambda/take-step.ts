import { refuse } from '../../aws/refusal.ts'
import type { Digest } from '../../domain/image.ts'
import { callingLambda } from './calling-lambda.ts'
import { type AliasTarget, type LambdaContext, versionCarrier } from './lambda-context.ts'
import { moveAlias } from './move-alias.ts'
import type { AliasSight } from './read-alias.ts'
import { type Latest, standingOf } from './read-function.ts'
import { type RolloutId, rolloutIdOf } from './rollout-id.ts'

/** A rollout on an alias after a step. */
export interface Stepped {
  readonly id: string
  readonly carrier: string
}

/** What the version says of itself that is published for a deployment. */
export function descriptionFor(deploymentId: string): string {
  return `Longshore ${deploymentId}`
}

/** Publishes what `$LATEST` runs and, if the version can serve at once, gives it its first share of the traffic. */
export async function publish(
  context: LambdaContext,
  target: AliasTarget,
  sight: AliasSight,
  latest: Latest,
  { id, percent }: { readonly id: RolloutId; readonly percent: number },
): Promise<Stepped> {
  const api = await context.client()
  const answer = await callingLambda('PublishVersion', `a version of function ${target.function}`, () =>
    api.publishVersion({
      FunctionName: target.function,
      ...(latest.codeSha256 === '' ? {} : { CodeSha256: latest.codeSha256 }),
      Description: descriptionFor(id.deploymentId),
    }),
  )
  const version =
    answer.Version ??
    refuse('unavailable', `AWS did not say which version of ${target.function} it published. It is asked again.`)
  remember(context, target, version, latest.digest)
  const { kind } = standingOf(answer)
  if (kind !== 'ready') return { id: rolloutIdOf({ ...id, version }), carrier: versionCarrier(target, version) }
  return share(context, target, sight, { id, version, percent })
}

/** Gives a version its share of the traffic. */
export async function share(
  context: LambdaContext,
  target: AliasTarget,
  sight: AliasSight,
  { id, version, percent }: { readonly id: RolloutId; readonly version: string; readonly percent: number },
): Promise<Stepped> {
  const revision = await moveAlias(context, target, sight, { version, percent })
  return { id: rolloutIdOf({ ...id, revision, version }), carrier: versionCarrier(target, version) }
}

function remember(context: LambdaContext, target: AliasTarget, version: string, digest: Digest): void {
  context.digests.set(versionCarrier(target, version), digest)
}
