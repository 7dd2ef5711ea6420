import type { ResumeFact } from './fact.ts'
import { type Images, sameDigest } from './image.ts'
import { notice } from './outbox.ts'
import { namedImages } from './plan.ts'
import type { Policy } from './policy.ts'
import { laidOver } from './pushes.ts'
import type { Deployment, Hold, Pending, State, TargetRecord } from './record.ts'
import type { Context } from './step.ts'

/** Lifts what kept the target from deploying by itself; the newest pushes that were kept back go out. */
export function withResume(record: TargetRecord, fact: ResumeFact, context: Context): TargetRecord {
  const { now, policy } = context
  const { stopped: _stop, frozen: _freeze, usurped: _by, ...rest } = record
  const holds = record.holds.filter((hold) => record.state.name === 'reverting' && isOf(record.state.deployment, hold))
  const lifted: TargetRecord = { ...rest, ...withoutBroken(record, now), holds, state: leftStuck(record, now) }
  const kept = keptBack(record, holds, policy)
  return Object.keys(kept).length === 0 ? lifted : withKept(lifted, kept, fact, context)
}

/** The newest pushes that a hold or a usurper kept back, but for what stays on hold. */
function keptBack(record: TargetRecord, staying: readonly Hold[], { containers }: Policy): Images {
  const lifted = record.holds.filter((hold) => !staying.includes(hold))
  const kept = Object.entries(containers).flatMap(([container, { repository }]) => {
    const mark = record.mark[container]
    if (!mark) return []
    const held = lifted.some(({ digests: { [container]: digest } }) => {
      return digest !== undefined && sameDigest(digest, mark.digest, record.manifests)
    })
    return held || record.usurped ? [[container, { repository, tag: mark.tag, digest: mark.digest }] as const] : []
  })
  return Object.fromEntries(kept)
}

/** What waits already goes out with it; what a person asked for is a release of its own. */
function withKept(record: TargetRecord, kept: Images, fact: ResumeFact, { policy, now }: Context): TargetRecord {
  const { pending } = record
  if (!pending || pending.command?.kind === 'repair') {
    const trigger = { kind: 'resume' as const, id: fact.id, at: fact.at, by: fact.by }
    return { ...record, pending: laidOver(record, trigger, kept, now) }
  }
  return pending.command
    ? toldKept(record, pending, kept, fact, policy)
    : { ...record, pending: { ...pending, images: { ...kept, ...pending.images } } }
}

function toldKept(
  record: TargetRecord,
  pending: Pending,
  kept: Images,
  { id, at }: ResumeFact,
  { containers }: Policy,
): TargetRecord {
  const asked = namedImages(pending, containers)
  const images = Object.fromEntries(Object.entries(kept).filter(([name, { digest }]) => asked[name]?.digest !== digest))
  if (Object.keys(images).length === 0) return record
  const who = `${pending.deploymentId}, asked for by ${pending.trigger.by ?? 'somebody'},`
  const reason = `kept back no more and not deployed: ${who} goes first; redeploy it by name to bring it`
  return notice(record, { notice: 'not-deployed', id: `resumed:${id}`, at, reason, images })
}

/** What is being reverted stays on hold: the revert ends with it. */
function isOf(deployment: Deployment, hold: Hold): boolean {
  return hold.deploymentId === deployment.id
}

/** Somebody takes it that what broke is dealt with: alarms that begin to fire from now on are not its own. */
function withoutBroken({ state, endedBadly }: TargetRecord, now: number): Pick<TargetRecord, 'endedBadly'> {
  const stuck = state.name === 'waiting' ? state.stuck : state.name === 'stuck' ? state : undefined
  const from = stuck?.deployment.startedAt ?? endedBadly?.from
  return from === undefined || endedBadly?.to !== undefined ? {} : { endedBadly: { from, to: now } }
}

function leftStuck(record: TargetRecord, now: number): State {
  if (record.state.name === 'stuck') return { name: 'idle' }
  if (record.state.name === 'waiting') return { name: 'waiting', since: now, why: 'settle' }
  return record.state
}
