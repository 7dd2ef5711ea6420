import type { Digest } from '../domain/image.ts'
import type { StoredImage } from './facts.ts'
import { type Kept, type Reason, type RepositoryPlan, reasons } from './plan.ts'

/** What became of the planned images of a repository. */
export interface Removed {
  readonly deleted: readonly StoredImage[]
  /** Gone before their turn came. */
  readonly gone: readonly Digest[]
  readonly failed: readonly { readonly digest: Digest; readonly why: string }[]
  /** Needed after all, or changed, when they were looked at again. */
  readonly spared: number
  /** More than one run deletes. */
  readonly left: number
}

/** A repository in numbers. Bytes are those of compressed layers; images that share layers free less. */
export interface RepositoryReport {
  /** Its name within the registry. */
  readonly repository: string
  readonly images: number
  /** How many stay for which reason, the first of its reasons for each. */
  readonly kept: Readonly<Partial<Record<Reason, number>>>
  readonly proposed: { readonly images: number; readonly bytes: number }
  /** The first of them. */
  readonly examples: readonly ProposedImage[]
  /** Absent when nothing was to be deleted. */
  readonly removed?: {
    readonly images: number
    readonly bytes: number
    readonly gone: number
    readonly spared: number
    readonly left: number
    readonly failed: Removed['failed']
  }
}

export interface ProposedImage {
  readonly digest: Digest
  readonly tags: readonly string[]
  readonly pushedAt: string
}

export interface PruneReport {
  /** For people. */
  readonly message: string
  /** Whether what was proposed was deleted, too. */
  readonly applied: boolean
  readonly repositories: readonly RepositoryReport[]
  /** What could not be read, for which nothing is proposed of the repositories it concerns. */
  readonly unread: readonly string[]
}

const mostExamples = 20

export function repositoryReport({ repository, remove, kept }: RepositoryPlan, removed?: Removed): RepositoryReport {
  return {
    repository: repository.slice(repository.indexOf('/') + 1),
    images: remove.length + kept.length,
    kept: countsOf(kept),
    proposed: { images: remove.length, bytes: bytesOf(remove) },
    examples: remove.slice(0, mostExamples).map(({ digest, tags, pushedAt }) => ({
      digest,
      tags,
      pushedAt: new Date(pushedAt).toISOString(),
    })),
    ...(removed
      ? {
          removed: {
            images: removed.deleted.length,
            bytes: bytesOf(removed.deleted),
            gone: removed.gone.length,
            spared: removed.spared,
            left: removed.left,
            failed: removed.failed,
          },
        }
      : {}),
  }
}

function countsOf(kept: readonly Kept[]): RepositoryReport['kept'] {
  const counts = reasons.map((reason) => [reason, kept.filter((one) => one.reason === reason).length] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

function bytesOf(images: readonly StoredImage[]): number {
  return images.reduce((sum, { bytes }) => sum + bytes, 0)
}
