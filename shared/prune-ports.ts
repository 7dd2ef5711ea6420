import type { Digest, Millis } from './domain/image.ts'
import type { Problem } from './domain/observation.ts'
import type { Need, RepositoryFacts, Unread } from './prune/facts.ts'
import type { NamedByRecord } from './prune/named-by-record.ts'

/** What the table remembers of every target, also of those that the configuration no longer names. */
export interface Memory {
  /**
   * What records and inboxes name, read consistently, page by page. A record that cannot be read is told as such: it may name
   * anything. Throws when the table cannot be reached.
   */
  read(): Promise<{ readonly named: readonly NamedByRecord[]; readonly unread: readonly Unread[] }>
}

/** A task definition that a ledger, or a deployment in progress, may bring back. */
export interface NamedCarrier {
  readonly carrier: string
  /** In words: `target api`. */
  readonly by: string
}

/** What task definitions name. Never throws for what the platform answers; carriers of other kinds are left alone. */
export type DefinitionImages = (carriers: readonly NamedCarrier[]) => Promise<InUse>

/** What one kind of target has in use. Never throws for what the platform answers. */
export interface ImageUsers {
  inUse(): Promise<InUse>
}

export interface InUse {
  readonly needs: readonly Need[]
  /**
   * Of which targets it could not be told, where they can have nothing but what they follow and what is remembered of them; `all`: it
   * may concern images of any repository.
   */
  readonly unread: readonly { readonly why: string; readonly targets: readonly string[] | 'all' }[]
}

/** What became of a batch. */
export interface Removal {
  readonly removed: readonly Digest[]
  /** Gone already: somebody else was faster. */
  readonly gone: readonly Digest[]
  readonly failed: readonly { readonly digest: Digest; readonly why: string }[]
}

/** The registry, for whoever cleans it up. Never throws for what it answers. */
export interface PruneRegistry {
  /** Everything that a repository holds, as it is now. */
  list(repository: string): Promise<RepositoryFacts | Problem>
  /** Deletes up to a hundred images with all their tags. */
  remove(repository: string, digests: readonly Digest[]): Promise<Removal | Problem>
}

/** Answers what a port refuses as its problem; a bug stays an exception. */
export type Answering = <T>(work: () => Promise<T>) => Promise<T | Problem>

/** Where each batch is written down at once: a run that ends early has told what is gone. */
export interface PruneLog {
  info(message: string, keys?: Readonly<Record<string, unknown>>): void
}

/** What was last told of what would be deleted. */
export interface ToldPlan {
  /** Of the rules it was made by. */
  readonly rules: string
  readonly at: Millis
}

/** Throws when the table cannot be reached. */
export interface ToldPlans {
  read(): Promise<ToldPlan | undefined>
  write(told: ToldPlan): Promise<void>
}
