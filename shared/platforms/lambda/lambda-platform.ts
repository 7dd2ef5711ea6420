import type { LambdaApi } from '../../aws/lambda-api.ts'
import { answering, refuse } from '../../aws/refusal.ts'
import type { LambdaTarget } from '../../config/normalised.ts'
import type { AdvanceEffect, AppliedResult, ApplyEffect, RefusedResult } from '../../domain/effect.ts'
import { isProblem, type PlatformView, type Problem } from '../../domain/observation.ts'
import type { Policy } from '../../domain/policy.ts'
import type { Ask, Clock, Platform } from '../../ports.ts'
import { noSteps } from '../no-steps.ts'
import { advanceAlias } from './advance-alias.ts'
import type { Reads } from './alias-rollout.ts'
import { aliasView } from './alias-view.ts'
import { applyToAlias } from './apply-to-alias.ts'
import { hasAlias, type LambdaContext } from './lambda-context.ts'
import { latestRolloutId, latestView } from './latest-view.ts'
import { type Latest, readLatest, readVersion } from './read-function.ts'
import type { Stepped } from './take-step.ts'
import { imageOf, pinned, updateCode } from './update-code.ts'

export interface LambdaPlatformOptions {
  /** By target name. */
  readonly targets: Readonly<Record<string, LambdaTarget>>
  readonly client: () => Promise<LambdaApi>
  readonly clock: Clock
}

/** All calls but GetFunction share fifteen a second. */
const looksAtOnce = 5

/** Functions that run a container image, by an alias or by `$LATEST`. */
export function lambdaPlatform({ targets, client, clock }: LambdaPlatformOptions): Platform {
  const context: LambdaContext = { client, clock, digests: new Map() }
  const known = (name: string): LambdaTarget => targets[name] ?? refuse('invalid', notConfigured(name))
  return {
    observe: (asks) => observe(context, known, asks),
    apply: (policy, effect) =>
      result(context, effect, () => applyRelease(context, known(policy.target), policy, effect)),
    async advance(policy, effect) {
      const target = targets[policy.target]
      if (!target || !hasAlias(target)) return noSteps(policy.target, effect)
      const reads = readsOf(context, target, new Map())
      return result(context, effect, () => advanceAlias(context, target, effect, reads))
    },
  }
}

async function observe(
  context: LambdaContext,
  known: (name: string) => LambdaTarget,
  asks: readonly Ask[],
): Promise<ReadonlyMap<string, PlatformView | Problem>> {
  const views = new Map<string, PlatformView | Problem>()
  const functions: Functions = new Map()
  for (let start = 0; start < asks.length; start += looksAtOnce) {
    const some = asks.slice(start, start + looksAtOnce)
    const look = async (ask: Ask) => {
      const view = await answering(() => viewOf(context, known(ask.policy.target), ask, functions))
      views.set(ask.policy.target, view)
    }
    await Promise.all(some.map(look))
  }
  return views
}

async function viewOf(
  context: LambdaContext,
  target: LambdaTarget,
  ask: Ask,
  functions: Functions,
): Promise<PlatformView> {
  const at = context.clock.now()
  const reads = readsOf(context, target, functions)
  if (hasAlias(target)) return aliasView(context, target, ask, reads)
  return latestView(target, ask, await reads.latest(), at)
}

/** `$LATEST` by function: several aliases of one function ask for it once. */
type Functions = Map<string, Promise<Latest>>

function readsOf(context: LambdaContext, target: LambdaTarget, functions: Functions): Reads {
  return {
    latest() {
      const reading = functions.get(target.function) ?? readLatest(context, target)
      functions.set(target.function, reading)
      return reading
    },
    version: (number) => readVersion(context, target, number),
  }
}

function applyRelease(
  context: LambdaContext,
  target: LambdaTarget,
  policy: Policy,
  effect: ApplyEffect,
): Promise<Stepped> {
  if (policy.mode === 'observe')
    refuse('invalid', `Target ${policy.target} is only observed (mode: observe): nothing is deployed.`)
  return hasAlias(target) ? applyToAlias(context, target, effect) : applyToLatest(context, target, effect)
}

/** Brings a release onto `$LATEST`, unless it is there already. */
async function applyToLatest(context: LambdaContext, target: LambdaTarget, effect: ApplyEffect): Promise<Stepped> {
  const image = imageOf(effect.release)
  const { digest, standing } = await readLatest(context, target)
  if (digest !== image.digest || standing.kind === 'failed') await updateCode(context, target, image)
  return { id: latestRolloutId(effect.deploymentId, effect.kind === 'revert'), carrier: pinned(image) }
}

async function result(
  { clock }: LambdaContext,
  { deploymentId }: ApplyEffect | AdvanceEffect,
  work: () => Promise<Stepped>,
): Promise<AppliedResult | RefusedResult> {
  const done = await answering(work)
  if (isProblem(done)) return { kind: 'refused', deploymentId, cause: done.cause, message: done.message }
  return { kind: 'applied', deploymentId, rollout: { ...done, createdAt: clock.now() } }
}

function notConfigured(name: string): string {
  return `Target ${name} is not a Lambda function of the configuration. Add it to longshore.yml.`
}
