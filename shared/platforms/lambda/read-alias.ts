import { refuse } from '../../aws/refusal.ts'
import { imageContainer } from '../../config/kinds/image-container.ts'
import type { Digest, Digests, Millis } from '../../domain/image.ts'
import { readingThing } from './calling-lambda.ts'
import { type AliasTarget, type LambdaContext, nameOf, versionCarrier } from './lambda-context.ts'
import { readVersion } from './read-function.ts'

/** A version that an alias sends requests to. */
export interface Pointed {
  readonly version: string
  readonly digest: Digest
}

/** An alias as it is now. */
export interface AliasSight {
  readonly at: Millis
  /** Another one whenever the alias is changed. */
  readonly revision: string
  readonly primary: Pointed
  /** The second version, if the traffic is shared, with its share in whole percents. */
  readonly second?: Pointed & { readonly percent: number }
}

/** Digests by carrier that are known already. */
type Known = Readonly<Record<string, Digests>>

/** Reads an alias and what its versions run. Throws a Refusal when there is none, or it points at `$LATEST`. */
export async function readAlias(context: LambdaContext, target: AliasTarget, known: Known = {}): Promise<AliasSight> {
  const at = context.clock.now()
  const { version, revision, second } = await readPointers(context, target)
  const primary = { version, digest: await digestOf(context, target, version, known) }
  if (!second) return { at, revision, primary }
  const digest = await digestOf(context, target, second.version, known)
  return { at, revision, primary, second: { ...second, digest } }
}

interface Pointers {
  readonly version: string
  readonly revision: string
  readonly second?: { readonly version: string; readonly percent: number }
}

async function readPointers(context: LambdaContext, target: AliasTarget): Promise<Pointers> {
  const api = await context.client()
  const { function: FunctionName, alias: Name } = target
  const alias = await readingThing('GetAlias', nameOf(target), () => api.getAlias({ FunctionName, Name }))
  const { FunctionVersion: version = '', RevisionId: revision = '' } = alias
  if (version === '$LATEST') return refuse('unsupported', pointsAtLatest(target))
  const [share] = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).filter(([, weight]) => weight > 0)
  if (!share) return { version, revision }
  return { version, revision, second: { version: share[0], percent: Math.round(share[1] * 100) } }
}

async function digestOf(context: LambdaContext, target: AliasTarget, version: string, known: Known): Promise<Digest> {
  const carrier = versionCarrier(target, version)
  const digest = known[carrier]?.[imageContainer] ?? context.digests.get(carrier)
  if (digest) return digest
  const read = await readVersion(context, target, version)
  return (
    read?.digest ??
    refuse(
      'unavailable',
      `The version ${version} of function ${target.function} was not answered for. It is tried again.`,
    )
  )
}

function pointsAtLatest(target: AliasTarget): string {
  return (
    `The ${nameOf(target)} points at $LATEST, which changes under it and shares no traffic. ` +
    'Publish a version and point the alias at it, or leave alias out of the target.'
  )
}
