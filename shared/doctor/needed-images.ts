import { type Digest, type Image, type Images, isDigest, type Manifests } from '../domain/image.ts'
import type { TargetRecord } from '../domain/record.ts'
import { imageReference } from '../prune/image-reference.ts'
import type { Facts } from './facts.ts'

/** An image that must not be deleted. */
export interface NeededImage {
  readonly digest: Digest
  /** Digests of the indexes that list it, as far as known. */
  readonly indexes: readonly Digest[]
  /** As people name it: `1.2.3, which api runs`. */
  readonly why: string
}

/** What runs, what is being rolled out, and what could be gone back to, of one repository. */
export function neededImages(facts: Facts, repository: string): NeededImage[] {
  const needed = Object.entries(facts.config.targets).flatMap(([target]) => {
    const record = facts.records[target]
    return [
      ...(record ? ofRecord(target, record) : []),
      ...(record?.settledOn ? [] : ofDefinition(target, facts, repository)),
      ...ofFunction(target, facts, repository),
    ]
  })
  const here = needed.filter(({ image }) => image.repository === repository)
  return [...Map.groupBy(here, ({ image }) => image.digest).values()].flatMap(([first]) =>
    first
      ? [{ digest: first.image.digest, indexes: indexesOf(first), why: `${nameOf(first.image)}, which ${first.why}` }]
      : [],
  )
}

interface Need {
  readonly image: Image
  readonly why: string
  readonly manifests: Manifests
}

function ofRecord(target: string, record: TargetRecord): Need[] {
  const { state, settledOn, pending, ledger, manifests } = record
  const of = (images: Images | undefined, why: string): Need[] =>
    Object.values(images ?? {}).map((image) => ({ image, why, manifests }))
  const deployment = 'deployment' in state ? state.deployment : undefined
  return [
    ...of(settledOn?.images, `${target} runs`),
    ...of(deployment?.goal.images, `is being deployed to ${target}`),
    ...of(deployment?.from?.images, `${target} ran before`),
    ...of(pending?.images, `waits for ${target}`),
    ...ledger.flatMap(({ release }) => of(release.images, `${target} can go back to`)),
  ]
}

/** What the task definition names, for as long as no record says what runs. */
function ofDefinition(target: string, { targets, lifecycles }: Facts, repository: string): Need[] {
  const sight = targets[target]
  const seen = lifecycles[repository]
  if (!sight || !('definition' in sight) || sight.definition?.kind !== 'seen' || seen?.kind !== 'seen') return []
  return Object.values(sight.definition.value.images).flatMap((reference): Need[] => {
    const named = imageReference(reference)
    if (named.repository !== repository) return []
    const tag = named.tag ?? (named.digest ? undefined : 'latest')
    const digest = named.digest ?? seen.value.images.find(({ tags }) => tag !== undefined && tags.includes(tag))?.digest
    if (digest === undefined) return []
    const image = { repository, digest, ...(tag === undefined ? {} : { tag }) }
    return [{ image, why: `${target} runs`, manifests: {} }]
  })
}

function ofFunction(target: string, { targets, config }: Facts, repository: string): Need[] {
  const sight = targets[target]
  const follows = Object.values(config.targets[target]?.policy.containers ?? {}).some(
    (one) => one.repository === repository,
  )
  if (!follows || sight?.kind !== 'lambda' || sight.function.kind !== 'seen') return []
  const { digest } = sight.function.value
  return digest === undefined ? [] : [{ image: { repository, digest }, why: `${target} runs`, manifests: {} }]
}

function indexesOf({ image, manifests }: Need): Digest[] {
  return Object.entries(manifests).flatMap(([index, children]) =>
    isDigest(index) && children.includes(image.digest) ? [index] : [],
  )
}

function nameOf({ repository, tag }: Image): string {
  const name = repository.slice(repository.indexOf('/') + 1)
  return tag === undefined ? name : `${name}:${tag}`
}
