import type { HostsControl } from '../hosts/hosts-control.ts'
import type { EcsControl } from '../services/ecs/ecs-control.ts'
import type { Fate as EcsFate } from '../services/ecs/fates.ts'
import type { OneOffFate } from '../services/ecs/one-off-fate.ts'
import type { FunctionFate as LambdaFate } from '../services/lambda-functions/function-fates.ts'
import type { FunctionsControl } from '../services/lambda-functions/functions-control.ts'
import { type FunctionFate, isFunctionFate } from './function-fate-schema.ts'
import type { Fate, ScenarioOneOffFate } from './names-schema.ts'
import { type BehaviourHost, setBehaviour } from './set-behaviour.ts'

/** What heeds fates. */
interface FateHost extends BehaviourHost {
  readonly ecs: Pick<EcsControl, 'fate'>
  readonly functions: Pick<FunctionsControl, 'fate'>
  readonly hosts: Pick<HostsControl, 'fate'>
}

/** Gives a content its fate, with everything that runs it and has a word for it. */
export function setFate(host: FateHost, digest: string, fate: Fate): void {
  const { ecs, functions, hosts } = host
  if (isFunctionFate(fate)) {
    functions.fate(digest, lambdaFate(fate))
    return
  }
  ecs.fate(digest, fateOf(fate))
  hosts.fate(digest, typeof fate === 'string' ? fate : (fate.name ?? 'healthy'))
  if (typeof fate !== 'string') setBehaviour(host, digest, fate)
}

/** A fate as the simulated Lambda takes it. */
function lambdaFate(fate: FunctionFate): LambdaFate {
  if (typeof fate === 'string') return { name: fate }
  const { name, share, seconds, reason } = fate
  return {
    name,
    ...(share === undefined ? {} : { share }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** A fate as the simulated ECS takes it. */
function fateOf(fate: Exclude<Fate, FunctionFate>): EcsFate {
  if (typeof fate === 'string') return { name: fate }
  const { name = 'healthy', exitCode, afterSeconds, factor, task } = fate
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
