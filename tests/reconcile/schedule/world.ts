import type { OutcomeAnnouncement } from '../../../shared/domain/announcement.ts'
import type { Fact } from '../../../shared/domain/fact.ts'
import { type Digest, type Digests, type Millis, sameDigests } from '../../../shared/domain/image.ts'
import { migrate } from '../../../shared/domain/migrate.ts'
import type { TargetRecord } from '../../../shared/domain/record.ts'
import type { History, Nudge, OneOffTasks, Platform, RecordStore } from '../../../shared/ports.ts'
import type { ReconcilePorts } from '../../../shared/reconcile/reconcile.ts'
import { type FakePlatform, fakePlatform } from '../../fakes/fake-platform.ts'
import type { FakeProvers } from '../../fakes/fake-provers.ts'
import { type FakeRegistry, fakeRegistry } from '../../fakes/fake-registry.ts'
import { type FakeTasks, fakeTasks, type TaskFate } from '../../fakes/fake-tasks.ts'
import { type MemoryAnnouncer, memoryAnnouncer } from '../../fakes/memory-announcer.ts'
import { memoryHistory } from '../../fakes/memory-history.ts'
import { memoryInbox } from '../../fakes/memory-inbox.ts'
import { type MemoryNudgeQueue, memoryNudgeQueue } from '../../fakes/memory-nudge-queue.ts'
import { memoryRecordStore } from '../../fakes/memory-record-store.ts'
import { memoryStackState } from '../../fakes/memory-stack-state.ts'
import { type MemoryTable, memoryTable } from '../../fakes/memory-table.ts'
import { type VirtualClock, virtualClock } from '../../fakes/virtual-clock.ts'
import { count, type Histogram } from './histogram.ts'
import { drawnProvers, drawnScans, type Fates } from './proofs.ts'
import type { Sabotage } from './sabotage.ts'
import { checkCall, checkSuccess, checkTask, checkTasksEnded } from './safety.ts'
import type { Seeded } from './seeded.ts'
import { drawSetting, type Setting } from './setting.ts'

export const target = 'api'

/** The worker was killed: nothing it does afterwards happens. */
export class WorkerDied extends Error {}

/** One push as the world knows it. */
export interface Pushed {
  readonly container: string
  readonly tag: string
  readonly digest: Digest
  readonly at: Millis
}

/** A worker paused between its last check and its call. */
export interface Stalled {
  readonly at: Millis
  resume(): void
  done: Promise<unknown>
}

export interface World {
  readonly random: Seeded
  readonly setting: Setting
  readonly clock: VirtualClock
  readonly registry: FakeRegistry
  readonly platform: FakePlatform
  readonly tasks: FakeTasks
  readonly provers: FakeProvers
  readonly fates: Fates
  readonly table: MemoryTable
  readonly queue: MemoryNudgeQueue
  readonly announcer: MemoryAnnouncer
  readonly ports: ReconcilePorts
  readonly inbox: ReturnType<typeof memoryInbox>
  readonly histogram: Histogram
  /** Everything put into the history, in order. */
  readonly outcomes: OutcomeAnnouncement[]
  readonly begun: Set<string>
  /** Deployments that people were promised, unless they were told that it was refused. */
  readonly promised: Set<string>
  /** Deployments that a person let begin. */
  readonly approved: Set<string>
  /** Digests that a person asked for: older or not, they may go out. */
  readonly askedFor: Set<string>
  /** The pairs that failed here since somebody resumed or asked for them: not to be rolled out by themselves. */
  failed: Digests[]
  readonly pushes: Pushed[]
  /** Times at which a person or somebody else decided what runs. */
  readonly interventions: Millis[]
  readonly trail: string[]
  readonly faults: Set<string>
  readonly unexpected: unknown[]
  readonly late: { readonly at: Millis; deliver(): Promise<void> }[]
  stalled: Stalled[]
  stallNext: boolean
  dieAfter: number | undefined
  dead: boolean
  /** From now on everything is delivered, once. */
  faultsOver: boolean
  announcerDown: boolean
  retries: { nudge: Nudge; visibleAt: Millis; receives: number } | undefined
  counter: number
  /** When Longshore first looked: what was pushed before is not its business. */
  installedAt: Millis | undefined
}

export function newWorld(random: Seeded, histogram: Histogram, sabotage: Sabotage): World {
  const clock = virtualClock()
  const table = memoryTable()
  const world = { random, clock, table, histogram, ...blank() } as unknown as World
  const touch = (step: string, when: 'before' | 'after') => touched(world, step, when)
  const registry = fakeRegistry({ clock, touch })
  const platform = fakePlatform({ clock, registry, touch })
  const records = watchedRecords(world, memoryRecordStore(table, { touch, migrate }))
  const tasks = fakeTasks({
    ...{ clock, touch, pin: platform.pin },
    fate: () => drawTaskFate(world),
    trouble: () => drawTaskTrouble(world),
  })
  const provers = drawnProvers(world, touch)
  const announcer = memoryAnnouncer(touch)
  const stack = memoryStackState(table, touch)
  const ports: ReconcilePorts = sabotage({
    clock,
    registry,
    stack,
    records,
    announcer,
    platform: stallingPlatform(world, platform),
    tasks: watchedTasks(world, tasks),
    provers,
    scans: drawnScans(world, touch),
    history: watchedHistory(world, memoryHistory(table, touch)),
    log: {
      decided: (_target, about) =>
        world.trail.push(`${seconds(world)} ${about.phase}: ${about.reason} [${about.effects.join(', ')}]`),
      conflict: () => world.trail.push(`${seconds(world)} conflict`),
      notAnnounced: () => world.trail.push(`${seconds(world)} not announced`),
      overtaken: () => world.trail.push(`${seconds(world)} overtaken`),
    },
  })
  const setting = drawSetting(random)
  return Object.assign(world, {
    ...{ setting, registry, platform, tasks, provers, announcer, ports },
    queue: memoryNudgeQueue(clock),
    inbox: memoryInbox(table),
  })
}

function blank() {
  return {
    ...{
      outcomes: [],
      failed: [],
      begun: new Set(),
      promised: new Set(),
      approved: new Set(),
      fates: { proofs: new Map(), scans: new Map() },
      askedFor: new Set(),
      pushes: [],
      interventions: [],
      trail: [],
      faults: new Set(),
      unexpected: [],
    },
    ...{
      late: [],
      stalled: [],
      stallNext: false,
      dieAfter: undefined,
      dead: false,
      faultsOver: false,
      announcerDown: false,
    },
    ...{ retries: undefined, counter: 0, installedAt: undefined },
  }
}

function seconds({ clock }: World): string {
  return `${Math.round((clock.now() - Date.UTC(2026, 10, 16, 9)) / 1000)}s`
}

export function fault(world: World, name: string): void {
  world.faults.add(name)
  count(world.histogram.faults, name)
  world.trail.push(`${seconds(world)} fault: ${name}`)
}

export function recordOf({ table }: World): TargetRecord | undefined {
  const stored = table.records.get(target)
  return stored && migrate(JSON.parse(stored.body))
}

export function factsOf({ table }: World): Fact[] {
  return [...(table.inboxes.get(target)?.values() ?? [])]
}

function touched(world: World, step: string, when: 'before' | 'after'): void {
  if (world.dead) throw new WorkerDied(step)
  if (world.announcerDown && step === 'publish') throw new Error('the topic is unreachable')
  if (world.dieAfter === undefined) return
  world.dieAfter -= 1
  if (world.dieAfter > 0) return
  world.dieAfter = undefined
  world.dead = true
  fault(world, 'death')
  count(world.histogram.faults, `death at ${when} ${step}`)
  throw new WorkerDied(step)
}

/** Counts phases, and remembers which deployments began. */
function watchedRecords(world: World, records: RecordStore): RecordStore {
  return {
    ...records,
    async save(record, write) {
      const outcome = await records.save(record, write)
      if (outcome === 'conflict') return outcome
      world.installedAt ??= world.clock.now()
      count(world.histogram.phases, record.state.name)
      if ('deployment' in record.state) world.begun.add(record.state.deployment.id)
      if (record.pending?.question) world.begun.add(record.pending.deploymentId)
      for (const { deploymentId } of record.refused ?? []) world.promised.delete(deploymentId)
      if (record.state.name === 'waiting') count(world.histogram.phases, `waiting: ${record.state.why}`)
      return outcome
    },
  }
}

function watchedHistory(world: World, history: History): History {
  return {
    ...history,
    async put(outcome) {
      await history.put(outcome)
      if (!world.outcomes.some(({ id }) => id === outcome.id)) {
        world.outcomes.push(outcome)
        if (outcome.outcome === 'succeeded') checkSuccess(world, outcome)
        checkedOrStop(world, () => checkTasksEnded(world, outcome))
        remember(world, outcome)
        count(world.histogram.outcomes, outcome.outcome)
      }
    },
  }
}

/** What failed is on hold, by our own books; what was proven is not. */
function remember(world: World, { outcome, deployment: { changed, to } }: OutcomeAnnouncement): void {
  const all = Object.fromEntries(Object.entries(to).map(([container, { digest }]) => [container, digest]))
  const pairs = Object.fromEntries(Object.entries(all).filter(([container]) => changed.includes(container)))
  if (outcome === 'rolled-back' && changed.length > 0) world.failed.push(pairs)
  if (outcome === 'succeeded') world.failed = world.failed.filter((held) => !sameDigests(held, all, {}))
}

/** A worker may be paused right before its call, for as long as the schedule likes. */
function stallingPlatform(world: World, platform: FakePlatform): Platform {
  return {
    observe: (asks) => platform.observe(asks),
    async apply(policy, effect) {
      if (!world.dead) checkedOrStop(world, () => checkCall(world, effect))
      await pausedMaybe(world)
      return platform.apply(policy, effect)
    },
    async advance(policy, effect) {
      count(world.histogram.phases, 'led on')
      await pausedMaybe(world)
      return platform.advance(policy, effect)
    },
  }
}

/** A task that is called for is the one of the deployment in progress. */
function watchedTasks(world: World, tasks: FakeTasks): OneOffTasks {
  return {
    ...tasks,
    async run(policy, effect) {
      if (!world.dead) checkedOrStop(world, () => checkTask(world, effect))
      return tasks.run(policy, effect)
    },
  }
}

function drawTaskFate(world: World): TaskFate {
  const { random } = world
  const fate = random.weighted({ well: 12, badly: 3, hangs: 3 })
  if (fate !== 'well') fault(world, `task ${fate}`)
  if (fate === 'hangs') return 'hangs'
  return { exitCode: fate === 'well' ? 0 : 3, afterMs: (10 + random.below(100)) * 1_000 }
}

/** Fixed by whoever says that faults are over. */
function drawTaskTrouble(world: World): 'throttled' | 'unavailable' | undefined {
  if (world.faultsOver || !world.random.chance(0.08)) return undefined
  fault(world, 'task trouble')
  return world.random.pick(['throttled', 'unavailable'])
}

async function pausedMaybe(world: World): Promise<void> {
  if (!world.stallNext || world.dead) return
  world.stallNext = false
  fault(world, 'paused worker')
  await new Promise<void>((resume) => {
    world.stalled.push({ at: world.clock.now(), resume, done: Promise.resolve() })
  })
}

function checkedOrStop(world: World, check: () => void): void {
  try {
    check()
  } catch (error) {
    world.unexpected.push(error)
    throw error
  }
}
