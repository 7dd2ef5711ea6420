import type { LongshoreConfig } from '../config/normalised.ts'
import { type Frozen, frozenNow } from '../domain/frozen.ts'
import { holdOn } from '../domain/hold.ts'
import { type Digest, sameDigest } from '../domain/image.ts'
import type { RegistryImage, StackStop } from '../domain/observation.ts'
import type { ContainerPolicy, Policy } from '../domain/policy.ts'
import type { TargetRecord } from '../domain/record.ts'
import { admits, whyNotAdmitted } from '../domain/tag-policy.ts'
import type { ExplainCommand } from '../inbound/command.ts'
import type { ImageWish } from '../inbound/image-wish.ts'
import { tidy } from '../notify/tidy.ts'
import type { Clock, RecordStore, Registry, StackState } from '../ports.ts'
import { followedImage, newerThan } from './followed-image.ts'
import { isNamed } from './is-named.ts'
import { policyOf } from './policy-of.ts'

export interface ExplainPorts {
  readonly clock: Clock
  readonly records: RecordStore
  readonly registry: Registry
  readonly stack: StackState
}

/** Why a container takes an image or leaves it: for programs. */
type Why =
  | 'takes'
  | 'other-repository'
  | 'tag'
  | 'no-image'
  | 'paused'
  | 'frozen'
  | 'observed'
  | 'held'
  | 'runs'
  | 'older'

export interface Explanation {
  readonly target: string
  readonly container: string
  readonly takes: boolean
  readonly why: Why
  readonly because: string
}

export interface Explained {
  readonly message: string
  readonly image: { readonly repository: string; readonly tag: string | null; readonly digest: Digest | null }
  readonly targets: readonly Explanation[]
}

/** Which targets would take an image by this name if it were pushed now, and why the others would not. */
export async function explain(
  { image: wish, target }: ExplainCommand,
  config: LongshoreConfig,
  ports: ExplainPorts,
): Promise<Explained> {
  const policies =
    target === undefined ? Object.values(config.targets).map(({ policy }) => policy) : [policyOf(config, target)]
  const places = policies.flatMap((policy) => placesIn(policy, wish))
  const lookUp = followedImage(wish, ports.registry)
  const [first] = places.filter(({ follows }) => follows)
  const image = first && (await lookUp(first.containerPolicy))
  const stop = await ports.stack.readStop()
  const targets = await Promise.all(
    places.map(async (place) =>
      explained(place, wish, place.follows ? await lookUp(place.containerPolicy) : undefined, stop, ports),
    ),
  )
  const lines = targets.map(
    (each) => `${each.takes ? 'yes' : 'no '}  ${each.target}/${each.container}: ${each.because}`,
  )
  const repository = first?.containerPolicy.repository ?? wish.repository ?? ''
  return {
    message: lines.join('\n'),
    image: { repository, tag: wish.tag ?? image?.tag ?? null, digest: wish.digest ?? image?.digest ?? null },
    targets,
  }
}

/** A container of a target, and whether it runs images of the repository that is asked about. */
interface Place {
  readonly policy: Policy
  readonly container: string
  readonly containerPolicy: ContainerPolicy
  readonly follows: boolean
}

function placesIn(policy: Policy, { repository }: ImageWish): Place[] {
  return Object.entries(policy.containers).map(([container, containerPolicy]) => {
    const follows = repository === undefined || isNamed(containerPolicy.repository, repository)
    return { policy, container, containerPolicy, follows }
  })
}

async function explained(
  place: Place,
  wish: ImageWish,
  image: RegistryImage | undefined,
  stop: StackStop,
  { records, clock }: ExplainPorts,
): Promise<Explanation> {
  const { policy, container, containerPolicy } = place
  const about = { target: policy.target, container }
  const never = whyNever(place, wish, image)
  if (never) return { ...about, takes: false, ...never }
  const { record } = await records.load(policy.target)
  const frozen = frozenNow(record ?? {}, policy, stop, clock.now())
  const notNow =
    whyKept(policy, record, stop, frozen) ??
    (record && image && whyLeftAlone(record, containerPolicy, container, image))
  if (notNow) return { ...about, takes: false, ...notNow }
  const asks = policy.approve ? ', once somebody has approved it' : ''
  return { ...about, takes: true, why: 'takes', because: `follows ${shown(containerPolicy)}${asks}` }
}

type Reason = Pick<Explanation, 'why' | 'because'>

function whyNever(
  { follows, containerPolicy: { repository, tags } }: Place,
  { tag, digest }: ImageWish,
  image: RegistryImage | undefined,
): Reason | undefined {
  if (!follows) return { why: 'other-repository', because: `runs images of ${repository}` }
  const because = tag === undefined ? undefined : whyNotAdmitted(tags, tag)
  if (because !== undefined) return { why: 'tag', because }
  if (digest === undefined || (image && admits(tags, image.tag))) return undefined
  const named =
    tag === undefined
      ? `no tag that it follows (${shown({ tags })}) names this image`
      : `${tag} does not name this image`
  return { why: 'no-image', because: `${named} in ${repository}` }
}

function whyKept(
  { target, mode, approve, afterFreeze }: Policy,
  record: TargetRecord | undefined,
  stop: StackStop,
  frozen: Frozen | undefined,
): Reason | undefined {
  if (mode === 'observe') return { why: 'observed', because: 'the target is only observed (mode: observe)' }
  if (record?.stopped) return { why: 'paused', because: `${target} is paused by ${tidy(record.stopped.by, 200)}` }
  if (stop.stopped) return { why: 'paused', because: 'the whole stack is paused' }
  const then = approve || afterFreeze === 'approve' ? 'is asked about' : 'goes out'
  return frozen && { why: 'frozen', because: `${frozen.words}; it ${then} then, if nothing newer was pushed` }
}

function whyLeftAlone(
  record: TargetRecord,
  containerPolicy: ContainerPolicy,
  container: string,
  image: RegistryImage,
): Reason | undefined {
  const running = record.settledOn?.images
  const hold = holdOn(record, {
    images: { ...running, [container]: { repository: containerPolicy.repository, digest: image.digest } },
  })
  if (hold) return { why: 'held', because: `this image is on hold: ${tidy(hold.why, 400)}` }
  const runs = running?.[container]
  if (runs && sameDigest(runs.digest, image.digest, record.manifests))
    return { why: 'runs', because: 'it runs already' }
  const newer = newerThan(record, container, containerPolicy, image)
  return newer === undefined ? undefined : { why: 'older', because: `${newer} is newer` }
}

function shown({ tags }: Pick<ContainerPolicy, 'tags'>): string {
  if (tags.kind === 'exact') return `the tag ${tags.tag}`
  return tags.kind === 'semver' ? `versions within ${tags.range}` : tags.shown
}
