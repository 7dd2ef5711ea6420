import type { GithubEnvironment } from '../config/normalised.ts'
import type { Millis } from '../domain/image.ts'
import type { CommitsOf } from '../notify/commits-of.ts'
import type { OutcomeDocument, ProgressDocument } from '../notify/document-schema.ts'
import type { Sources } from '../origin/where-from.ts'
import type { Announcer, Claims, Clock, Origins, SlackQueue } from '../ports.ts'
import type { GithubApi, Repository } from './github-api.ts'
import type { GithubMemory } from './told.ts'

/** What telling GitHub works with. */
export interface Desk {
  readonly api: GithubApi
  readonly memory: GithubMemory
  readonly claims: Claims
  readonly origins: Origins
  readonly commits: CommitsOf
  readonly announcer: Announcer
  readonly queue: SlackQueue
  readonly clock: Clock
  /** When to begin nothing more of a batch, epoch ms; absent: no haste. What is merely nice to know is left out after it. */
  readonly until?: Millis
  readonly log: GithubLog
  readonly sources: Sources
  /** Whether names, reasons and links are told; absent: where not everybody can read them. */
  readonly details?: boolean
  /** By target; absent: nobody asked for it to be told. */
  readonly environments: Readonly<Record<string, GithubEnvironment>>
}

export interface GithubLog {
  debug(message: string, fields: Fields): void
  info(message: string, fields: Fields): void
  warn(message: string, fields: Fields): void
  error(message: string, fields: Fields): void
}

type Fields = Readonly<Record<string, string | number>>

/** A deployment under way, or ended. */
export type DeploymentDocument = ProgressDocument | OutcomeDocument

/** One container of a deployment whose commit is known. */
export interface Subject {
  readonly document: DeploymentDocument
  readonly environment: GithubEnvironment
  readonly container: string
  readonly repository: Repository
  /** 7 to 64 hex digits. */
  readonly revision: string
  /** Whether nothing but a label of the image names the repository. */
  readonly byLabel: boolean
}

/** Whether the time for a batch is over. */
export function isLate({ clock, until }: Pick<Desk, 'clock' | 'until'>): boolean {
  return until !== undefined && clock.now() >= until
}

/** Keys of every log line about it. */
export function keysOf({ document, repository }: Pick<Subject, 'document' | 'repository'>): Record<string, string> {
  const { target, deployment } = document
  return { target, deploymentId: deployment.id, repository: `${repository.owner}/${repository.name}` }
}
