import type { Place } from '../normalised.ts'
import type { LockedTarget, TargetFile } from '../schema.ts'
import type { ContainerFile } from '../shapes.ts'
import { writtenDockerHost } from './written-docker-host.ts'
import { writtenEcs } from './written-ecs.ts'
import { writtenLambda } from './written-lambda.ts'
import { writtenScheduledTask } from './written-scheduled-task.ts'

/** What a target of any kind says of itself, as written. */
export interface WrittenTarget {
  /** The key of longshore.yml that it is written under. */
  readonly key: 'ecs' | 'lambda' | 'dockerHost' | 'scheduledTask'
  /** Equal for targets that are the same thing on the platform. */
  readonly resource: string
  /** Targets of the same turn are one thing underneath: one of them is deployed to at a time. */
  readonly turn?: string
  /** In words: `the service prod/api`. */
  readonly called: string
  /** Where a mistake about the resource is shown, below the target. */
  readonly resourcePath: readonly string[]
  readonly containers: Readonly<Record<string, ContainerFile>>
  /** Where a container is written, below the target. */
  containerPath(container: string): readonly string[]
  /** What the lock file must know; absent when packaging needs nothing that only the account knows. */
  readonly locks?: Locks
  place(locked: LockedTarget | undefined): Place
}

/** What of a target may come from the lock file instead. */
export interface Locks {
  /** Whether the file states all of it. */
  readonly isStated: boolean
  /** What to state otherwise: `ecs.family and ecs.roles`. */
  readonly statable: string
  /** Roles that the file states. */
  readonly roles: readonly string[] | undefined
  /** How the lock file knows it, and where the difference is shown, if it is another thing by now. */
  disagreement(locked: LockedTarget): { readonly knownAs: string; readonly path: readonly string[] } | undefined
}

/** The schema has seen to it that there is exactly one kind. */
export function writtenTarget({ ecs, lambda, dockerHost, scheduledTask }: TargetFile): WrittenTarget {
  if (ecs) return writtenEcs(ecs)
  if (lambda) return writtenLambda(lambda)
  if (dockerHost) return writtenDockerHost(dockerHost)
  if (scheduledTask) return writtenScheduledTask(scheduledTask)
  throw new Error('A target without a kind came past the schema. Please report this.')
}
