import { beforeEach, expect, it } from '@jest/globals'
import type { ApplyEffect } from '../../shared/domain/effect.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import type { Ask } from '../../shared/ports.ts'
import { type FakePlatform, fakePlatform } from '../fakes/fake-platform.ts'
import { type FakeRegistry, fakeRegistry } from '../fakes/fake-registry.ts'
import { type VirtualClock, virtualClock } from '../fakes/virtual-clock.ts'

const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api'
const digest = (n: number): Digest => `sha256:${String(n).padStart(64, '0')}`
const minute = 60_000

let clock: VirtualClock
let registry: FakeRegistry
let platform: FakePlatform

beforeEach(() => {
  clock = virtualClock()
  registry = fakeRegistry({ clock })
  platform = fakePlatform({ clock, registry })
})

function aPolicy(mode: Policy['mode'] = 'revision'): Policy {
  return {
    ...{ target: 'api', hash: 'h', mode, settleMs: 0, deadlineMs: 20 * minute, bakeMs: 0, rollback: 'auto' },
    ...{ onNewerPush: 'supersede', onUsurped: 'wait', tolerance: 2, announce: [] },
    containers: { app: { repository, tags: { kind: 'exact', tag: 'live' }, order: 'exact' } },
  } as Policy
}

function anAsk(more: Partial<Ask> = {}): Ask {
  return { policy: aPolicy(), known: {}, manifests: {}, wantsDigests: true, ...more }
}

function anEffect(n: number, more: Partial<ApplyEffect> = {}): ApplyEffect {
  const images = { app: { repository, digest: digest(n) } }
  return { kind: 'apply', deploymentId: `d${n}`, release: { images }, force: false, again: false, ...more }
}

async function roll(n: number, more: Partial<ApplyEffect> = {}): Promise<string> {
  const result = await platform.apply(aPolicy(), anEffect(n, more))
  if (result.kind !== 'applied') throw new Error(result.message)
  return result.rollout.id
}

async function see(more: Partial<Ask> = {}) {
  const view = (await platform.observe([anAsk(more)])).get('api')
  if (view?.kind !== 'seen') throw new Error(view?.message ?? 'no answer')
  return view
}

async function stateOf(id: string) {
  const { rollouts } = await see({
    own: { id, deploymentId: 'a-deployment', reverting: false, notBefore: 0, evidence: 0, search: false },
  })
  return rollouts.find((rollout) => rollout.id === id)?.state
}

it('rolls a healthy image out in time and then runs nothing else', async () => {
  platform.addService('api', { digests: { app: digest(1) }, desired: 4 })
  const id = await roll(2)
  expect(platform.running('api')).toEqual([{ app: digest(1) }])
  clock.advance(minute)
  expect(platform.running('api')).toEqual([{ app: digest(2) }, { app: digest(1) }])
  clock.advance(minute)
  expect(platform.running('api')).toEqual([{ app: digest(2) }])
  expect(await stateOf(id)).toBe('completed')
})

it('crashes for ever without a breaker while the old image runs on', async () => {
  platform.addService('api', { digests: { app: digest(1) } })
  platform.fate(digest(2), 'crashes')
  const id = await roll(2)
  clock.advance(60 * minute)
  expect(await stateOf(id)).toBe('in-progress')
  expect(platform.running('api')).toEqual([{ app: digest(1) }])
  const { evidence } = await see({
    own: { id, deploymentId: 'a-deployment', reverting: false, notBefore: 0, evidence: 0, search: false },
  })
  expect(evidence?.length).toBeGreaterThan(5)
  expect(platform.takeEvents().filter((event) => event.kind === 'task-stopped').length).toBeGreaterThan(5)
})

it.each([
  ['on', 'failed', 1],
  ['rollback', 'rolled-back', 1],
  ['rollback-new-id', 'rolled-back', 1],
] as const)('with the breaker %s a crashing rollout ends %s', async (breaker, state, runs) => {
  platform.addService('api', { digests: { app: digest(1) }, breaker })
  platform.fate(digest(2), 'crashes')
  const id = await roll(2)
  clock.advance(20 * minute)
  expect(await stateOf(id)).toBe(state)
  expect(platform.running('api')).toEqual([{ app: digest(runs) }])
})

it('stops a rollout that is superseded', async () => {
  platform.addService('api', { digests: { app: digest(1) } })
  const first = await roll(2)
  clock.advance(minute)
  const second = await roll(3)
  clock.advance(5 * minute)
  expect(await stateOf(first)).toBe('stopped')
  expect(await stateOf(second)).toBe('completed')
  expect(platform.running('api')).toEqual([{ app: digest(3) }])
})

it('starts nothing for the carrier that leads already, unless forced', async () => {
  platform.addService('api', { digests: { app: digest(1) } })
  const first = await roll(2)
  const carrier = (await see()).rollouts.find((rollout) => rollout.leading)?.carrier ?? ''
  const release = { images: { app: { repository, digest: digest(2) } }, carrier }
  expect(await roll(2, { release })).toBe(first)
  expect(await roll(2, { release, force: true })).not.toBe(first)
})

it('finds the carrier that an earlier call left', async () => {
  platform.addService('api', { digests: { app: digest(1) } })
  await roll(2)
  const before = platform.carriers().size
  await roll(2, { again: true })
  expect(platform.carriers().size).toBe(before)
})

it('shows the past while stale', async () => {
  platform.addService('api', { digests: { app: digest(1) } })
  platform.staleBy('api', minute)
  const id = await roll(2)
  expect((await see()).rollouts.map((rollout) => rollout.id)).not.toContain(id)
  clock.advance(minute)
  expect((await see()).rollouts.map((rollout) => rollout.id)).toContain(id)
})

it('resolves a tag when the first instance starts', async () => {
  registry.push(repository, 'live', digest(1))
  platform.addService('api', { digests: { app: digest(1) }, tags: { app: { repository, tag: 'live' } } })
  await platform.apply(aPolicy('force'), anEffect(2))
  registry.push(repository, 'live', digest(2))
  clock.advance(5 * minute)
  expect(platform.running('api')).toEqual([{ app: digest(2) }])
})

it('completes with nothing running when no instance is wanted', async () => {
  platform.addService('api', { digests: { app: digest(1) }, desired: 0 })
  const id = await roll(2)
  clock.advance(minute)
  expect(await stateOf(id)).toBe('completed')
  expect(platform.running('api')).toEqual([])
})

it('dies where a test wants it to: the carrier is there, the rollout is not', async () => {
  const dying = fakePlatform({
    clock,
    touch: (step, when) => {
      if (step === 'register' && when === 'after') throw new Error('killed')
    },
  })
  dying.addService('api', { digests: { app: digest(1) } })
  await expect(dying.apply(aPolicy(), anEffect(2))).rejects.toThrow('killed')
  expect(dying.carriers().size).toBe(2)
  expect(dying.rollouts('api')).toHaveLength(1)
})

it('answers with the problem it was given', async () => {
  platform.addService('api', { digests: { app: digest(1) } })
  platform.answerWith('api', { kind: 'problem', cause: 'denied', message: 'no' })
  expect(await platform.apply(aPolicy(), anEffect(2))).toMatchObject({ kind: 'refused', cause: 'denied' })
  expect((await platform.observe([anAsk()])).get('api')).toMatchObject({ kind: 'problem', cause: 'denied' })
})
