import { clientSettings } from '../../shared/aws/client-settings.ts'
import { lambdaApi } from '../../shared/aws/lambda-api.ts'
import type { LambdaTarget, Shift } from '../../shared/config/normalised.ts'
import type { AdvanceEffect, AppliedResult, ApplyEffect } from '../../shared/domain/effect.ts'
import type { Digest } from '../../shared/domain/image.ts'
import { isProblem, type PlatformView, type Rollout } from '../../shared/domain/observation.ts'
import { lambdaPlatform } from '../../shared/platforms/lambda/lambda-platform.ts'
import type { Ask, Platform } from '../../shared/ports.ts'
import { type AwsWorld, startAws } from '../contracts/aws-world.ts'
import { aPolicy, digest, repository } from '../contracts/platform-worlds.ts'

export const minute = 60_000

/** The function `thumbs` with the alias `live` at version 1, and an adapter that looks after it under the given targets. */
export interface LambdaWorld {
  readonly aws: AwsWorld
  readonly platform: Platform
  /** An adapter that remembers nothing, as in a new worker; `meanwhile` happens right after it has read an alias. */
  fresh(meanwhile?: () => void): Platform
  see(own?: Watched, target?: string): Promise<PlatformView>
  own(own: Watched, target?: string): Promise<Rollout | undefined>
  apply(n: number, more?: Partial<ApplyEffect>, target?: string): Promise<Watched>
  refused(n: number, more?: Partial<ApplyEffect>, target?: string): Promise<{ cause: string; message: string }>
  /** Takes the step that the rollout waits for. */
  advance(own: Watched, target?: string): Promise<Watched>
  /** Where the alias stands. */
  alias(name?: string): unknown
  /** Calls to Lambda since the last time, by operation. */
  calls(): string[]
}

/** A rollout as the record would know it. */
export interface Watched {
  readonly n: number
  readonly reverting: boolean
  readonly notBefore: number
  readonly rollout?: AppliedResult['rollout']
}

export const functionName = 'thumbs'

export async function lambdaWorld(shift: Shift = { kind: 'all-at-once' }): Promise<LambdaWorld> {
  const aws = await startAws()
  for (const n of [1, 2, 3, 4]) {
    aws.ecr.push({ repository: 'team/api', tag: `v${n}`, digest: digest(n), silent: true })
  }
  aws.functions.createFunction({
    name: functionName,
    image: imageUri(1),
    versions: [imageUri(1)],
    aliases: { live: '1', staging: '1' },
  })
  const targets: Record<string, LambdaTarget> = {
    live: { function: functionName, alias: 'live', shift },
    staging: { function: functionName, alias: 'staging', shift: { kind: 'all-at-once' } },
    latest: { function: functionName, shift: { kind: 'all-at-once' } },
    missing: { function: functionName, alias: 'nowhere', shift },
  }
  const client = lambdaApi(clientSettings())
  const fresh = (meanwhile: () => void = () => {}) => {
    const interrupted = async (input: Parameters<typeof client.getAlias>[0]) => {
      const alias = await client.getAlias(input)
      meanwhile()
      return alias
    }
    return lambdaPlatform({
      targets,
      client: async () => ({ ...client, getAlias: interrupted }),
      clock: aws.world.clock,
    })
  }
  return { aws, fresh, ...driving(aws, fresh()) }
}

function driving(aws: AwsWorld, platform: Platform): Omit<LambdaWorld, 'aws' | 'fresh'> {
  let counted = 0
  const see = async (own?: Watched, target = 'live') => {
    const view = (await platform.observe([anAsk(target, own)])).get(target)
    if (!view || isProblem(view)) throw new Error(view?.message ?? 'no answer')
    return view
  }
  return {
    platform,
    see,
    own: async (own, target) => (await see(own, target)).rollouts.find(({ id }) => id === own.rollout?.id),
    async apply(n, more = {}, target = 'live') {
      const notBefore = aws.world.clock.now()
      const result = await platform.apply(policyOf(target), anEffect(n, more))
      if (result.kind !== 'applied') throw new Error(result.message)
      return { n, notBefore, reverting: more.kind === 'revert', rollout: result.rollout }
    },
    async refused(n, more = {}, target = 'live') {
      const result = await platform.apply(policyOf(target), anEffect(n, more))
      if (result.kind === 'applied') throw new Error('it was applied')
      return result
    },
    async advance(own, target = 'live') {
      const shown = (await see(own, target)).rollouts.find(({ id }) => id === own.rollout?.id)
      const result = await platform.advance(policyOf(target), aStep(own, shown?.stage ?? ''))
      if (result.kind !== 'applied') throw new Error(result.message)
      return { ...own, rollout: result.rollout }
    },
    alias: (name = 'live') => aws.functions.function(functionName).aliases[name],
    calls() {
      const all = aws.calls.list().filter(({ service }) => service === 'lambda')
      const fresh = all.slice(counted).map(({ operation }) => operation)
      counted = all.length
      return fresh
    },
  }
}

export function imageUri(n: number): string {
  return `${repository}@${digest(n)}`
}

export function policyOf(target: string) {
  return aPolicy(target)
}

export function imageDigest(n: number): Digest {
  return digest(n)
}

function images(n: number) {
  return { image: { repository, digest: digest(n) } }
}

export function anEffect(n: number, more: Partial<ApplyEffect> = {}): ApplyEffect {
  const deploymentId = `deployment-${n}`
  return { kind: 'apply', deploymentId, release: { images: images(n) }, force: false, again: false, ...more }
}

/** Going back to what a version carries. */
export function backTo(n: number, carrier: string): Partial<ApplyEffect> {
  return { kind: 'revert', release: { images: images(n), carrier } }
}

export function aStep({ n, rollout }: Watched, stage: string): AdvanceEffect {
  const release = { images: images(n) }
  return { kind: 'advance', deploymentId: `deployment-${n}`, release, rollout: rollout?.id ?? '', stage }
}

export function anAsk(target: string, own?: Watched): Ask {
  const ask: Ask = { policy: policyOf(target), known: {}, manifests: {}, wantsDigests: true }
  if (!own) return ask
  const { n, reverting, notBefore, rollout } = own
  const named = rollout ? { id: rollout.id, carrier: rollout.carrier } : {}
  const about = { deploymentId: `deployment-${n}`, reverting, notBefore, evidence: 0, search: false }
  return { ...ask, own: { ...named, ...about }, goal: { image: digest(n) } }
}
