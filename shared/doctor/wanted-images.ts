import type { ContainerName } from '../domain/image.ts'
import type { Policy } from '../domain/policy.ts'
import type { TargetRecord } from '../domain/record.ts'
import { imageReference } from '../prune/image-reference.ts'
import type { TargetSight } from './facts.ts'

/** An image that a container is to run next, or runs. */
export interface WantedImage {
  readonly container: ContainerName
  /** As people name it. */
  readonly image: string
  /** `repository@sha256:…` or `repository:tag`. */
  readonly reference: string
}

/**
 * By container the newest push that Longshore knows of; where it knows none yet, the tag that is followed, or what runs. Sidecars of
 * other repositories are nobody's concern.
 */
export function wantedImages(policy: Policy, record: TargetRecord | undefined, sight: TargetSight): WantedImage[] {
  return Object.entries(policy.containers).flatMap(([container, { repository, tags }]): WantedImage[] => {
    const named = (rest: string, shown = rest) => [
      { container, image: `${nameIn(repository)}${shown}`, reference: `${repository}${rest}` },
    ]
    const mark = record?.mark[container]
    if (mark) return named(`@${mark.digest}`, `:${mark.tag}`)
    if (tags.kind === 'exact') return named(`:${tags.tag}`)
    const rest = restOf(repository, runningIn(container, sight))
    return rest === undefined ? [] : named(rest)
  })
}

function runningIn(container: ContainerName, sight: TargetSight): string | undefined {
  if ('definition' in sight && sight.definition?.kind === 'seen') return sight.definition.value.images[container]
  return undefined
}

/** What follows the name of the repository, if it is that one. */
function restOf(repository: string, reference: string | undefined): string | undefined {
  const named = reference === undefined ? undefined : imageReference(reference)
  if (named?.repository !== repository) return undefined
  const tag = named.tag ?? (named.digest ? undefined : 'latest')
  return `${tag === undefined ? '' : `:${tag}`}${named.digest ? `@${named.digest}` : ''}`
}

/** `team/api` of its URI. */
function nameIn(repository: string): string {
  return repository.slice(repository.indexOf('/') + 1)
}
