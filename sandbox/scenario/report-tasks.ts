import type { OneOffNow } from '../services/ecs/one-off-view.ts'
import type { StoryWorld } from './story-world.ts'

/** A task that was run by itself, with the aliases of its images. */
export interface ReportedTask extends OneOffNow {
  readonly images: Readonly<Record<string, string>>
}

/** Aliases of what the task definition of each rule and schedule names, by container. */
export type ReportedSchedules = Readonly<Record<string, Readonly<Record<string, string>>>>

export function reportTasks({ sandbox, images }: StoryWorld): ReportedTask[] {
  return sandbox.ecs.oneOffTasks().map((task) => ({
    ...task,
    images: Object.fromEntries(Object.entries(task.digests).map(([name, digest]) => [name, images.aliasOf(digest)])),
  }))
}

export function reportSchedules(world: StoryWorld): ReportedSchedules {
  const scheduled = Object.entries(world.scheduled).map(([name, { by, group }]) => {
    const target =
      by === 'scheduler'
        ? world.sandbox.schedules.schedule(name, group)?.['Target']
        : [
            ...(world.sandbox.events
              .rules()
              .find((rule) => rule.name === name)
              ?.targets.values() ?? []),
          ][0]?.given
    const revision: unknown = target?.EcsParameters?.TaskDefinitionArn
    return [name, typeof revision === 'string' ? imagesOf(world, revision) : {}]
  })
  return Object.fromEntries(scheduled)
}

function imagesOf({ sandbox, images }: StoryWorld, revision: string): Record<string, string> {
  const named = Object.entries(sandbox.ecs.images(revision)).map(([container, reference]) => {
    const digest = sandbox.ecr.resolve(reference)?.digest ?? reference.split('@')[1]
    return [container, digest === undefined ? reference : images.aliasOf(digest)]
  })
  return Object.fromEntries(named)
}
