import type { CodeDeployApi } from '../../aws/codedeploy-api.ts'
import type { EcsApi } from '../../aws/ecs-api.ts'
import { answering, refuse } from '../../aws/refusal.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import type { PlatformEffect, RefusedResult } from '../../domain/effect.ts'
import { isProblem, type PlatformView, type Problem } from '../../domain/observation.ts'
import type { Ask, Clock, Platform, Registry } from '../../ports.ts'
import { taskDefinitionStore } from '../ecs/task-definition-store.ts'
import { letTrafficMove } from './advance.ts'
import { applyRelease } from './apply.ts'
import type { CodeDeployContext } from './codedeploy-context.ts'
import { look } from './look.ts'
import { viewOf } from './view.ts'

export interface CodeDeployPlatformOptions {
  /** By target name. */
  readonly targets: Readonly<Record<string, CodeDeployTarget>>
  readonly ecs: () => Promise<EcsApi>
  readonly codedeploy: () => Promise<CodeDeployApi>
  readonly clock: Clock
  /** How the registry tells the children of an index. */
  readonly children: Registry['children']
  /** The own stack: what is registered is tagged with it. */
  readonly stack?: string
}

/** A closer look may take several calls. */
const looksAtOnce = 10

/** ECS services that CodeDeploy deploys to: task sets in turn, with traffic moved between them. */
export function codeDeployPlatform(options: CodeDeployPlatformOptions): Platform {
  const { targets, ecs: client, codedeploy, clock, children, stack } = options
  const context: CodeDeployContext = {
    codedeploy,
    ecs: {
      ...{ client, clock, children, definitions: taskDefinitionStore(client, stack) },
      ...{ resolved: new Map(), current: new Map() },
    },
    routings: new Map(),
    stopped: new Map(),
  }
  return {
    observe: (asks) => observe(context, targets, asks),
    async apply(policy, effect) {
      const result = await answering(() => applyRelease(context, known(targets, policy.target), policy, effect))
      return isProblem(result) ? refusedFor(effect, result) : result
    },
    async advance(policy, effect) {
      const result = await answering(() => letTrafficMove(context, known(targets, policy.target), effect))
      return isProblem(result) ? refusedFor(effect, result) : result
    },
  }
}

function refusedFor({ deploymentId }: PlatformEffect, { cause, message }: Problem): RefusedResult {
  return { kind: 'refused', deploymentId, cause, message }
}

async function observe(
  context: CodeDeployContext,
  targets: CodeDeployPlatformOptions['targets'],
  asks: readonly Ask[],
): Promise<ReadonlyMap<string, PlatformView | Problem>> {
  const wanted = asks.flatMap(({ policy, own }) => {
    const target = targets[policy.target]
    const id = own?.id?.startsWith('d-') ? own.id : undefined
    return target ? [{ target, own: id, isSought: own !== undefined && own.id === undefined }] : []
  })
  const sighted = await look(context, wanted)
  const views = new Map<string, PlatformView | Problem>()
  for (let start = 0; start < asks.length; start += looksAtOnce) {
    const some = asks.slice(start, start + looksAtOnce)
    const seen = await Promise.all(some.map((ask) => viewFor(context, targets, ask, sighted)))
    some.forEach((ask, index) => {
      const view = seen[index]
      if (view) views.set(ask.policy.target, view)
    })
  }
  return views
}

function viewFor(
  context: CodeDeployContext,
  targets: CodeDeployPlatformOptions['targets'],
  ask: Ask,
  sighted: Awaited<ReturnType<typeof look>>,
): Promise<PlatformView | Problem> {
  return answering(async () => {
    const target = known(targets, ask.policy.target)
    const seen = sighted.get(target)
    if (!seen) return refuse('unavailable', `Target ${ask.policy.target} was not answered for. It is tried again.`)
    return isProblem(seen) ? seen : viewOf(context, target, ask, seen)
  })
}

function known(targets: CodeDeployPlatformOptions['targets'], name: string): CodeDeployTarget {
  return (
    targets[name] ??
    refuse('invalid', `Target ${name} is no service with codeDeploy in the configuration. Add it to longshore.yml.`)
  )
}
