import type { OneOffNow } from '../services/ecs/one-off-view.ts'
import { everyPlace } from './other-places.ts'
import type { ScheduledTask } from './schedule-schema.ts'
import type { StoryWorld } from './story-world.ts'

/** A task that was run by itself, with the aliases of its images. */
export interface ReportedTask extends OneOffNow {
  readonly images: Readonly<Record<string, string>>
}

/** Aliases of what the task definition of each rule and schedule names, by container; those of other places by `222222222222/eu-west-1 NAME`. */
export type ReportedSchedules = Readonly<Record<string, Readonly<Record<string, string>>>>

export function reportTasks({ sandbox, images }: StoryWorld): ReportedTask[] {
  return sandbox.ecs.oneOffTasks().map((task) => ({
    ...task,
    images: Object.fromEntries(Object.entries(task.digests).map(([name, digest]) => [name, images.aliasOf(digest)])),
  }))
}

export function reportSchedules(world: StoryWorld): ReportedSchedules {
  const reported = everyPlace(world.sandbox).flatMap(({ prefix, ...place }) =>
    Object.entries(world.scheduled[prefix] ?? {}).map(([name, task]) => {
      const revision = revisionOf(name, task, place)
      return [`${prefix}${name}`, typeof revision === 'string' ? imagesOf(world, place, revision) : {}]
    }),
  )
  return Object.fromEntries(reported)
}

type Place = Pick<ReturnType<typeof everyPlace>[number], 'ecs' | 'events' | 'schedules'>

function revisionOf(name: string, { by, group }: ScheduledTask, { events, schedules }: Place): unknown {
  if (by === 'scheduler') return schedules.schedule(name, group)?.['Target']?.EcsParameters?.TaskDefinitionArn
  const rule = events.rules().find((one) => one.name === name)
  const [target] = rule?.targets.values() ?? []
  return target?.given?.['EcsParameters']?.TaskDefinitionArn
}

function imagesOf({ sandbox, images }: StoryWorld, { ecs }: Place, revision: string): Record<string, string> {
  const named = Object.entries(ecs.images(revision)).map(([container, reference]) => {
    const digest = sandbox.ecr.resolve(reference)?.digest ?? reference.split('@')[1]
    return [container, digest === undefined ? reference : images.aliasOf(digest)]
  })
  return Object.fromEntries(named)
}
