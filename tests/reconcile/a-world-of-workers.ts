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
import type { Breaker, Fate } from '../fakes/platform-model.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

const policy = aPolicy({ containers: { app: exactPolicy } })
const silent = () => {}
const log = { decided: silent, conflict: silent, notAnnounced: silent, overtaken: silent }

/** The way back of the next worker is kept between its last check and its call; another dies after its call, where a test wants it to. */
function troubled(platform: FakePlatform) {
  const paused: (() => void)[] = []
  let reached = silent
  let isToDie = false
  const port: Platform = {
    ...platform,
    async apply(about, effect) {
      if (effect.kind === 'revert' && paused.length === 0) {
        await new Promise<void>((resume) => {
          paused.push(resume)
          reached()
        })
      }
      const result = await platform.apply(about, effect)
      if (isToDie) throw new Error('The worker died before it could say what it was answered.')
      return result
    },
  }
  const pause = new Promise<void>((resolve) => {
    reached = resolve
  })
  async function dying(work: () => Promise<void>) {
    isToDie = true
    await work().catch(silent)
    isToDie = false
  }
  return { port, pause, dying, goOn: () => paused[0]?.() }
}

/** Image 1 was found; the platform goes back by itself. */
export function aWorldOfWorkers(how: { readonly breaker: Breaker; readonly timeless?: boolean }) {
  const clock = virtualClock()
  const registry = fakeRegistry({ clock })
  const platform = fakePlatform({ clock, registry })
  registry.push(repository, 'live', digest(1), { at: clock.now() - 60 * minute })
  platform.addService('api', { digests: { app: digest(1) }, desired: 4, ...how })
  const table = memoryTable()
  const announcer = memoryAnnouncer()
  const { port, pause, dying, goOn } = troubled(platform)
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
  return { platform, after, push, dying, lateWrite, told, runs: () => platform.running('api') }
}

function inWords(one: ReturnType<ReturnType<typeof memoryAnnouncer>['published']>[number]): string {
  return one.kind === 'outcome' ? `${one.outcome}: ${one.reason}` : `${one.notice}: ${one.reason}`
}
