import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ApplyEffect } from '../../shared/domain/effect.ts'
import type { PlatformView, Rollout } from '../../shared/domain/observation.ts'
import type { Ask } from '../../shared/ports.ts'
import {
  anAsk,
  anEffect,
  aPolicy,
  codeDeployWorld,
  digest,
  memoryWorld,
  minute,
  type PlatformWorld,
  repository,
  sandboxWorld,
} from './platform-worlds.ts'
import { strategyWorld } from './strategy-world.ts'

/** Platforms that replace what runs step by step, by a rule of their own, and take any change on the way. */
const rolling = [
  ['in memory', memoryWorld],
  ['ECS over the wire', sandboxWorld],
  ['ECS blue/green over the wire', strategyWorld],
] as const

const worlds = [...rolling, ['CodeDeploy over the wire', codeDeployWorld] as const]

let world: PlatformWorld

async function see(more: Partial<Ask> = {}): Promise<PlatformView> {
  const view = (await world.platform.observe([anAsk(more)])).get('api')
  if (view?.kind !== 'seen') throw new Error(view?.message ?? 'no answer')
  return view
}

async function roll(n: number, more: Partial<ApplyEffect> = {}, policy = aPolicy()) {
  const result = await world.platform.apply(policy, anEffect(n, more))
  if (result.kind !== 'applied') throw new Error(result.message)
  return result
}

function watching({ id, carrier, createdAt }: { id: string; carrier: string; createdAt: number }, search = false) {
  return {
    own: {
      id,
      carrier,
      deploymentId: 'a-deployment',
      reverting: false,
      notBefore: createdAt - 1_000,
      evidence: 0,
      search,
    },
  }
}

function find(view: PlatformView, id: string): Rollout | undefined {
  return view.rollouts.find((rollout) => rollout.id === id)
}

function everyPlatform(title: string, suite: () => void): void {
  onEach(worlds, title, suite)
}

function rollingPlatform(title: string, suite: () => void): void {
  onEach(rolling, title, suite)
}

function onEach(some: readonly (typeof worlds)[number][], title: string, suite: () => void): void {
  describe.each(some)(`${title} (%s)`, (_name, start) => {
    beforeEach(async () => {
      world = await start()
    })
    afterEach(() => world.stop())
    suite()
  })
}

everyPlatform('looking at a platform', () => {
  it('shows what runs, settled, before anything was done', async () => {
    world.addService('api', { n: 1 })
    const view = await see()
    expect(view).toMatchObject({ kind: 'seen', desired: 2, at: world.now() })
    expect(view.rollouts).toMatchObject([
      { leading: true, state: 'completed', running: 2, digests: { app: digest(1) } },
    ])
  })

  it('tells the digests of a carrier that names a tag', async () => {
    world.push(1, 'live')
    world.addService('api', { n: 1, tag: 'live' })
    expect((await see()).rollouts[0]?.digests).toEqual({ app: digest(1) })
  })

  it('rolls a release out until nothing else runs', async () => {
    world.addService('api', { n: 1 })
    const { rollout, deploymentId } = await roll(2)
    expect(deploymentId).toBe('deployment-2')
    const started = await see(watching(rollout))
    expect(find(started, rollout.id)).toMatchObject({
      leading: true,
      state: 'in-progress',
      digests: { app: digest(2) },
    })
    await world.run(10 * minute)
    const view = await see(watching(rollout))
    expect(find(view, rollout.id)).toMatchObject({ leading: true, state: 'completed', madeBy: 'deployment-2' })
    expect(world.running('api')).toEqual([digest(2)])
  })
})

everyPlatform('a rollout that fails on a platform', () => {
  it('shows no end and every failed instance when a rollout crashes without a breaker', async () => {
    world.addService('api', { n: 1 })
    world.crashes(2)
    const { rollout } = await roll(2)
    await world.run(15 * minute)
    const view = await see(watching(rollout, true))
    expect(find(view, rollout.id)).toMatchObject({ leading: true, state: 'in-progress' })
    const conclusive = (view.evidence ?? []).filter((evidence) => evidence.conclusive)
    expect(conclusive.length).toBeGreaterThanOrEqual(2)
    expect(conclusive[0]).toMatchObject({ rollout: rollout.id, reason: 'container app exited with code 1' })
    expect(world.running('api')).toContain(digest(1))
  })
})

rollingPlatform('a rollout that ends on a platform', () => {
  it('shows a rollout failed when the breaker gave up', async () => {
    world.addService('api', { n: 1, breaker: 'on' })
    world.crashes(2)
    const { rollout } = await roll(2)
    await world.run(30 * minute)
    expect(find(await see(watching(rollout)), rollout.id)?.state).toBe('failed')
    expect(world.running('api')).toEqual([digest(1)])
  })

  it.each(['rollback', 'rollback-new-id'] as const)(
    'shows a rollout that the platform took back (%s)',
    async (breaker) => {
      world.addService('api', { n: 1, breaker })
      world.crashes(2)
      const { rollout } = await roll(2)
      await world.run(30 * minute)
      const view = await see(watching(rollout))
      expect(['failed', 'rolling-back', 'rolled-back']).toContain(find(view, rollout.id)?.state)
      const leading = view.rollouts.find((other) => other.leading)
      expect(leading).toMatchObject({ state: 'completed', digests: { app: digest(1) } })
      expect(world.running('api')).toEqual([digest(1)])
    },
  )

  it.each(['rollback', 'rollback-new-id'] as const)(
    'is found by what it ran when nobody was told of it and the platform went back (%s)',
    async (breaker) => {
      world.addService('api', { n: 1, breaker })
      world.crashes(2)
      const notBefore = world.now()
      const { rollout } = await roll(2)
      await world.run(20 * minute)
      const { own } = watching(rollout)
      const { id: _untold, carrier: _neither, ...unanswered } = own
      const view = await see({
        own: { ...unanswered, deploymentId: 'deployment-2', notBefore },
        goal: { app: digest(2) },
      })
      expect(view.rollouts.find((one) => one.leading)?.digests).toEqual({ app: digest(1) })
      const found = view.rollouts.find((one) => one.digests?.['app'] === digest(2))
      expect(found?.state).toMatch(/^(rolling-back|rolled-back|failed)$/)
      expect(found?.createdAt).toBeGreaterThanOrEqual(notBefore - 2_000)
    },
  )

  it('shows a rollout stopped when another one took over, and the digests of that one', async () => {
    world.addService('api', { n: 1 })
    const { rollout } = await roll(2)
    await world.run(30_000)
    world.usurp('api', 3)
    await world.run(10 * minute)
    const view = await see(watching(rollout))
    expect(find(view, rollout.id)).toMatchObject({ leading: false, state: 'stopped' })
    expect(view.rollouts.find((other) => other.leading)).toMatchObject({
      state: 'completed',
      digests: { app: digest(3) },
    })
  })
})

everyPlatform('changing a platform', () => {
  it('makes one carrier however often the call is repeated', async () => {
    world.addService('api', { n: 1 })
    const first = await roll(2)
    const second = await roll(2, { again: true })
    expect(second.rollout).toEqual(first.rollout)
  })
})

rollingPlatform('forcing a platform', () => {
  it('starts no second rollout of what leads already, unless forced', async () => {
    world.addService('api', { n: 1 })
    const { rollout } = await roll(2)
    const release = { images: { app: { repository, digest: digest(2) } }, carrier: rollout.carrier }
    expect((await roll(2, { release, again: true })).rollout.id).toBe(rollout.id)
    expect((await roll(2, { release, force: true })).rollout).toMatchObject({ carrier: rollout.carrier })
    await world.run(10 * minute)
    expect((await see()).rollouts.map((other) => other.id)).not.toContain(rollout.id)
  })

  it('resolves the tag anew in force mode, also from the base whose place a pinned copy took', async () => {
    const force = aPolicy('api', 'force')
    world.push(1, 'live')
    world.addService('api', { n: 1, tag: 'live' })
    const base = (await see()).rollouts[0]?.carrier ?? ''
    world.push(2, 'live')
    const { rollout } = await roll(2, {}, force)
    expect(rollout.carrier).toBe(base)
    await world.run(10 * minute)
    const seen = await see({ policy: force, ...watching(rollout) })
    expect(find(seen, rollout.id)).toMatchObject({ state: 'completed', digests: { app: digest(2) } })
    const release = { images: { app: { repository, digest: digest(1) } }, carrier: base }
    await roll(1, { kind: 'revert', release, replaces: base }, force)
    await world.run(10 * minute)
    expect(world.running('api')).toEqual([digest(1)])
    const again = await roll(3, { base }, force)
    expect(again.rollout.carrier).toBe(base)
  })
})

everyPlatform('going back on a platform', () => {
  it('goes back to the carrier of an earlier release', async () => {
    world.addService('api', { n: 1 })
    const before = (await see()).rollouts[0]?.carrier ?? ''
    await roll(2)
    await world.run(10 * minute)
    const release = { images: { app: { repository, digest: digest(1) } }, carrier: before }
    expect((await roll(1, { kind: 'revert', release })).rollout.carrier).toBe(before)
    await world.run(10 * minute)
    expect(world.running('api')).toEqual([digest(1)])
  })

  it('goes back to a digest although the carrier names a tag that moved', async () => {
    world.push(1, 'live')
    world.addService('api', { n: 1, tag: 'live' })
    const before = (await see()).rollouts[0]?.carrier ?? ''
    await roll(2)
    await world.run(10 * minute)
    world.push(2, 'live')
    const release = { images: { app: { repository, digest: digest(1) } }, carrier: before }
    expect((await roll(1, { kind: 'revert', release })).rollout.carrier).not.toBe(before)
    await world.run(10 * minute)
    expect(world.running('api')).toEqual([digest(1)])
  })
})

everyPlatform('a platform at its edges', () => {
  it('completes with nothing running when nothing is wanted', async () => {
    world.addService('api', { n: 1, desired: 0 })
    const { rollout } = await roll(2)
    await world.run(10 * minute)
    const view = await see(watching(rollout))
    expect(view.desired).toBe(0)
    expect(find(view, rollout.id)).toMatchObject({ state: 'completed', running: 0 })
    expect(world.running('api')).toEqual([])
  })

  it('counts healthy instances when asked to search', async () => {
    world.addService('api', { n: 1, desired: 4 })
    const { rollout } = await roll(2)
    await world.run(10 * minute)
    expect(find(await see(watching(rollout, true)), rollout.id)).toMatchObject({ running: 4, healthy: 4 })
  })

  it('says what is denied or gone and does nothing', async () => {
    world.addService('api', { n: 1 })
    world.addService('web', { n: 1 })
    world.remove('web')
    const asks = [anAsk(), anAsk({ policy: aPolicy('web') })]
    const views = await world.platform.observe(asks)
    expect(views.get('api')).toMatchObject({ kind: 'seen' })
    expect(views.get('web')).toMatchObject({ kind: 'problem', cause: 'gone', message: expect.stringContaining('web') })
    world.deny('api')
    expect(await world.platform.apply(aPolicy(), anEffect(2))).toMatchObject({
      ...{ kind: 'refused', deploymentId: 'deployment-2', cause: 'denied' },
      message: expect.stringMatching(/denied|permission/),
    })
    expect((await world.platform.observe([anAsk()])).get('api')).toMatchObject({ kind: 'problem', cause: 'denied' })
    expect(world.running('api')).toEqual([digest(1)])
  })
})
