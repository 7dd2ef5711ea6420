import type { ContainerDefinition, RegisterTaskDefinitionCommandInput, Tag, TaskDefinition } from '@aws-sdk/client-ecs'
import type { ContainerName, Digest, Digests, Images } from '../../domain/image.ts'
import { isDigest } from '../../domain/image.ts'

/** The tags that tell which deployment registered a task definition, and which Longshore. */
const deploymentTag = 'longshore:deployment'
const stackTag = 'longshore:stack'

/** A task definition together with its tags, which AWS hands out beside it. */
export interface TaggedTaskDefinition {
  readonly definition: TaskDefinition
  readonly tags: readonly Tag[]
}

/**
 * The request that registers a copy which differs in the images of the given containers only. What AWS fills in by itself
 * is dropped, every other member survives, also those this code does not know. Tags are taken over (AWS's own cannot be)
 * and `deploymentId` is added, as is the name of the own stack.
 */
export function pinImages(
  base: TaggedTaskDefinition,
  images: Images,
  deploymentId: string,
  stack?: string,
): RegisterTaskDefinitionCommandInput {
  const { family, containerDefinitions, ...rest } = withoutReadOnly(base.definition)
  return {
    ...rest,
    family,
    containerDefinitions: (containerDefinitions ?? []).map((container) => pinned(container, images)),
    ...tagsOf([
      ...copied(base.tags),
      { key: deploymentTag, value: deploymentId },
      ...(stack === undefined ? [] : [{ key: stackTag, value: stack }]),
    ]),
  }
}

/** Configured containers that a task definition does not have. */
export function missingContainers(definition: TaskDefinition, wanted: readonly ContainerName[]): ContainerName[] {
  const names = (definition.containerDefinitions ?? []).map(({ name }) => name)
  return wanted.filter((name) => !names.includes(name))
}

/** The digests that a task definition names itself; undefined when one of the containers goes by a tag or is missing. */
export function pinnedDigests(definition: TaskDefinition, containers: readonly ContainerName[]): Digests | undefined {
  const found: Record<ContainerName, Digest> = {}
  for (const name of containers) {
    const image = definition.containerDefinitions?.find((container) => container.name === name)?.image
    const digest = digestIn(image)
    if (!digest) return undefined
    found[name] = digest
  }
  return found
}

/** The digest in `repository@sha256:…`. */
export function digestIn(image: string | undefined): Digest | undefined {
  const digest = image?.slice(image.indexOf('@') + 1)
  return digest !== undefined && isDigest(digest) ? digest : undefined
}

/** The deployment that registered the task definition, if it was one of ours. */
export function madeBy(tags: readonly Tag[]): string | undefined {
  return tags.find(({ key }) => key === deploymentTag)?.value
}

/** The stack of Longshore that registered the task definition, if one did that says so. */
export function stackOf(tags: readonly Tag[]): string | undefined {
  return tags.find(({ key }) => key === stackTag)?.value
}

/** `arn:aws:ecs:…:task-definition/api:42` as people read it: `api:42`. */
export function shortCarrier(carrier: string): string {
  return carrier.slice(carrier.indexOf('/') + 1)
}

function pinned(container: ContainerDefinition, images: Images): ContainerDefinition {
  const image = images[container.name ?? '']
  return image ? { ...container, image: `${image.repository}@${image.digest}` } : container
}

function withoutReadOnly(definition: TaskDefinition) {
  const {
    taskDefinitionArn: _arn,
    revision: _revision,
    status: _status,
    requiresAttributes: _attributes,
    compatibilities: _compatibilities,
    registeredAt: _registeredAt,
    registeredBy: _registeredBy,
    deregisteredAt: _deregisteredAt,
    deleteRequestedAt: _deleteRequestedAt,
    family,
    containerDefinitions,
    ...rest
  } = definition
  return { ...rest, family, containerDefinitions }
}

function copied(tags: readonly Tag[]): Tag[] {
  return tags.filter(
    ({ key }) => key !== undefined && !key.startsWith('aws:') && key !== deploymentTag && key !== stackTag,
  )
}

/** AWS refuses an empty list. */
function tagsOf(tags: Tag[]): { tags?: Tag[] } {
  return tags.length > 0 ? { tags } : {}
}
