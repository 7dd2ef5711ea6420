import type { LongshoreConfig } from '../shared/config/normalised.ts'
import type { Digest } from '../shared/domain/image.ts'
import { migrate } from '../shared/domain/migrate.ts'
import { receivePush } from '../shared/reconcile/receive-push.ts'
import { receiveRollout } from '../shared/reconcile/receive-rollout.ts'
import { reconcileBatch } from '../shared/reconcile/reconcile-batch.ts'
import { tick } from '../shared/reconcile/tick.ts'
import { type FakePlatform, fakePlatform } from '../tests/fakes/fake-platform.ts'
import { fakeRegistry } from '../tests/fakes/fake-registry.ts'
import { type MemoryAnnouncer, memoryAnnouncer } from '../tests/fakes/memory-announcer.ts'
import { memoryHistory } from '../tests/fakes/memory-history.ts'
import { memoryInbox } from '../tests/fakes/memory-inbox.ts'
import { memoryNudgeQueue } from '../tests/fakes/memory-nudge-queue.ts'
import { memoryRecordStore } from '../tests/fakes/memory-record-store.ts'
import { memoryStackState } from '../tests/fakes/memory-stack-state.ts'
import { memoryTable } from '../tests/fakes/memory-table.ts'
import { virtualClock } from '../tests/fakes/virtual-clock.ts'
import { type Measure, median } from './measure.ts'

const leastPerSecond = 200
const rounds = 5
const schedulesPerRound = 20
const pushesPerSchedule = 10
const minute = 60_000
const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api'

/**
 * How many deployments a second of processor time plays in virtual time: the real reconcile and domain on ports in memory, with
 * ticks and events, every third image broken and taken back.
 */
export async function schedules(): Promise<Measure[]> {
  const perSecond: number[] = []
  let ended = 0
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage()
    let deployments = 0
    for (let schedule = 0; schedule < schedulesPerRound; schedule += 1) deployments += await playSchedule()
    const { user, system } = process.cpuUsage(before)
    perSecond.push(deployments / ((user + system) / 1_000_000))
    ended += deployments
  }
  return [
    {
      group: 'schedules',
      name: 'deployments in virtual time',
      value: median(perSecond),
      unit: '/s/core',
      goal: { atLeast: leastPerSecond },
      note: `median of ${rounds} rounds, ${ended} deployments ended`,
    },
  ]
}

type Schedule = ReturnType<typeof newSchedule>

/** The number of deployments that ended. */
async function playSchedule(): Promise<number> {
  const schedule = newSchedule()
  schedule.platform.addService('api', { digests: { app: digest(0) }, desired: 4 })
  schedule.registry.push(repository, 'main-0', digest(0))
  await play(schedule, 6 * minute)
  for (let push = 1; push <= pushesPerSchedule; push += 1) {
    if (push % 3 === 0) schedule.platform.fate(digest(push), 'crashes')
    await pushImage(schedule, push)
    await play(schedule, 10 * minute)
  }
  const ended = outcomesIn(schedule.announcer)
  if (ended !== pushesPerSchedule) throw new Error(`${ended} of ${pushesPerSchedule} deployments ended.`)
  return ended
}

function newSchedule() {
  const clock = virtualClock()
  const table = memoryTable()
  const registry = fakeRegistry({ clock })
  return {
    clock,
    registry,
    table,
    config: configuration(),
    platform: fakePlatform({ clock, registry }),
    records: memoryRecordStore(table, { migrate }),
    stack: memoryStackState(table),
    inbox: memoryInbox(table),
    history: memoryHistory(table),
    queue: memoryNudgeQueue(clock),
    announcer: memoryAnnouncer(),
    log: { decided() {}, conflict() {}, notAnnounced() {}, overtaken() {} },
    batchLog: {
      failed(_target: string, error: unknown) {
        throw error
      },
    },
  }
}

/** Lets `ms` pass: ticks on the minute, the platform's events as they come, nudges at once. */
async function play(schedule: Schedule, ms: number): Promise<void> {
  const { clock, platform, config } = schedule
  const end = clock.now() + ms
  while (clock.now() < end) {
    const nextTick = (Math.floor(clock.now() / minute) + 1) * minute
    clock.moveTo(Math.min(end, nextTick, nextChange(platform, clock.now())))
    await passEventsOn(schedule)
    if (clock.now() === nextTick) await tick(nextTick, config, schedule)
    await drain(schedule)
  }
}

function nextChange(platform: FakePlatform, now: number): number {
  return Math.max(platform.nextChangeAt() ?? Number.POSITIVE_INFINITY, now + 1)
}

async function passEventsOn(schedule: Schedule): Promise<void> {
  for (const event of schedule.platform.takeEvents()) {
    const evidence = event.kind === 'task-stopped' ? event.evidence : undefined
    const id = evidence ? evidence.task : `${event.kind}:${event.at}`
    const news = { id, at: event.at, about: [`service production/${event.target}`] }
    await receiveRollout(news, evidence, schedule.config, schedule)
  }
}

async function pushImage(schedule: Schedule, number: number): Promise<void> {
  const { registry, config, clock } = schedule
  const tag = `main-${number}`
  registry.push(repository, tag, digest(number))
  const push = { kind: 'push' as const, id: tag, at: clock.now(), repository, tag, digest: digest(number) }
  await receivePush(push, config, schedule)
  await drain(schedule)
}

async function drain(schedule: Schedule): Promise<void> {
  const { queue, config } = schedule
  for (let nudge = queue.take(); nudge; nudge = queue.take()) {
    await reconcileBatch([{ messageId: nudge.dedupId, nudge }], config, schedule)
  }
}

function outcomesIn(announcer: MemoryAnnouncer): number {
  return announcer.published().filter(({ kind }) => kind === 'outcome').length
}

function configuration(): LongshoreConfig {
  const policy = {
    target: 'api',
    hash: 'bench',
    mode: 'revision' as const,
    containers: {
      app: {
        repository,
        tags: { kind: 'pattern' as const, source: '^main-\\d+$', shown: 'main-*' },
        order: 'pushed' as const,
      },
    },
    settleMs: 0,
    deadlineMs: 20 * minute,
    bakeMs: 0,
    rollback: 'auto' as const,
    onNewerPush: 'supersede' as const,
    onUsurped: 'wait' as const,
    tolerance: 2,
    announce: ['sns' as const],
  }
  const ecs = { cluster: 'production', service: 'api', family: 'api', roles: [] }
  return {
    version: 1,
    stack: 'longshore-bench',
    account: '123456789012',
    region: 'us-east-1',
    targets: { api: { policy, kind: 'ecs', ecs } },
  }
}

function digest(number: number): Digest {
  return `sha256:${number.toString(16).padStart(64, '0')}`
}
