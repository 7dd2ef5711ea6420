import type { OneOffFate } from './one-off-fate.ts'
import type { EcsState, TaskContainer } from './state.ts'

export const FATE_NAMES = [
  'healthy',
  'crashes',
  'oom',
  'cannot-pull',
  'fails-health-check',
  'slow',
  'flaps',
  'no-capacity',
] as const

export type FateName = (typeof FATE_NAMES)[number]

/** What becomes of tasks that run an image. It belongs to the image's content, hence to its digest. */
export interface Fate {
  readonly name: FateName
  /** `crashes`, `flaps`: default 1. */
  readonly exitCode?: number
  /** `crashes`, `oom`: seconds from RUNNING to the exit, default 5. `flaps`: seconds from healthy, default 60. */
  readonly afterSeconds?: number
  /** `slow`: how many times slower than usual, default 3. */
  readonly factor?: number
  /** What becomes of one-off tasks that run the image, the first that fits; a service's tasks do not heed it. */
  readonly task?: OneOffFate | readonly OneOffFate[]
}

const HEALTHY: Fate = { name: 'healthy' }

export function fateOf(fate: FateName | Fate): Fate {
  return typeof fate === 'string' ? { name: fate } : fate
}

/** The first bad fate among a task's containers decides for the task; only essential ones can bring it down. */
export function taskFate(ecs: EcsState, containers: readonly TaskContainer[]): { fate: Fate; culprit?: TaskContainer } {
  for (const culprit of containers) {
    const fate = containerFate(ecs, culprit)
    if (fate.name !== 'healthy') return { fate, culprit }
  }
  return { fate: HEALTHY }
}

function containerFate(ecs: EcsState, container: TaskContainer): Fate {
  if (container.digest === undefined) return { name: 'cannot-pull' }
  const fate = ecs.fates.get(container.digest) ?? HEALTHY
  const bringsDown = container.essential || fate.name === 'cannot-pull' || fate.name === 'no-capacity'
  return bringsDown ? fate : HEALTHY
}
