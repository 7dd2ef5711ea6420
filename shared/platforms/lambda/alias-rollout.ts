import { imageContainer } from '../../config/kinds/image-container.ts'
import type { Shift } from '../../config/normalised.ts'
import type { Digest } from '../../domain/image.ts'
import type { Ask } from '../../ports.ts'
import type { AliasSight } from './read-alias.ts'
import type { Latest, Standing, Version } from './read-function.ts'
import { type RolloutId, readRolloutId, rolloutIdOf } from './rollout-id.ts'
import { nextShare, shiftWords } from './shift.ts'

/** Our own rollout on an alias, as its state shows it. */
export interface OwnOnAlias {
  readonly id: RolloutId
  /** As the record knows it; it keeps its id until a step of ours changes it. */
  readonly shownId: string
  readonly state: 'in-progress' | 'completed' | 'failed'
  readonly digest: Digest
  /** The version that carries the release, as soon as there is one. */
  readonly version?: string
  readonly stage?: string
  readonly reason?: string
  readonly step?: Step
}

/** What is to be done next. */
export interface Step {
  readonly kind: 'publish' | 'share'
  readonly percent: number
  readonly afterMs: number
  readonly what: string
}

/** Reads what the alias does not tell; called only where it matters. */
export interface Reads {
  readonly latest: () => Promise<Latest>
  readonly version: (number: string) => Promise<Version | undefined>
}

/** An update is dated by AWS's clock and the call by ours. */
const clockSkewMs = 2_000

/**
 * Our own rollout: what the alias shows of the goal; and as long as nobody has touched the alias since, what is being made for
 * it. Undefined when there is nothing of it (any more).
 */
export async function ownOnAlias(
  sight: AliasSight,
  { own, goal }: Pick<Ask, 'own' | 'goal'>,
  shift: Shift,
  reads: Reads,
): Promise<OwnOnAlias | undefined> {
  const digest = goal?.[imageContainer]
  if (!own || !digest) return undefined
  const known = readRolloutId(own.id)
  const id = known ?? { deploymentId: own.deploymentId, reverting: own.reverting, revision: sight.revision }
  const rollout = { id, shownId: own.id ?? rolloutIdOf(id), digest }
  const pace: Shift = id.reverting ? { kind: 'all-at-once' } : shift
  const { primary, second } = sight
  if (primary.digest === digest) {
    return second ? undefined : { ...rollout, state: 'completed', version: primary.version }
  }
  if (second?.digest === digest) return { ...rollout, ...shared(second, pace) }
  if (known?.revision !== sight.revision) return undefined
  if (known.version !== undefined) {
    const version = await reads.version(known.version)
    return version?.digest === digest ? { ...rollout, ...published(version, pace) } : undefined
  }
  const latest = await reads.latest()
  const about = made(latest, digest, own.notBefore, pace)
  return about && { ...rollout, ...about }
}

type About = Omit<OwnOnAlias, 'id' | 'shownId' | 'digest'>

function shared({ version, percent }: { readonly version: string; readonly percent: number }, shift: Shift): About {
  const next = nextShare(shift, percent)
  return {
    state: 'in-progress',
    version,
    stage: `${percent} % of the traffic on version ${version}`,
    step: { kind: 'share', ...next, what: shiftWords(next.percent, version) },
  }
}

function published({ number, standing }: Version, shift: Shift): About {
  if (standing.kind === 'failed') return { ...failed(standing), version: number }
  if (standing.kind === 'under-way')
    return { state: 'in-progress', version: number, stage: `version ${number} is being made ready` }
  const next = nextShare(shift, 0)
  return {
    state: 'in-progress',
    version: number,
    stage: `version ${number} is ready`,
    step: { kind: 'share', ...next, what: shiftWords(next.percent, number) },
  }
}

/** What `$LATEST` shows of the release. A failure counts when it came after our call: the code that is shown may be the old one. */
function made(
  { digest, standing, changedAt }: Latest,
  wanted: Digest,
  notBefore: number,
  shift: Shift,
): About | undefined {
  if (standing.kind === 'failed') return changedAt >= notBefore - clockSkewMs ? failed(standing) : undefined
  if (digest !== wanted) return undefined
  if (standing.kind === 'under-way') return { state: 'in-progress', stage: 'the code is being updated' }
  const { percent, afterMs } = nextShare(shift, 0)
  const what = 'publishes a version'
  return { state: 'in-progress', stage: 'the code is updated', step: { kind: 'publish', percent, afterMs, what } }
}

function failed({ why }: Standing): About {
  return { state: 'failed', ...(why === undefined ? {} : { reason: why }) }
}
