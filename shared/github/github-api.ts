import type { Millis } from '../domain/image.ts'
import type { Source } from '../origin/origin.ts'

/** A repository on GitHub. */
export type Repository = Pick<Source, 'owner' | 'name'>

/** States that a deployment of GitHub is given. */
export type State = 'queued' | 'in_progress' | 'success' | 'failure' | 'inactive'

export interface Status {
  readonly state: State
  /** At most 140 characters. */
  readonly description: string
}

/** Where people go on from a status. */
export interface Links {
  readonly logUrl?: string
  readonly environmentUrl?: string
}

/** A deployment as GitHub is asked for it. */
export interface Wish {
  /** Full id of the commit. */
  readonly ref: string
  readonly environment: string
  readonly isProduction: boolean
  readonly description: string
  /** Id of the deployment it stands for: what it is found again by. */
  readonly deploymentId: string
  /** What it is with us, if that may be told. */
  readonly ours?: { readonly target: string; readonly stack: string }
}

export interface Comparison {
  readonly ahead: number
  readonly behind: number
  /** Oldest first; the newest of those that the head has and the base lacks. */
  readonly commits: readonly ComparedCommit[]
}

export interface ComparedCommit {
  readonly sha: string
  readonly message: string
  readonly author?: string | undefined
  readonly at?: Millis | undefined
}

/** What Longshore asks GitHub for. Every call throws {@link GithubRefusal} for what comes back instead of an answer. */
export interface GithubApi {
  /** Whether everybody can read what is told there. */
  isPublic(repository: Repository): Promise<boolean>
  /** Makes a deployment and tells its id. Twice makes two. */
  create(repository: Repository, wish: Wish): Promise<number>
  /** The deployment that was made for this wish, if one was. */
  find(repository: Repository, wish: Wish): Promise<number | undefined>
  post(repository: Repository, id: number, status: Status, links: Links): Promise<void>
  newestStatus(
    repository: Repository,
    id: number,
  ): Promise<{ readonly state: string; readonly description: string } | undefined>
  /** The full id of a commit. */
  resolve(repository: Repository, revision: string): Promise<string>
  committedAt(repository: Repository, sha: string): Promise<Millis>
  compare(repository: Repository, base: string, head: string): Promise<Comparison>
}
