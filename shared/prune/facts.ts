import type { ContainerName, Digest, Millis } from '../domain/image.ts'
import type { Order, TagPolicy } from '../domain/policy.ts'
import type { Mark } from '../domain/record.ts'

/** An image as the registry shows it. */
export interface StoredImage {
  readonly digest: Digest
  readonly tags: readonly string[]
  readonly pushedAt: Millis
  /** The registry records it about once a day; absent: never pulled. */
  readonly pulledAt?: Millis
  /** Layers that images share are counted with each of them. */
  readonly bytes: number
  readonly isArchived?: true
  /** What an index lists: platforms, and what was said about them when it was built. */
  readonly lists: readonly Digest[]
  /** What it says something about: a signature, an SBOM. */
  readonly about: readonly Digest[]
}

/** All of a repository, archived images too: a relation that is not known is no reason to keep anything. */
export interface RepositoryFacts {
  /** Full URI. */
  readonly repository: string
  readonly images: readonly StoredImage[]
}

/**
 * Who needs an image. `runs`: a task, a function or a host has it. `revision`: a task definition or a version in use names it.
 * `ledger`: it was proven, and may be gone back to. `deployment`: it is being rolled out, replaced, or about to be.
 * `mark`: the newest push known. `record`: remembered of a target for something else.
 */
export type Use = 'runs' | 'revision' | 'ledger' | 'deployment' | 'mark' | 'record'

/** A digest is needed in every repository that holds it. A tag is needed as what it names at the moment. */
export interface Need {
  readonly use: Use
  /** In words: `target api-production`. */
  readonly by: string
  readonly image: Digest | { readonly repository: string; readonly tag: string }
}

/** A container of a target that takes images of a repository. */
export interface Follower {
  readonly target: string
  readonly container: ContainerName
  readonly repository: string
  readonly tags: TagPolicy
  readonly order: Order
  /** The newest push it knows; absent: it knows none, and everything it follows may still be news. */
  readonly mark?: Mark
}

/** Something that could not be read, in words that say how to mend it, and the repositories that it may need images of. */
export interface Unread {
  readonly why: string
  readonly repositories: readonly string[] | 'all'
}

export interface PruneRules {
  readonly olderThanMs: Millis
  /** How many of the newest images of each repository stay, whatever else. */
  readonly keep: number
}

/** Everything that decides which images may go. */
export interface PruneFacts {
  readonly now: Millis
  readonly rules: PruneRules
  readonly repositories: readonly RepositoryFacts[]
  readonly needs: readonly Need[]
  readonly followers: readonly Follower[]
  readonly unread: readonly Unread[]
}
