import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ApplyEffect } from '../../shared/domain/effect.ts'
import type { PlatformView, Problem } from '../../shared/domain/observation.ts'
import type { Ask, Platform } from '../../shared/ports.ts'
import {
  anAsk,
  anEffect,
  aPolicy,
  digest,
  minute,
  repository,
  type SandboxWorld,
  sandboxWorld,
} from '../contracts/platform-worlds.ts'

let world: SandboxWorld
const cluster = 'production'

beforeEach(async () => {
  world = await sandboxWorld()
})
afterEach(() => world.stop())

/** The ECS calls that `work` makes, by operation. */
async function callsOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
  world.aws.calls.clear()
  await work()
  return { ...world.aws.calls.counts() }
}

async function answerFor(ask: Ask = anAsk(), platform = world.platform): Promise<PlatformView | Problem> {
  const answer = (await platform.observe([ask])).get(ask.policy.target)
  if (!answer) throw new Error('no answer')
  return answer
}

async function apply(n: number, more: Partial<ApplyEffect> = {}, platform: Platform = world.platform) {
  const result = await platform.apply(aPolicy(), anEffect(n, more))
  if (result.kind !== 'applied') throw new Error(result.message)
  return result
}

function watching(rollout: { id: string; carrier: string; createdAt: number }, more: Partial<Ask> = {}): Ask {
  const own = {
    id: rollout.id,
    carrier: rollout.carrier,
    deploymentId: 'a-deployment',
    reverting: false,
    notBefore: rollout.createdAt - 1_000,
    evidence: 0,
    search: false,
  }
  return anAsk({ own, known: { [rollout.carrier]: { app: digest(2) } }, goal: { app: digest(2) }, ...more })
}

describe('calls', () => {
  it('are few in a good deployment', async () => {
    world.addService('api', { n: 1 })
    const known = { ...anAsk(), known: {} }
    const started = await callsOf(async () => {
      await answerFor(known)
      await apply(2)
    })
    expect(started).toEqual({
      'ecs:DescribeServices': 1,
      'ecs:DescribeTaskDefinition': 1,
      'ecs:RegisterTaskDefinition': 1,
      'ecs:UpdateService': 1,
    })
  })

  it('are one per look, also in a new worker', async () => {
    world.addService('api', { n: 1 })
    const { rollout } = await apply(2)
    for (let look = 0; look < 5; look += 1) {
      const calls = await callsOf(() =>
        answerFor(watching(rollout), look % 2 === 0 ? world.platform : world.freshPlatform()),
      )
      expect(calls).toEqual({ 'ecs:DescribeServices': 1 })
      await world.run(minute)
    }
    expect(world.running('api')).toEqual([digest(2)])
  })

  it('ask for ten services at once', async () => {
    for (let n = 0; n < 23; n += 1) world.addService(`s${n}`, { n: 1 })
    const asks = Array.from({ length: 23 }, (_, n) => anAsk({ policy: aPolicy(`s${n}`), wantsDigests: false }))
    const calls = await callsOf(async () => {
      const views = await world.platform.observe(asks)
      expect([...views.values()].map(({ kind }) => kind)).toEqual(Array(23).fill('seen'))
    })
    expect(calls).toEqual({ 'ecs:DescribeServices': 3 })
  })

  it('do without reading anything in force mode', async () => {
    world.push(1, 'live')
    world.addService('api', { n: 1, tag: 'live' })
    const calls = await callsOf(() => world.platform.apply(aPolicy('api', 'force'), anEffect(2)))
    expect(calls).toEqual({ 'ecs:UpdateService': 1 })
  })

  it('resolve the tag of what runs once', async () => {
    world.push(1, 'live')
    world.addService('api', { n: 1, tag: 'live' })
    await answerFor()
    expect(await callsOf(() => answerFor())).toEqual({ 'ecs:DescribeServices': 1 })
  })
})

describe('a new revision', () => {
  it('starts from what the service uses at that moment', async () => {
    world.addService('api', { n: 1 })
    await answerFor()
    world.usurp('api', 3)
    await world.run(minute)
    const { rollout } = await apply(2)
    const [first] = world.aws.ecs.taskDefinitions('api').slice(-1)
    expect(rollout.carrier).toBe(first?.arn)
  })

  it('is not made twice when an earlier worker died before using it', async () => {
    world.addService('api', { n: 1 })
    world.aws.faults.onCall({ operation: 'UpdateService' }, 'access-denied')
    expect(await world.platform.apply(aPolicy(), anEffect(2))).toMatchObject({ kind: 'refused' })
    world.aws.faults.clear()
    const before = world.aws.ecs.taskDefinitions('api').length
    await apply(2, { again: true }, world.freshPlatform())
    expect(world.aws.ecs.taskDefinitions('api')).toHaveLength(before)
  })

  it('is not taken from another deployment', async () => {
    world.addService('api', { n: 1 })
    const first = await apply(2)
    const second = await apply(2, { again: true, deploymentId: 'other' }, world.freshPlatform())
    expect(second.rollout.carrier).not.toBe(first.rollout.carrier)
  })

  it('replaces a carrier that became INACTIVE', async () => {
    world.addService('api', { n: 1 })
    const answer = await answerFor()
    const carrier = (answer.kind === 'seen' && answer.rollouts[0]?.carrier) || ''
    await apply(2)
    world.aws.ecs.deregister(carrier)
    const release = { images: { app: { repository, digest: digest(1) } }, carrier }
    const revert = await apply(1, { kind: 'revert', release, deploymentId: 'deployment-2', again: true })
    expect(revert.rollout.carrier).not.toBe(carrier)
    await world.run(10 * minute)
    expect(world.running('api')).toEqual([digest(1)])
  })

  it('is refused when a configured container is not in the task definition, naming both', async () => {
    world.addService('api', { n: 1 })
    const images = { web: { repository, digest: digest(2) } }
    expect(await world.platform.apply(aPolicy(), anEffect(2, { release: { images } }))).toMatchObject({
      ...{ kind: 'refused', cause: 'invalid' },
      message: expect.stringMatching(/no container web; it has app/),
    })
  })
})

describe('going back', () => {
  it('tells what else differs, without values', async () => {
    world.addService('api', { n: 1 })
    const answer = await answerFor()
    const carrier = (answer.kind === 'seen' && answer.rollouts[0]?.carrier) || ''
    const app = { image: `${repository}@${digest(2)}`, environment: [{ name: 'MODE', value: 'hunter2' }] }
    const replaces = world.aws.ecs.registerContainers('api', { app })
    const release = { images: { app: { repository, digest: digest(1) } }, carrier }
    const { differences } = await apply(1, { kind: 'revert', release, replaces })
    expect(differences).toEqual(['container app: environment variable MODE removed'])
  })

  it('is done even if what else differs cannot be read', async () => {
    world.addService('api', { n: 1 })
    const answer = await answerFor()
    const carrier = (answer.kind === 'seen' && answer.rollouts[0]?.carrier) || ''
    await apply(2)
    const release = { images: { app: { repository, digest: digest(1) } }, carrier }
    const { differences } = await apply(1, { kind: 'revert', release, replaces: 'api:999' })
    expect(differences).toEqual([expect.stringMatching(/^what else differs is not known: /)])
    await world.run(10 * minute)
    expect(world.running('api')).toEqual([digest(1)])
  })
})

describe('what cannot be handled', () => {
  it('is named: a service that CodeDeploy rolls out', async () => {
    world.aws.ecs.createService({
      ...{ cluster, name: 'api', containers: { app: `${repository}@${digest(1)}` } },
      controller: 'CODE_DEPLOY',
    })
    expect(await answerFor()).toMatchObject({ cause: 'unsupported', message: expect.stringContaining('CODE_DEPLOY') })
    expect(await world.platform.apply(aPolicy(), anEffect(2))).toMatchObject({ kind: 'refused', cause: 'unsupported' })
  })

  it('is named: a deleted service and a missing cluster', async () => {
    expect(await answerFor()).toMatchObject({ cause: 'gone', message: expect.stringMatching(/cluster production/) })
    world.addService('api', { n: 1 })
    world.aws.ecs.deleteService(cluster, 'api')
    expect(await answerFor()).toMatchObject({ cause: 'gone', message: expect.stringMatching(/INACTIVE/) })
    expect(await world.platform.apply(aPolicy(), anEffect(2))).toMatchObject({ kind: 'refused', cause: 'gone' })
  })

  it('is a target that the configuration does not know', async () => {
    expect(await answerFor(anAsk({ policy: aPolicy('nobody') }))).toMatchObject({ kind: 'problem', cause: 'invalid' })
  })

  it('is deploying to a target that is only observed', async () => {
    world.addService('api', { n: 1 })
    expect(await world.platform.apply(aPolicy('api', 'observe'), anEffect(2))).toMatchObject({ kind: 'refused' })
    expect(world.running('api')).toEqual([digest(1)])
  })

  it('passes by itself: throttling and errors of AWS', async () => {
    world.addService('api', { n: 1 })
    world.aws.faults.onCall({ service: 'ecs' }, 'server-error')
    expect(await answerFor()).toMatchObject({ cause: 'unavailable' })
  })
})

describe('what is seen', () => {
  it('keeps one service that may not be read from blinding the others', async () => {
    world.addService('api', { n: 1 })
    world.addService('web', { n: 1 })
    world.aws.faults.onCall({ operation: 'DescribeServices', nth: 1 }, 'access-denied')
    const views = await world.platform.observe([anAsk(), anAsk({ policy: aPolicy('web') })])
    expect([...views.values()].map(({ kind }) => kind)).toEqual(['seen', 'seen'])
  })

  it('is no end of our rollout while AWS still shows the past', async () => {
    world.addService('api', { n: 1 })
    world.aws.ecs.staleReads(30_000)
    await world.run(minute)
    const { rollout } = await apply(2)
    const answer = await answerFor(watching(rollout))
    expect(answer.kind === 'seen' && answer.rollouts.map(({ id }) => id)).not.toContain(rollout.id)
  })

  it('names the children of an index once, when what runs is one of them', async () => {
    world.push(1, 'live')
    world.addService('api', { n: 1, tag: 'live' })
    const children = [digest(21), digest(22)]
    world.aws.ecr.push({
      repository: 'team/api',
      tag: 'live',
      digest: digest(20),
      index: { children, reportsChild: true },
    })
    const force = aPolicy('api', 'force')
    const result = await world.platform.apply(force, anEffect(20))
    if (result.kind !== 'applied') throw new Error(result.message)
    await world.run(10 * minute)
    const ask = watching(result.rollout, { policy: force, known: {}, goal: { app: digest(20) } })
    const answer = await answerFor(ask)
    expect(answer).toMatchObject({ kind: 'seen', manifests: { [digest(20)]: children } })
    const leading = answer.kind === 'seen' ? answer.rollouts.find((rollout) => rollout.leading) : undefined
    expect(children).toContain(leading?.digests?.['app'])
    const again = await callsOf(() => answerFor({ ...ask, manifests: { [digest(20)]: children } }))
    expect(again).toEqual({ 'ecs:DescribeServices': 1 })
  })
})

describe('what became of a rollout', () => {
  it('tells why a rollout was taken back', async () => {
    world.addService('api', { n: 1, breaker: 'rollback' })
    world.crashes(2)
    const { rollout } = await apply(2)
    await world.run(40 * minute)
    const answer = await answerFor(watching(rollout))
    const own = answer.kind === 'seen' ? answer.rollouts.find(({ id }) => id === rollout.id) : undefined
    expect(own?.reason).toMatch(/circuit breaker/)
  })

  it('finds the fate of a rollout by its carrier when its id was never learnt', async () => {
    world.addService('api', { n: 1 })
    const { rollout } = await apply(2)
    await world.run(30_000)
    world.usurp('api', 3)
    await world.run(10 * minute)
    const own = {
      carrier: rollout.carrier,
      deploymentId: 'a-deployment',
      reverting: false,
      notBefore: rollout.createdAt - 1_000,
      evidence: 0,
      search: false,
    }
    const answer = await answerFor(anAsk({ own }))
    const fate = answer.kind === 'seen' ? answer.rollouts.find(({ carrier }) => carrier === rollout.carrier) : undefined
    expect(fate).toMatchObject({ leading: false, state: 'stopped', digests: { app: digest(2) } })
  })

  it.each(['rollback', 'rollback-new-id'] as const)(
    'is the old digest after the platform took a moved tag back (%s)',
    async (breaker) => {
      const force = aPolicy('api', 'force')
      world.push(1, 'live')
      world.addService('api', { n: 1, tag: 'live', breaker })
      world.push(2, 'live')
      world.crashes(2)
      const result = await world.platform.apply(force, anEffect(2))
      if (result.kind !== 'applied') throw new Error(result.message)
      await world.run(40 * minute)
      const known = { [result.rollout.carrier]: { app: digest(2) } }
      const answer = await answerFor(watching(result.rollout, { policy: force, known }), world.freshPlatform())
      const leading = answer.kind === 'seen' ? answer.rollouts.find((rollout) => rollout.leading) : undefined
      expect(leading).toMatchObject({ state: 'completed', digests: { app: digest(1) } })
    },
  )

  it.each(['rollback', 'rollback-new-id', 'on'] as const)(
    'says to a new worker what the platform had resolved the tag to, from its failure on (%s)',
    async (breaker) => {
      const policy = aPolicy('api', 'force')
      world.push(1, 'live')
      world.addService('api', { n: 1, tag: 'live', breaker })
      world.push(2, 'live')
      world.crashes(2)
      const result = await world.platform.apply(policy, anEffect(2))
      if (result.kind !== 'applied') throw new Error(result.message)
      const ask = watching(result.rollout, { policy, known: {} })
      const seen = []
      for (let minutes = 0; minutes < 30; minutes += 1) {
        await world.run(minute)
        const answer = await answerFor(ask, world.freshPlatform())
        const own = answer.kind === 'seen' ? answer.rollouts.find(({ id }) => id === result.rollout.id) : undefined
        if (own?.state !== 'in-progress') seen.push(own?.digests?.['app'])
      }
      expect([...new Set(seen)]).toEqual([digest(2)])
    },
  )
})
