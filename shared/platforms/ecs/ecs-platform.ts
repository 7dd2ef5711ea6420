import type { EcsApi } from '../../aws/ecs-api.ts'
import { answering, refuse } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import { isProblem, type PlatformView, type Problem } from '../../domain/observation.ts'
import type { Ask, Clock, Platform, Registry } from '../../ports.ts'
import { answerPause } from './answer-pause.ts'
import { applyRelease } from './apply.ts'
import { describeServices, type Sighting, serviceKey } from './describe-services.ts'
import type { EcsContext } from './ecs-context.ts'
import { describeRunning, type RunningDeployments } from './running-deployments.ts'
import { taskDefinitionStore } from './task-definition-store.ts'
import { viewOf } from './view.ts'

export interface EcsPlatformOptions {
  /** By target name. */
  readonly targets: Readonly<Record<string, EcsTarget>>
  readonly client: () => Promise<EcsApi>
  readonly clock: Clock
  /** How the registry tells the children of an index. */
  readonly children: Registry['children']
  /** The own stack: what is registered is tagged with it. */
  readonly stack?: string
}

/** A closer look may take several calls, and AWS refills twenty a second. */
const looksAtOnce = 10

/** ECS services with the controller of ECS itself: rolling, blue/green, linear and canary. */
export function ecsPlatform({ targets, client, clock, children, stack }: EcsPlatformOptions): Platform {
  const context: EcsContext = {
    ...{ client, clock, children, definitions: taskDefinitionStore(client, stack) },
    ...{ resolved: new Map(), current: new Map() },
  }
  return {
    observe: (asks) => observe(context, targets, asks),
    async apply(policy, effect) {
      const result = await answering(() => applyRelease(context, known(targets, policy.target), policy, effect))
      if (!isProblem(result)) return result
      return { kind: 'refused', deploymentId: effect.deploymentId, cause: result.cause, message: result.message }
    },
    async advance(policy, effect) {
      const result = await answering(() => answerPause(context, known(targets, policy.target), effect))
      if (!isProblem(result)) return result
      return { kind: 'refused', deploymentId: effect.deploymentId, cause: result.cause, message: result.message }
    },
  }
}

async function observe(
  context: EcsContext,
  targets: EcsPlatformOptions['targets'],
  asks: readonly Ask[],
): Promise<ReadonlyMap<string, PlatformView | Problem>> {
  const wanted = asks.flatMap(({ policy }) => targets[policy.target] ?? [])
  const sightings = await describeServices(context, wanted)
  const running = await describeRunning(context, sightings)
  const views = new Map<string, PlatformView | Problem>()
  for (let start = 0; start < asks.length; start += looksAtOnce) {
    const some = asks.slice(start, start + looksAtOnce)
    const seen = await Promise.all(some.map((ask) => viewFor(context, targets, ask, sightings, running)))
    some.forEach((ask, index) => {
      const view = seen[index]
      if (view) views.set(ask.policy.target, view)
    })
  }
  return views
}

function viewFor(
  context: EcsContext,
  targets: EcsPlatformOptions['targets'],
  ask: Ask,
  sightings: ReadonlyMap<string, Sighting>,
  running: RunningDeployments,
): Promise<PlatformView | Problem> {
  return answering(async () => {
    const target = known(targets, ask.policy.target)
    const sighting = sightings.get(serviceKey(target))
    if (!sighting) return refuse('unavailable', `Target ${ask.policy.target} was not answered for. It is tried again.`)
    return 'kind' in sighting ? sighting : viewOf(context, target, ask, sighting, running)
  })
}

function known(targets: EcsPlatformOptions['targets'], name: string): EcsTarget {
  return (
    targets[name] ??
    refuse('invalid', `Target ${name} is not an ECS service of the configuration. Add it to longshore.yml.`)
  )
}
