import type { Millis } from '../domain/image.ts'

/** A commit, fit to be shown: one line, without control characters; still to be escaped for whoever shows it. */
export interface Commit {
  /** Forty hex digits. */
  readonly sha: string
  /** First line of its message, at most 100 characters. */
  readonly subject: string
  /** Login or name of its author. */
  readonly author?: string
  readonly at?: Millis
}

/** What lies between what ran and what a deployment brings, of one repository of source code. */
export interface Commits {
  /** `acme/api` */
  readonly repository: string
  /** Where people see the comparison. */
  readonly url: string
  /** The commits that were compared; what ran, then what was to run. */
  readonly from: string
  readonly to: string
  /** How many commits the new release has that the old one lacks. */
  readonly ahead: number
  /** How many it lacks that the old one has: a way back. */
  readonly behind: number
  /** Newest first, at most twenty of `ahead`. */
  readonly newest: readonly Commit[]
}

/** Commits of a deployment, as far as they are known: by its outcome they are, unless GitHub was away. */
export interface CommitsOf {
  /**
   * By repository; empty when nobody asked or nobody could tell. What cannot be read is left out and its reason handed to
   * `unreadable`: a deployment is told without it. Throws when the table cannot be reached.
   */
  of(deploymentId: string, unreadable?: (why: string) => void): Promise<readonly Commits[]>
  /** Keeps them; those of the same repository are replaced. */
  put(deploymentId: string, commits: Commits): Promise<void>
}
