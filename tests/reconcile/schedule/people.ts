import type { Fact } from '../../../shared/domain/fact.ts'
import { frozenUntil } from '../../../shared/domain/freeze.ts'
import type { FreezeWindow, Policy } from '../../../shared/domain/policy.ts'
import type { Deployment, TargetRecord } from '../../../shared/domain/record.ts'
import { memoryStackState } from '../../fakes/memory-stack-state.ts'
import { advance, sendCommand } from './drive.ts'
import type { Seeded } from './seeded.ts'
import { fault, recordOf, type World } from './world.ts'

const minute = 60_000
const hour = 60

/** What keeps starts waiting for people and times. The clock begins on a Monday at nine, UTC. */
export function drawStarts(random: Seeded): Pick<Policy, 'approve' | 'freeze' | 'afterFreeze'> {
  return {
    ...(random.chance(0.15) ? { approve: { withinMs: random.pick([4, 12, 40]) * minute } } : {}),
    ...(random.chance(0.15) ? { freeze: drawFreeze(random), ...drawAfter(random) } : {}),
  }
}

/** Half an hour at most in every second hour of the Monday that schedules play on. */
function drawFreeze(random: Seeded): FreezeWindow[] {
  const length = 5 + random.below(25)
  const start = random.below(hour)
  const zone = random.pick(['UTC', 'Asia/Seoul', 'Asia/Kathmandu'])
  return Array.from({ length: 8 }, (_, index) => {
    const from = (4 + index) * 2 * hour + start
    return { every: 'week', from, to: from + length, zone }
  })
}

function drawAfter(random: Seeded): Pick<Policy, 'afterFreeze'> {
  return random.chance(0.5) ? { afterFreeze: 'approve' } : {}
}

function idOf(world: World, kind: string): { readonly id: string; readonly at: number; readonly by: string } {
  world.counter += 1
  fault(world, kind)
  return { id: `${kind}-${world.counter}`, at: world.clock.now(), by: world.random.pick(['ann', 'bob']) }
}

/** Mostly what waits for an answer, or is in progress; sometimes what does no more. */
function meant(world: World): string {
  const record = recordOf(world)
  const { random, outcomes } = world
  const open = record?.pending?.deploymentId
  const underWay = record && 'deployment' in record.state ? record.state.deployment.id : undefined
  if (random.chance(0.1)) return outcomes.at(-1)?.deployment.id ?? 'nobody'
  return open ?? underWay ?? 'nobody'
}

/** Somebody answers a question, at once or twice, yes or no. */
export async function answer(world: World): Promise<void> {
  const { random } = world
  const isNo = random.chance(0.2)
  const deploymentId = meant(world)
  const facts = Array.from({ length: random.chance(0.2) ? 2 : 1 }, (): Fact => {
    const kind = isNo ? 'reject' : 'approve'
    const about = { ...idOf(world, kind), deploymentId }
    return kind === 'reject' ? { ...about, kind } : { ...about, kind, stage: 'start' }
  })
  if (isNo) world.interventions.push(world.clock.now())
  else world.approved.add(deploymentId)
  for (const fact of facts) await sendCommand(world, fact)
  await advance(world, random.below(120) * 1_000)
}

export async function cancelSomething(world: World): Promise<void> {
  const { random } = world
  const record = recordOf(world)
  const underWay = record && 'deployment' in record.state ? record.state.deployment.id : undefined
  const deploymentId = underWay && random.chance(0.7) ? underWay : meant(world)
  world.interventions.push(world.clock.now())
  await sendCommand(world, { ...idOf(world, 'cancel'), kind: 'cancel', deploymentId })
  await advance(world, random.below(180) * 1_000)
}

export async function freezeByHand(world: World): Promise<void> {
  const { random, clock, table } = world
  const until = clock.now() + (1 + random.below(20)) * minute
  if (random.chance(0.5)) {
    fault(world, 'stack freeze')
    await memoryStackState(table).writeFreeze({ until, by: 'ann' })
  } else await sendCommand(world, { ...idOf(world, 'freeze'), kind: 'freeze', until })
  await advance(world, random.below(180) * 1_000)
}

/** Whether a start met what must keep it: nobody let it begin, or a calendar forbade it. */
export function whyNotBegun(
  { setting, approved }: World,
  record: TargetRecord,
  { id, trigger, startedAt }: Deployment,
): string | undefined {
  if (trigger.kind === 'rollback' || trigger.kind === 'repair') return undefined
  const { approve, freeze = [] } = setting.policy
  if (approve && !(trigger.approved && approved.has(id))) return `a start that nobody approved: ${id}`
  if (trigger.override !== undefined) return undefined
  if (frozenUntil(freeze, startedAt) !== undefined) return `a start in a freeze: ${id}`
  const byHand = record.frozen
  return byHand && byHand.at < startedAt ? `a start in a freeze by hand: ${id}` : undefined
}
