import type { LongshoreConfig } from './normalised.ts'

/** Targets that take turns share one name, so that one worker at a time looks at them; any other target has its own. */
export function turnOf(target: string, { targets }: LongshoreConfig): string {
  const others = Object.hasOwn(targets, target) ? targets[target]?.policy.takesTurnsWith : undefined
  return [target, ...(others ?? [])].sort()[0] ?? target
}
