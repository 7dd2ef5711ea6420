import type { EcsTarget, LongshoreConfig } from './normalised.ts'

/** The targets that are ECS services, by name. */
export function ecsTargets({ targets }: LongshoreConfig): Readonly<Record<string, EcsTarget>> {
  return Object.fromEntries(
    Object.entries(targets).flatMap(([name, target]) => (target.kind === 'ecs' ? [[name, target.ecs]] : [])),
  )
}
