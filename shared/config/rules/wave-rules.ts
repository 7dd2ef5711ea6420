import type { Finding } from '../mistake.ts'
import { forEachTarget, type Rule } from './rule.ts'

/** Waiting for a target that is not there would be waiting for ever. */
export const upstreamExists: Rule = forEachTarget((name, { dependsOn = [] }, { file }) =>
  dependsOn.flatMap((upstream, index): Finding[] => {
    const written = file.targets[upstream]
    const mode = written?.mode ?? file.defaults?.mode
    if (written && mode !== 'observe') return []
    return [
      {
        rule: 'unusable-upstream',
        path: ['targets', name, 'dependsOn', index],
        what: `Target ${name} depends on ${upstream}, which ${written ? 'is only observed' : 'is no target'}.`,
        why: 'It would wait for a release that is never proven there.',
        mend: written ? `Take mode observe from ${upstream}, or the dependency away.` : 'Name a target of this file.',
      },
    ]
  }),
)

/** Targets that wait for each other would wait for ever. */
export const noCycles: Rule = ({ file }) => {
  const cycles = new Map<string, Finding>()
  for (const name of Object.keys(file.targets)) {
    const cycle = cycleFrom(name, [name], (target) => file.targets[target]?.dependsOn ?? [])
    if (!cycle) continue
    const key = [...new Set(cycle)].sort().join(' ')
    if (!cycles.has(key)) cycles.set(key, cyclic(name, cycle))
  }
  return [...cycles.values()]
}

/** The way from a target back to itself. */
function cycleFrom(
  start: string,
  way: readonly string[],
  upstreams: (target: string) => readonly string[],
): readonly string[] | undefined {
  for (const next of upstreams(way.at(-1) ?? start)) {
    if (next === start) return [...way, next]
    if (way.includes(next)) continue
    const found = cycleFrom(start, [...way, next], upstreams)
    if (found) return found
  }
  return undefined
}

function cyclic(name: string, cycle: readonly string[]): Finding {
  return {
    rule: 'dependency-cycle',
    path: ['targets', name, 'dependsOn'],
    what: `Targets wait for each other: ${cycle.join(' → ')}.`,
    why: 'None of them would ever start.',
    mend: 'Take one of these dependencies away.',
  }
}
