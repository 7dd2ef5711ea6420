import { expect, it } from '@jest/globals'
import type { Platform } from '../../shared/ports.ts'
import { reconcile } from '../../shared/reconcile/reconcile.ts'
import { aPolicy, digest, exactPolicy, minute, repository, second } from '../domain/a-world.ts'
import { type FakePlatform, fakePlatform } from '../fakes/fake-platform.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { memoryAnnouncer } from '../fakes/memory-announcer.ts'
import { memoryHistory } from '../fakes/memory-history.ts'
import { memoryInbox } from '../fakes/memory-inbox.ts'
import { memoryRecordStore } from '../fakes/memory-record-store.ts'
import { memoryStackState } from '../fakes/memory-stack-state.ts'
import { memoryTable } from '../fakes/memory-table.ts'
import type { Fate } from '../fakes/platform-model.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

const policy = aPolicy({ containers: { app: exactPolicy } })
const silent = () => {}
const log = { decided: silent, conflict: silent, notAnnounced: silent, overtaken: silent }
const wentBack = 'rolled-back main-2: container app exited with code 1 (2 times)'

/** The way back of the next worker is kept between its last check and its call. */
function pausing(platform: FakePlatform) {
  const paused: (() => void)[] = []
  let reached = silent
  const port: Platform = {
    ...platform,
    async apply(about, effect) {
      if (effect.kind === 'revert' && paused.length === 0) {
        await new Promise<void>((resume) => {
          paused.push(resume)
          reached()
        })
      }
      return platform.apply(about, effect)
    },
  }
  const pause = new Promise<void>((resolve) => {
    reached = resolve
  })
  return { port, pause, goOn: () => paused[0]?.() }
}

/** Image 1 was found; the platform goes back by itself, under the rollout of before, and tells no times. */
function aWorld() {
  const clock = virtualClock()
  const registry = fakeRegistry({ clock })
  const platform = fakePlatform({ clock, registry })
  registry.push(repository, 'live', digest(1), { at: clock.now() - 60 * minute })
  platform.addService('api', { digests: { app: digest(1) }, desired: 4, breaker: 'rollback', timeless: true })
  const table = memoryTable()
  const announcer = memoryAnnouncer()
  const { port, pause, goOn } = pausing(platform)
  const own = { registry, announcer, records: memoryRecordStore(table), history: memoryHistory(table), log }
  const ports = { ...own, clock, platform: port, stack: memoryStackState(table) }
  let pausedRun: Promise<void> | undefined
  async function work() {
    const run = reconcile(policy, undefined, ports)
    const isPaused = await Promise.race([run.then(() => false), pausedRun ? run : pause.then(() => true)])
    if (isPaused) pausedRun = run
  }
  async function after(ms: number) {
    for (const end = clock.now() + ms; clock.now() < end; await work()) clock.advance(15 * second)
  }
  async function push(n: number, fate: Fate) {
    platform.fate(digest(n), fate)
    registry.push(repository, 'live', digest(n), { at: clock.now() })
    const fact = { kind: 'push', id: `push-${n}`, at: clock.now(), repository, tag: 'live', digest: digest(n) } as const
    await memoryInbox(table).put([{ target: 'api', fact }])
    await work()
  }
  async function lateWrite() {
    goOn()
    await pausedRun
  }
  const told = () => announcer.published().map(inWords)
  return { platform, after, push, lateWrite, told, runs: () => platform.running('api') }
}

function inWords(one: ReturnType<ReturnType<typeof memoryAnnouncer>['published']>[number]): string {
  return one.kind === 'outcome' ? `${one.outcome}: ${one.reason}` : `${one.notice}: ${one.reason}`
}

/** Image 2 was pushed and broke; the worker that was to take it back is paused, and the platform was faster. */
async function wentBackByItself() {
  const world = aWorld()
  await world.after(minute)
  await world.push(2, 'crashes')
  await world.after(6 * minute)
  expect([world.told(), world.runs()]).toEqual([[wentBack.replace(' main-2', '')], [{ app: digest(1) }]])
  return world
}

it('tells what is pushed next as broken, though a late write of the way back comes in between', async () => {
  const world = await wentBackByItself()
  await world.push(3, 'flaps')
  await world.after(minute)
  await world.lateWrite()
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^rolled-back: /)])
  expect(world.runs()).toEqual([{ app: digest(1) }])
})

it('proves what is pushed next, though a late write of the way back comes in between', async () => {
  const world = await wentBackByItself()
  await world.push(3, 'healthy')
  await world.after(30 * second)
  await world.lateWrite()
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^succeeded: /)])
  expect(world.runs()).toEqual([{ app: digest(3) }])
})

it('puts a late write of the way back right once all is at rest', async () => {
  const world = await wentBackByItself()
  await world.push(3, 'healthy')
  await world.after(5 * minute)
  await world.lateWrite()
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^succeeded: /), expect.stringMatching(/^succeeded: /)])
  expect(world.runs()).toEqual([{ app: digest(3) }])
})

it('leaves to somebody else what was put there meanwhile', async () => {
  const world = await wentBackByItself()
  await world.push(3, 'healthy')
  await world.after(30 * second)
  world.platform.usurp('api', { app: digest(9) })
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^superseded: somebody else put other images/)])
  expect(world.runs()).toEqual([{ app: digest(9) }])
})

it('leaves to somebody else what is found again long after', async () => {
  const world = await wentBackByItself()
  await world.after(15 * minute)
  await world.push(3, 'healthy')
  await world.after(30 * second)
  world.platform.usurp('api', { app: digest(1) }, 'carrier-1')
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^superseded: somebody else put other images/)])
  expect(world.runs()).toEqual([{ app: digest(1) }])
})
