import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { ApplyEffect } from '../../shared/domain/effect.ts'
import type { PlatformView, Rollout } from '../../shared/domain/observation.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import type { Ask } from '../../shared/ports.ts'
import { dockerHostKind } from './docker-host-kind.ts'
import { ecsKind, type KindWorld, lambdaKind, memoryKind } from './kind-worlds.ts'
import { aPolicy, digest, minute, repository } from './platform-worlds.ts'
import { scheduledTaskKind } from './scheduled-task-kind.ts'

/** Docker hosts run real scripts, which a busy machine slows down. */
jest.setTimeout(60_000)

/** Kinds of which every look shows what there is at this moment. */
const watchedKinds = [
  ['in memory', memoryKind],
  ['ECS', ecsKind],
  ['a Lambda alias', () => lambdaKind('live')],
  ['a Lambda alias, by a canary', () => lambdaKind('live', { kind: 'canary', percent: 10, forMs: minute })],
  ['a Lambda alias, step by step', () => lambdaKind('live', { kind: 'linear', percent: 40, everyMs: minute })],
  ['a Lambda function', () => lambdaKind()],
  ['a rule', () => scheduledTaskKind('rule')],
  ['a schedule', () => scheduledTaskKind('schedule')],
] as const

const kinds = [...watchedKinds, ['Docker hosts', dockerHostKind] as const]

let world: KindWorld

/** What a record knows of the rollout that it watches. */
interface Watched {
  readonly effect: ApplyEffect
  readonly notBefore: number
  readonly rollout: { readonly id: string; readonly carrier: string }
}

function policyOf(target = 'api'): Policy {
  const policy = aPolicy(target)
  return { ...policy, containers: { [world.container]: Object.values(policy.containers)[0] ?? fail('no container') } }
}

function effectOf(n: number, more: Partial<ApplyEffect> = {}): ApplyEffect {
  const images = { [world.container]: { repository, digest: digest(n) } }
  return { kind: 'apply', deploymentId: `deployment-${n}`, release: { images }, force: false, again: false, ...more }
}

function askOf(target: string, watched?: Omit<Watched, 'rollout'> & Partial<Watched>): Ask {
  const ask: Ask = { policy: policyOf(target), known: {}, manifests: {}, wantsDigests: true }
  if (!watched) return ask
  const { effect, notBefore, rollout } = watched
  const { deploymentId, kind } = effect
  const about = { deploymentId, reverting: kind === 'revert', notBefore, evidence: 0, search: false }
  const goal = Object.fromEntries(Object.entries(effect.release.images).map(([name, image]) => [name, image.digest]))
  return { ...ask, goal, own: { ...about, ...(rollout ? { id: rollout.id, carrier: rollout.carrier } : {}) } }
}

async function see(watched?: Parameters<typeof askOf>[1]): Promise<PlatformView> {
  const view = (await world.platform.observe([askOf('api', watched)])).get('api')
  if (view?.kind !== 'seen') throw new Error(view?.message ?? 'no answer')
  expect(view.rollouts.filter(({ leading }) => leading)).toHaveLength(1)
  return view
}

function leadingIn({ rollouts }: PlatformView): Rollout {
  return rollouts.find(({ leading }) => leading) ?? fail('nothing leads')
}

async function begin(effect: ApplyEffect): Promise<Watched> {
  const notBefore = world.now()
  const result = await world.platform.apply(policyOf(), effect)
  if (result.kind !== 'applied') throw new Error(result.message)
  return { effect, notBefore, rollout: result.rollout }
}

/** Looks each minute and takes the steps that the rollout waits for, as long as it is under way. */
async function finish(begun: Watched): Promise<Watched> {
  let watched = begun
  for (let looks = 0; looks < 30; looks += 1) {
    await world.run(minute)
    const own = (await see(watched)).rollouts.find(({ id }) => id === watched.rollout.id)
    if (own?.state === 'completed') return { ...watched, rollout: own }
    if (own?.next) watched = await step(watched, own)
  }
  throw new Error('it never ended')
}

async function step(watched: Watched, { id, stage = '' }: Rollout): Promise<Watched> {
  const { deploymentId, release } = watched.effect
  const effect = { kind: 'advance' as const, deploymentId, release, rollout: id, stage }
  const result = await world.platform.advance(policyOf(), effect)
  if (result.kind !== 'applied') throw new Error(result.message)
  return { ...watched, rollout: result.rollout }
}

function fail(why: string): never {
  throw new Error(why)
}

function everyKind(title: string, suite: () => void): void {
  onEach(kinds, title, suite)
}

function watchedKind(title: string, suite: () => void): void {
  onEach(watchedKinds, title, suite)
}

function onEach(some: readonly (typeof kinds)[number][], title: string, suite: () => void): void {
  describe.each(some)(`${title} (%s)`, (_name, start) => {
    beforeEach(async () => {
      world = await start()
      await world.run(10 * minute)
    })
    afterEach(() => world.stop())
    suite()
  })
}

everyKind('a target at rest', () => {
  it('shows one rollout, settled, under the same id each time', async () => {
    const view = await see()
    expect(view.at).toBe(world.now())
    expect(leadingIn(view)).toMatchObject({ state: 'completed', digests: { [world.container]: digest(1) } })
    expect(leadingIn(view).running).toBe(view.desired)
    await world.run(10 * minute)
    expect(leadingIn(await see()).id).toBe(leadingIn(view).id)
  })

  it('is seen beside one that is gone, which is named', async () => {
    const views = await world.platform.observe([askOf('web'), askOf('api')])
    expect(views.get('api')).toMatchObject({ kind: 'seen' })
    expect(views.get('web')).toMatchObject({
      kind: 'problem',
      cause: 'gone',
      message: expect.stringContaining('web'),
    })
  })

  it('is left alone when a call is denied, and that is said', async () => {
    world.deny()
    expect(await world.platform.apply(policyOf(), effectOf(2))).toMatchObject({
      ...{ kind: 'refused', deploymentId: 'deployment-2', cause: 'denied' },
      message: expect.stringMatching(/denied|permission/),
    })
    expect((await world.platform.observe([askOf('api')])).get('api')).toMatchObject({
      kind: 'problem',
      cause: 'denied',
    })
    expect(world.running()).toEqual([digest(1)])
  })
})

everyKind('a rollout', () => {
  it('leads while it is under way, and to its end', async () => {
    const begun = await begin(effectOf(2))
    const underWay = leadingIn(await see(begun))
    expect(underWay.id).toBe(begun.rollout.id)
    // What is only named somewhere is there as soon as it is named.
    expect(['in-progress', 'completed']).toContain(underWay.state)
    const done = await finish(begun)
    expect(leadingIn(await see(done))).toMatchObject({ id: done.rollout.id, digests: { [world.container]: digest(2) } })
    expect(world.running()).toEqual([digest(2)])
  })

  it('comes to the same end when every call is made twice', async () => {
    await begin(effectOf(2))
    const done = await finish(await begin(effectOf(2, { again: true })))
    const once = await begin(
      effectOf(2, { again: true, release: { ...effectOf(2).release, carrier: done.rollout.carrier } }),
    )
    expect(once.rollout.carrier).toBe(done.rollout.carrier)
    expect(world.running()).toEqual([digest(2)])
  })

  it('is known by what it runs when nobody remembers its id', async () => {
    const { rollout: _forgotten, ...done } = await finish(await begin(effectOf(2)))
    const own = leadingIn(await see(done))
    expect(own).toMatchObject({ state: 'completed', digests: { [world.container]: digest(2) } })
    expect(own.createdAt).toBeGreaterThanOrEqual(done.notBefore - 2_000)
  })

  it('goes back to what carried the release before', async () => {
    const before = leadingIn(await see()).carrier
    await finish(await begin(effectOf(2)))
    const release = { ...effectOf(1).release, carrier: before }
    const back = await finish(await begin(effectOf(1, { kind: 'revert', deploymentId: 'deployment-2', release })))
    expect(back.rollout.carrier).toBe(before)
    expect(world.running()).toEqual([digest(1)])
  })
})

watchedKind('a rollout that ended', () => {
  it('loses the lead to what somebody else puts there, under an id that was not seen before', async () => {
    const first = leadingIn(await see()).id
    const done = await finish(await begin(effectOf(2)))
    world.usurp(3)
    await world.run(10 * minute)
    const by = leadingIn(await see(done))
    expect(by).toMatchObject({ state: 'completed', digests: { [world.container]: digest(3) } })
    expect([first, done.rollout.id]).not.toContain(by.id)
    expect(by.createdAt).toBeGreaterThan(done.notBefore)
  })
})

everyKind('a step of a rollout', () => {
  it('is not taken when it was decided in a stage that the rollout has left', async () => {
    const done = await finish(await begin(effectOf(2)))
    const { deploymentId, release } = done.effect
    const late = { kind: 'advance' as const, deploymentId, release, rollout: done.rollout.id, stage: 'long past' }
    await world.platform.advance(policyOf(), late)
    expect(leadingIn(await see(done))).toMatchObject({ id: done.rollout.id, state: 'completed' })
    expect(world.running()).toEqual([digest(2)])
  })
})
