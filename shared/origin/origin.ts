import type { Millis } from '../domain/image.ts'

/** A repository of source code. */
export interface Source {
  /** `github.com`, in lower case; with its port if it has one. */
  readonly host: string
  readonly owner: string
  readonly name: string
}

/** What an image says about where it comes from, by its labels: whatever they hold has been checked. */
export interface Origin {
  /** Commit it was built from (`org.opencontainers.image.revision`): 7 to 64 hex digits in lower case. */
  readonly revision?: string
  /** Where that commit is (`org.opencontainers.image.source`). */
  readonly source?: Source
  /** When it was built. */
  readonly createdAt?: Millis
  /** When the commit was made, as the source's host tells; absent until somebody asked there. */
  readonly committedAt?: Millis
  /** Why a label was not taken, one sentence each. */
  readonly refused?: readonly string[]
}

/** What an image says cannot be read, for a reason that does not pass by itself (gone, denied, no image): why, and how to mend. */
export interface Unreadable {
  readonly unreadable: string
}

/** `acme/api` */
export function nameOfSource({ owner, name }: Pick<Source, 'owner' | 'name'>): string {
  return `${owner}/${name}`
}
