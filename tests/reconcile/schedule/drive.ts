import type { Fact, PushFact } from '../../../shared/domain/fact.ts'
import type { Millis } from '../../../shared/domain/image.ts'
import type { Nudge } from '../../../shared/ports.ts'
import { receivePush } from '../../../shared/reconcile/receive-push.ts'
import { receiveRollout } from '../../../shared/reconcile/receive-rollout.ts'
import { reconcileBatch } from '../../../shared/reconcile/reconcile-batch.ts'
import { tick } from '../../../shared/reconcile/tick.ts'
import type { PlatformEvent } from '../../fakes/fake-platform-state.ts'
import { checkFixedPoint } from './fixed-point.ts'
import { checkSafety } from './safety.ts'
import { fault, target, WorkerDied, type World } from './world.ts'

const minute = 60_000
const visibilityMs = 60_000
const receivesAtMost = 5

/** A worker is stopped after half a minute; nothing of it can come later than this. */
const pausedAtMostMs = 8 * minute

/** Lets time pass: ticks, late events, the platform's own changes and the queue, each in its turn. */
export async function advance(world: World, ms: Millis): Promise<void> {
  const { clock, platform, random } = world
  const end = clock.now() + ms
  await drain(world)
  if (world.dieAfter === undefined && random.chance(0.3)) await checkFixedPoint(world)
  while (clock.now() < end) {
    const now = clock.now()
    const nextMinute = (Math.floor(now / minute) + 1) * minute
    const soonest = world.late.map(({ at }) => at)
    const change = platform.nextChangeAt()
    const next = Math.min(end, nextMinute, ...soonest, change ?? end, world.retries?.visibleAt ?? end)
    clock.moveTo(Math.max(next, now + 1))
    await deliverLate(world)
    await deliverPlatformEvents(world)
    if (clock.now() === nextMinute) await tickOnce(world)
    if ((world.stalled[0]?.at ?? now) < now - pausedAtMostMs) await resumePaused(world)
    await drain(world)
  }
}

async function deliverLate(world: World): Promise<void> {
  const due = world.late.filter(({ at }) => at <= world.clock.now())
  for (const late of due) {
    world.late.splice(world.late.indexOf(late), 1)
    await late.deliver()
  }
}

/** Delivers an event once, twice, late or never. */
export async function deliver(world: World, what: string, send: () => Promise<unknown>): Promise<void> {
  const { random, clock } = world
  const fate = calm(world) ? 'once' : random.weighted({ once: 12, dropped: 2, doubled: 2, delayed: 2 })
  if (fate === 'once') return void (await send())
  fault(world, `${what} ${fate}`)
  if (fate === 'dropped') return
  const at = clock.now() + 1 + random.below(4 * minute)
  world.late.push({
    at,
    async deliver() {
      await send()
    },
  })
  if (fate === 'doubled') await send()
}

function calm({ faultsOver }: World): boolean {
  return faultsOver
}

async function deliverPlatformEvents(world: World): Promise<void> {
  for (const event of world.platform.takeEvents()) {
    await deliver(world, event.kind, () => receiveEvent(world, event))
  }
}

function receiveEvent(world: World, event: PlatformEvent): Promise<unknown> {
  world.counter += 1
  const isTask = event.kind === 'task-stopped'
  const id = isTask ? `event:${event.evidence.task}` : `event:${event.rollout}:${event.at}:${world.counter}`
  const news = { id, at: event.at, about: [`service ${target}`] }
  return receiveRollout(news, isTask ? event.evidence : undefined, world.setting.config, world)
}

export function sendPush(world: World, push: PushFact): Promise<unknown> {
  return receivePush(push, world.setting.config, world)
}

export async function sendCommand(world: World, fact: Fact): Promise<void> {
  await world.inbox.put([{ target, fact }])
  await world.queue.send([{ target, dedupId: fact.id }])
}

async function tickOnce(world: World): Promise<void> {
  if (!calm(world) && world.random.chance(0.03)) return fault(world, 'tick lost')
  const { clock, ports, queue } = world
  try {
    await tick(clock.now(), world.setting.config, { ...ports, queue })
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error
    world.dead = false
  }
}

/** Hands the queue's messages to workers until none is visible; a target's messages wait for each other. */
async function drain(world: World): Promise<void> {
  const { queue, clock } = world
  for (;;) {
    const { retries } = world
    if (retries && retries.visibleAt > clock.now()) return
    const nudge = retries?.nudge ?? queue.take()
    if (!nudge) return
    const receives = (retries?.receives ?? 0) + 1
    world.retries = undefined
    const fine = await work(world, nudge)
    if (!fine && receives < receivesAtMost) {
      world.retries = { nudge, visibleAt: clock.now() + visibilityMs, receives }
    }
    await checkSafety(world)
  }
}

/** One worker's run. False when it died, failed, or is paused. */
async function work(world: World, nudge: Nudge): Promise<boolean> {
  const { ports, setting, stalled } = world
  const pausedBefore = stalled.length
  let failed: readonly string[] | undefined
  const batchLog = {
    failed(_target: string, error: unknown) {
      if (!(error instanceof WorkerDied)) world.unexpected.push(error)
    },
  }
  const run = reconcileBatch([{ messageId: 'm', nudge }], setting.config, { ...ports, batchLog }).then((ids) => {
    failed = ids
  })
  while (failed === undefined && stalled.length === pausedBefore) await Promise.resolve()
  world.dead = false
  const paused = stalled[pausedBefore]
  if (failed === undefined && paused) paused.done = run
  return failed?.length === 0
}

/** A paused worker goes on where it was. */
export async function resumePaused(world: World): Promise<void> {
  const [paused] = world.stalled.splice(0, 1)
  if (!paused) return
  world.stallNext = false
  paused.resume()
  await paused.done
  world.dead = false
  await checkSafety(world)
}
