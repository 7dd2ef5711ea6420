import { createRandom } from '../../../sandbox/kernel/random.ts'
import type { Random } from '../../../sandbox/kernel/service.ts'
import { MINUTE, startWire, type WireWorld } from '../world.ts'
import { nameOf, type PlannedFault, setFault } from './draw-fault.ts'
import { type Action, PLAN_MS, type Plan, type PushFate, TARGET_NAMES, TARGETS, type Target } from './plan.ts'

/** One push as the world knows it, in the order of pushing. */
export interface Push {
  readonly target: Target
  readonly at: number
  readonly tag: string
  readonly digest: string
  readonly fate: PushFate
  /** The content of an earlier push under a new tag. */
  readonly again: boolean
}

/** A schedule that was played to its end. */
export interface Played {
  readonly plan: Plan
  readonly world: WireWorld
  readonly pushes: readonly Push[]
  /** When a person or somebody else decided what runs, by target. */
  readonly interventions: readonly { readonly target: Target; readonly at: number; readonly kind: Action['kind'] }[]
  /** Digests that somebody else put on a target. */
  readonly foreign: ReadonlySet<string>
  /** Names of the faults that struck. */
  readonly struck: readonly string[]
}

interface Playing {
  readonly plan: Plan
  readonly world: WireWorld
  readonly start: number
  readonly random: Random
  readonly pushes: Push[]
  readonly interventions: { target: Target; at: number; kind: Action['kind'] }[]
  readonly foreign: Set<string>
}

/** Plays a plan and lets the world come to rest. Stop the world afterwards. */
export async function play(plan: Plan): Promise<Played> {
  const world = await startWire({ targets: TARGETS, services: plan.services, seed: plan.seed })
  const start = world.sandbox.clock.now()
  const random = createRandom(`play/${plan.seed}`)
  const playing: Playing = { plan, world, start, random, pushes: [], interventions: [], foreign: new Set() }
  const hits = plan.faults.map((fault) => [nameOf(fault), arrange(playing, fault)] as const)
  try {
    for (const action of plan.actions) {
      await world.sandbox.clock.runUntil(Math.max(start + action.at, world.sandbox.clock.now()))
      await act(playing, action)
    }
    await world.sandbox.clock.runUntil(Math.max(start + PLAN_MS + 8 * MINUTE, world.sandbox.clock.now()))
    world.sandbox.faults.clear()
    await comeToRest(world)
  } catch (error) {
    await world.stop()
    throw error
  }
  const struck = hits.filter(([, count]) => count() > 0).map(([name]) => name)
  return { ...playing, struck }
}

/** Kills and a Slack that is away begin at their time; the other faults know theirs. */
function arrange({ world: { sandbox }, start }: Playing, fault: PlannedFault): () => number {
  const { clock, faults, slack } = sandbox
  if (fault.kind === 'slack') {
    clock.at(start + fault.from, 'Slack goes away', () =>
      slack.behave({ kind: 'server-error' }, { forMs: fault.forMs }),
    )
    return () => slack.attempts().filter(({ mood }) => mood !== 'ok').length
  }
  if (fault.kind !== 'kill') return setFault(faults, fault, start)
  let hits = (): number => 0
  clock.at(start + fault.from, 'a kill is set', () => {
    hits = setFault(faults, fault, start)
  })
  return () => hits()
}

async function act(playing: Playing, action: Action): Promise<void> {
  const { world, interventions } = playing
  const { target, kind } = action
  const { clock, ecs } = world.sandbox
  if (kind === 'push' || kind === 'push-again') return push(playing, action)
  interventions.push({ target, at: clock.now(), kind })
  if (kind === 'scale') return ecs.scale('production', target, action.count)
  if (kind === 'usurp') return usurp(playing, target)
  if (kind === 'stop') {
    clock.after(action.forMs, 'resume', () => world.sandbox.lambda.invokeAsync('resume', { target }))
    world.sandbox.lambda.invokeAsync('pause', { target, by: 'alice' })
    return
  }
  // A person may be refused: nothing to go back to, or the call met a fault.
  await clock.during(world.sandbox.lambda.invoke(kind, { target, by: 'alice' }))
}

function push({ world, pushes, random }: Playing, action: Action & { kind: 'push' | 'push-again' }): void {
  const { target } = action
  const { clock } = world.sandbox
  const mine = pushes.filter((one) => one.target === target)
  const before = action.kind === 'push-again' ? againOf(mine, random) : undefined
  const fate = before?.fate ?? (action.kind === 'push' ? action.fate : 'healthy')
  const tag = { api: `main-${mine.length + 1}`, web: 'live', jobs: `1.${mine.length + 1}.0` }[target]
  const silent = action.kind === 'push' && action.silent
  const pushed = world.push(
    { repository: `team/${target}`, tag, silent, ...(before && { digest: before.digest }) },
    fate,
  )
  pushes.push({ target, at: clock.now(), tag, digest: pushed.digest, fate, again: before !== undefined })
}

/** What failed before, pushed again, must stay where it is; so that is what is pushed again where there is any. */
function againOf(mine: readonly Push[], random: Random): Push | undefined {
  const bad = mine.filter(({ fate }) => fate === 'crashes' || fate === 'cannot-pull')
  if (bad.length > 0) return random.pick(bad)
  return mine.length > 0 ? random.pick(mine) : undefined
}

function usurp({ world, foreign }: Playing, target: Target): void {
  const { digest, pinned } = world.push({ repository: `team/${target}`, tag: 'by-hand', silent: true })
  foreign.add(digest)
  world.sandbox.ecs.usurp('production', target, { containers: { app: pinned } })
}

/** Faults are over: everything ends by itself within a few sweeps. */
async function comeToRest(world: WireWorld): Promise<void> {
  for (const target of TARGET_NAMES) await world.untilAtRest(target, 180 * MINUTE)
  await world.pass(16 * MINUTE)
  for (const target of TARGET_NAMES) await world.untilAtRest(target, 60 * MINUTE)
}
