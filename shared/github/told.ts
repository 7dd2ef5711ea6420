import type { Millis } from '../domain/image.ts'
import type { Repository, Status } from './github-api.ts'

/** What GitHub was told of one deployment, in one repository. */
export interface Told {
  readonly repository: Repository
  /** Full id of the commit. */
  readonly ref: string
  readonly environment: string
  /** Whether it is told with names, reasons and links; absent: that was not decided yet. */
  readonly detailed?: boolean
  /** GitHub's id; absent while it is being made: a worker that died may have made it without writing that down. */
  readonly githubId?: number
  /** Of the newest progress that was told, or needed no telling. */
  readonly sequence: number
  /** Newest last. */
  readonly statuses: readonly Status[]
  /** About to be posted: a worker that died may have posted it without writing that down. */
  readonly posting?: Status
  /** How many of the statuses belong to the outcome. */
  readonly final: number
  /** Nothing is told after that. */
  readonly ended?: true
  /** Why GitHub does not take it: only the outcome is tried again. */
  readonly refused?: string
  /** The commits in between have been asked for. */
  readonly compared?: true
}

/** The deployment whose release runs on a target, as far as GitHub knows. */
export interface Active {
  readonly deploymentId: string
  /** UTC, ISO 8601: one deployment of a target ends before the next begins. */
  readonly endedAt: string
}

/** What is remembered between messages. Whoever writes has claimed the target. Throws when the table cannot be reached. */
export interface GithubMemory {
  told(deploymentId: string, repository: Repository): Promise<Told | undefined>
  keep(deploymentId: string, told: Told): Promise<void>
  active(target: string, repository: Repository): Promise<Active | undefined>
  setActive(target: string, repository: Repository, active: Active): Promise<void>
  /** Whether people have been told of something. */
  isReported(matter: string): Promise<boolean>
  /** Until then, or for good. */
  setReported(matter: string, until?: Millis): Promise<void>
}
