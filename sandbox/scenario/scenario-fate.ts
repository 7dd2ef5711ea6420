import type { Fate as EcsFate } from '../services/ecs/fates.ts'
import type { Fate } from './names-schema.ts'

/** A fate as the simulated ECS takes it. */
export function fateOf(fate: Fate): EcsFate {
  if (typeof fate === 'string') return { name: fate }
  const { name, exitCode, afterSeconds, factor } = fate
  return {
    name,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(afterSeconds === undefined ? {} : { afterSeconds }),
    ...(factor === undefined ? {} : { factor }),
  }
}
