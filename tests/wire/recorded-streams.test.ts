import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createRandom } from '../../sandbox/kernel/random.ts'
import { aTarget, MINUTE, NUDGES, startWire, type Targets, type WireWorld } from './world.ts'

const folder = resolve(process.env['LONGSHORE_EVENT_SAMPLES'] ?? join(import.meta.dirname, '../../../shared/events'))
const there = existsSync(folder)
if (!there)
  process.stderr.write(`No event samples in ${folder} (set LONGSHORE_EVENT_SAMPLES): their tests are skipped.\n`)
const samples = there ? describe : describe.skip

interface Recorded {
  readonly id: string
  readonly time: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** The services that the streams were recorded from. */
const CLUSTER = 'Defang-testproj-beta-cluster'
const [API, WEB] = ['testproj_api-f9b8e2b', 'testproj_web-1bb0086'] as const
const TARGETS: Targets = { api: targetAt(API), web: targetAt(WEB) }
const NAMES = Object.keys(TARGETS)
/** The rollouts of web in the two streams. */
const ROLLOUTS = {
  'ecs-success.ndjson': '8634367199868246568',
  'ecs-process-exit-failure.ndjson': '0941323315329469149',
}

function targetAt(service: string) {
  const target = aTarget(service)
  return { ...target, ecs: { ...target.ecs, cluster: CLUSTER } }
}

function read(file: string): Recorded[] {
  const text = readFileSync(join(folder, 'recorded', file), 'utf8')
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}

let world: WireWorld

afterEach(() => world?.stop())

/** A world that begins a quarter of an hour before the stream. */
async function begin(events: readonly Recorded[]): Promise<void> {
  const first = Math.min(...events.map(({ time }) => Date.parse(time)))
  world = await startWire({ targets: TARGETS, region: 'us-west-2', start: first - 15 * MINUTE })
}

/** Hands the events to the handler one by one, at the times of the stream. */
async function replay(events: readonly Recorded[]): Promise<void> {
  const times = events.map(({ time }) => Date.parse(time)).sort((a, b) => a - b)
  const { clock, lambda } = world.sandbox
  const shift = Math.max(0, clock.now() - (times[0] ?? 0))
  for (const [index, event] of events.entries()) {
    await clock.runUntil(Math.max(clock.now(), (times[index] ?? 0) + shift))
    lambda.invokeAsync('rollout-changed', event)
  }
  await world.pass(12 * MINUTE)
}

function shuffled(events: readonly Recorded[]): Recorded[] {
  const random = createRandom('recorded')
  return events
    .map((event) => [random.next(), event] as const)
    .sort(([a], [b]) => a - b)
    .map(([, event]) => event)
}

async function expectNothingLost(): Promise<void> {
  const runs = world.sandbox.lambda.invocations().filter(({ key }) => key === 'rollout-changed' || key === 'reconcile')
  expect(runs.filter(({ result }) => result?.ok !== true)).toEqual([])
  const queues = world.sandbox.sqs.names().filter((name) => world.sandbox.sqs.messages(name).length > 0)
  expect(queues).toEqual([])
  for (const target of NAMES) expect(await world.inbox(target)).toEqual([])
}

samples('a recorded stream', () => {
  const files = there ? readdirSync(join(folder, 'recorded')) : []
  const orders = {
    'as it came': (events: readonly Recorded[]) => events,
    doubled: (events: readonly Recorded[]) => events.flatMap((event) => [event, event]),
    shuffled,
  }
  const cases = files.flatMap((file) => Object.entries(orders).map(([name, order]) => ({ file, name, order })))

  it.each(cases)('$file, $name, makes no deployment of its own', async ({ file, order }) => {
    const events = read(file)
    await begin(events)
    const before = NAMES.map((target) => world.running(target))
    await replay(order(events))
    await expectNothingLost()
    expect(world.documents()).toEqual([])
    expect(NAMES.map((target) => world.running(target))).toEqual(before)
    for (const target of NAMES) expect(await world.record(target)).toMatchObject({ state: { name: 'idle' }, holds: [] })
    expect(world.calls('ecs:UpdateService')).toEqual([])
  })
})

/** Begins a rollout of web that takes long, and gives the stream its id, as if it told of this one. */
async function ownRollout(file: keyof typeof ROLLOUTS): Promise<{ events: Recorded[]; digest: string }> {
  await begin(read(file))
  const { digest } = world.push({ repository: `team/${WEB}`, tag: 'main-1' }, { name: 'slow', factor: 12 })
  await world.until('the rollout', async () => {
    const record = await world.record('web')
    return record?.state.name === 'rolling' && record.state.deployment.attempt.rollout !== undefined
  })
  const [primary] = world.sandbox.ecs.deployments(CLUSTER, WEB)
  const events = read(file).filter((event) => JSON.stringify(event).includes(ROLLOUTS[file]))
  const text = JSON.stringify(events).replaceAll(`ecs-svc/${ROLLOUTS[file]}`, primary?.id ?? '')
  return { events: JSON.parse(text), digest }
}

samples('a recorded stream about a rollout of our own', () => {
  it('that succeeds is no failure, and no success before the platform itself shows it', async () => {
    const { events, digest } = await ownRollout('ecs-success.ndjson')
    const { clock, lambda } = world.sandbox
    for (const event of events) {
      await world.pass(4000)
      lambda.invokeAsync('rollout-changed', event)
    }
    await clock.runUntil(clock.now() + 5000)
    expect(world.documents()).toEqual([])
    await world.until('the outcome', () => world.outcomes('web').length === 1)
    expect(world.outcomes('web')).toMatchObject([{ outcome: 'succeeded', deployment: { to: { app: { digest } } } }])
    expect(world.running('web')).toEqual([digest])
  })

  it('whose process exits brings the release back, with the exit code in plain words', async () => {
    const { events } = await ownRollout('ecs-process-exit-failure.ndjson')
    const before = world.running('web')
    for (const event of events) {
      await world.pass(4000)
      world.sandbox.lambda.invokeAsync('rollout-changed', event)
    }
    await world.until('the outcome', () => world.outcomes('web').length === 1)
    expect(world.outcomes('web')).toMatchObject([
      { outcome: 'rolled-back', reason: expect.stringMatching(/exited with code 99\b/) },
    ])
    expect(world.running('web')).toEqual(before)
  })
})

samples('published samples', () => {
  it('are taken or refused by the handlers, and none throws', async () => {
    world = await startWire({ targets: TARGETS, region: 'us-west-2' })
    const files = readdirSync(join(folder, 'documented'))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      const event = JSON.parse(readFileSync(join(folder, 'documented', file), 'utf8'))
      await expect(world.invoke('image-pushed', event)).resolves.toBeNull()
      await expect(world.invoke('rollout-changed', event)).resolves.toBeNull()
    }
    await world.pass(12 * MINUTE)
    expect(world.documents()).toEqual([])
    expect(world.sandbox.sqs.messages(NUDGES)).toEqual([])
  })
})
