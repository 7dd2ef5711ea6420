import type { Fate as EcsFate } from '../services/ecs/fates.ts'
import type { OneOffFate } from '../services/ecs/one-off-fate.ts'
import type { Fate, ScenarioOneOffFate } from './names-schema.ts'

/** A fate as the simulated ECS takes it. */
export function fateOf(fate: Fate): EcsFate {
  if (typeof fate === 'string') return { name: fate }
  const { name, exitCode, afterSeconds, factor, task } = fate
  return {
    name,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(afterSeconds === undefined ? {} : { afterSeconds }),
    ...(factor === undefined ? {} : { factor }),
    ...(task === undefined ? {} : { task: [task].flat().map(given) }),
  }
}

/** Without the members that are not given: the simulation's own defaults hold for them. */
function given({ command, ends, exitCode, afterSeconds, reason }: ScenarioOneOffFate): OneOffFate {
  return {
    ...(command === undefined ? {} : { command }),
    ...(ends === undefined ? {} : { ends }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(afterSeconds === undefined ? {} : { afterSeconds }),
    ...(reason === undefined ? {} : { reason }),
  }
}
