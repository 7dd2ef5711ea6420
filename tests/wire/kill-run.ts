import { functionOf, type KillRule } from '../../sandbox/kernel/kills.ts'
import type { FateName } from '../../sandbox/services/ecs/fates.ts'
import type { OutcomeDocument } from '../../shared/notify/document-schema.ts'
import { aTarget, MINUTE, startWire, TABLE, type WireWorld } from './world.ts'

/** The functions that work by themselves, in the order in which a push meets them. */
export const WORKERS = ['image-pushed', 'rollout-changed', 'tick', 'reconcile', 'notify-slack'] as const
export type Worker = (typeof WORKERS)[number]

const FATES = { deployment: 'healthy', revert: 'crashes', 'deployment with tasks': 'healthy' } satisfies Record<
  string,
  FateName
>
export type Story = keyof typeof FATES

/** What one push left behind. */
export interface Aftermath {
  /** What runs and should run. */
  readonly running: readonly string[]
  readonly pushed: string
  readonly before: readonly string[]
  /** Each announced outcome once. */
  readonly outcomes: readonly OutcomeDocument[]
  readonly slackMessages: number
  /** Task definitions and rollouts that came into being. */
  readonly revisions: number
  readonly rollouts: number
  readonly updates: number
  /** Commands of the tasks that were run by themselves, in order. */
  readonly tasks: readonly string[]
  readonly status: Readonly<Record<string, unknown>>
  /** AWS calls by function. */
  readonly calls: Readonly<Record<string, number>>
  /** Messages and rollouts that are still there two minutes later. */
  readonly unsettled: readonly string[]
  /** Events that no function handled. */
  readonly deadEvents: readonly string[]
  /** Whether the worker met its death. */
  readonly died: boolean
}

export interface KillOptions {
  /** Longshore meets the target anew before each push, with cold workers; otherwise it goes on from the push before. */
  readonly firstContact: boolean
}

export interface KillWorld {
  /** One push, from rest to rest; the worker dies on the way if `kill` says so. */
  play(worker: Worker, kill?: Pick<KillRule, 'call' | 'when'>): Promise<Aftermath>
  stop(): Promise<void>
}

const EVENTS_DLQ = 'longshore-dev-events-dlq'
const PLACE = ['production', 'api'] as const
const TASKS = { before: { task: { command: ['migrate'] } }, after: { task: { command: ['warm-up'] } } }

export async function startKillWorld(story: Story, { firstContact }: KillOptions): Promise<KillWorld> {
  const options = story === 'deployment with tasks' ? TASKS : {}
  const world = await startWire({ targets: { api: aTarget('api', options) } })
  const original = world.sandbox.ecs.service(...PLACE).taskDefinition ?? ''
  return {
    async play(worker, kill) {
      if (firstContact) await forget(world, original)
      await toTheSecondMinute(world)
      if (firstContact) retire(world, worker)
      return pushAndSettle(world, FATES[story], kill && { function: worker, ...kill })
    },
    stop: world.stop,
  }
}

/** What a worker remembers from before would save it calls that are to be died at. */
function retire({ sandbox: { workers } }: WireWorld, worker: Worker): void {
  for (const caller of workers.callers()) if (functionOf(caller) === worker) workers.kill(caller)
}

/** Back to the beginning: what ran at first runs, carried by a tag, and Longshore has never seen it. */
async function forget(world: WireWorld, original: string): Promise<void> {
  const { ecs, dynamodb } = world.sandbox
  if (ecs.service(...PLACE).taskDefinition !== original) ecs.usurp(...PLACE, { taskDefinition: original })
  await world.pass(3 * MINUTE)
  const Key = { pk: { S: 'target#api' }, sk: { S: 'record' } }
  await dynamodb.call('DeleteItem', { TableName: TABLE, Key })
}

/** The sweep of every fifth minute is over and has made the baseline; the next one is far. */
async function toTheSecondMinute(world: WireWorld): Promise<void> {
  const { clock } = world.sandbox
  await clock.runUntil((Math.floor(clock.now() / (5 * MINUTE)) + 1) * 5 * MINUTE + 65_000)
}

let pushes = 0

async function pushAndSettle(
  world: WireWorld,
  fate: FateName,
  kill: Omit<KillRule, 'counting'> | undefined,
): Promise<Aftermath> {
  const { sandbox } = world
  const { ecs, faults, calls, slack } = sandbox
  const before = counted(world)
  const runningBefore = world.running('api')
  calls.clear()
  const fault = kill && faults.kill({ ...kill, counting: 'function' })
  pushes += 1
  const { digest } = world.push({ repository: 'team/api', tag: `main-${pushes}` }, fate)
  await world.until('an outcome', () => world.outcomes('api').length > before.outcomes)
  await world.untilAtRest('api')
  await world.until('empty queues', () => waiting(world).length === 0 && slack.messages().length > before.slack)
  const perFunction = countBy(calls.list().map(({ caller }) => functionOf(caller)))
  const deadEvents = takeDeadEvents(world)
  await world.pass(2 * MINUTE)
  fault?.remove()
  const after = counted(world)
  return {
    running: world.running('api'),
    pushed: digest,
    before: runningBefore,
    outcomes: world.outcomes('api').slice(before.outcomes),
    slackMessages: after.slack - before.slack,
    revisions: after.revisions - before.revisions,
    rollouts: after.rollouts - before.rollouts,
    updates: world.calls('ecs:UpdateService').length,
    tasks: ecs
      .oneOffTasks()
      .slice(before.tasks)
      .map(({ commands }) => commands['app']?.join(' ') ?? ''),
    status: await world.invoke('status', { target: 'api' }),
    calls: perFunction,
    unsettled: [
      ...waiting(world),
      ...ecs
        .deployments(...PLACE)
        .slice(1)
        .map(({ id }) => `rollout ${id}`),
    ],
    deadEvents,
    died: fault === undefined ? false : fault.hits() > 0,
  }
}

function counted(world: WireWorld) {
  const { ecs, slack } = world.sandbox
  return {
    outcomes: world.outcomes('api').length,
    slack: slack.messages().length,
    revisions: ecs.taskDefinitions('api').length,
    rollouts: ecs.serviceDeployments(...PLACE).length,
    tasks: ecs.oneOffTasks().length,
  }
}

/** Messages in any queue, dead letters too; of events the test asks separately. */
function waiting({ sandbox: { sqs } }: WireWorld): string[] {
  const names = sqs.names().filter((name) => name !== EVENTS_DLQ)
  return names.flatMap((name) => sqs.messages(name).map(({ body }) => `${name}: ${body}`))
}

function takeDeadEvents({ sandbox: { sqs } }: WireWorld): string[] {
  const messages = sqs.receive(EVENTS_DLQ, { max: 10 })
  for (const message of messages) sqs.delete(EVENTS_DLQ, message)
  return messages.map(({ body }) => JSON.parse(body)['detail-type'])
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
