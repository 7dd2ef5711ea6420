import { withApproval } from './approval.ts'
import { withCancel, withReject } from './cancel.ts'
import { displaced } from './displaced.ts'
import { withEvidence } from './evidence.ts'
import type {
  Fact,
  FreezeFact,
  PromoteFact,
  PushFact,
  RedeployFact,
  RollbackFact,
  StopFact,
  TaskStoppedFact,
} from './fact.ts'
import { frozenNow } from './frozen.ts'
import { goesFirst, toldBehind } from './goes-first.ts'
import { isProblem, passesByItself } from './observation.ts'
import { pausedNow } from './paused.ts'
import { whyNoWayBack } from './plan-rollback.ts'
import { follows, newsAt, type SeenPushes, withOlderPushes, withPushes } from './pushes.ts'
import type { Pending, TargetRecord, Trigger } from './record.ts'
import { refused } from './refused.ts'
import { withResume } from './resumed.ts'
import type { Context } from './step.ts'
import { overtakenWith } from './under-way.ts'

/** Most fact ids a record remembers. */
const foldedBound = 200

/** The record with the facts taken in, and which of them may leave the inbox. */
export interface Folded {
  readonly record: TargetRecord
  readonly done: readonly string[]
  /** Pushes wait in the inbox for a registry that cannot be asked. */
  readonly isUnasked: boolean
  /** Pushes wait in the inbox until what goes first has begun. */
  readonly isBehind: boolean
}

/**
 * Takes facts and what was learned of the registry into the record, each fact once.
 * A push to an exact tag, or one met before the first sight of the registry, waits in the inbox while that cannot be asked.
 */
export function fold(record: TargetRecord, facts: readonly Fact[], context: Context): Folded {
  const fresh = facts.filter((fact) => !record.folded.includes(fact.id))
  const ready = fresh.filter((fact) => fact.kind !== 'push' || !mustWait(record, fact, context))
  const pushes = ready.filter((fact) => fact.kind === 'push')
  const { registry } = context.observation
  const seen = { pushes, registry: registry?.kind === 'seen' ? registry : undefined }
  const { record: next, left } = inOrder(record, ready, seen, context)
  const taken = ready.filter(({ id }) => !left.some((push) => push.id === id))
  const folded = [...taken.map((fact) => fact.id), ...record.folded].slice(0, foldedBound)
  const known = facts.filter((fact) => record.folded.includes(fact.id))
  return {
    record: { ...next, folded },
    done: [...known, ...taken].map((fact) => fact.id),
    isUnasked: ready.length < fresh.length,
    isBehind: left.length > 0,
  }
}

/** Facts as they happened. Pushes belong together: the newest that is news says when they came. */
function inOrder(record: TargetRecord, facts: readonly Fact[], seen: SeenPushes, context: Context): InOrder {
  const { policy, now } = context
  const cameAt = newsAt(record, policy, seen, now)
  const sorted = facts.toSorted((a, b) => a.at - b.at)
  const earlier = sorted.filter(({ at }) => cameAt !== undefined && at <= cameAt)
  let next = earlier.reduce((before, fact) => withFact(before, fact, context), record)
  let left: InOrder['left'] = []
  let waits = goesFirst(next, context)
  if (waits) ({ record: next, left } = behindThat(next, seen, context))
  else next = withPushes(next, policy, seen, now)
  for (const fact of sorted.slice(earlier.length)) {
    const before = next.pending?.deploymentId
    next = withFact(next, fact, context)
    if (!waits || next.pending?.deploymentId === before) continue
    waits = false
    left = []
    next = overtaken(next, seen, context)
  }
  return { record: next, left }
}

interface InOrder {
  readonly record: TargetRecord
  /** Pushes that stay where they are: what goes first has not begun. */
  readonly left: readonly PushFact[]
}

function behindThat(record: TargetRecord, seen: SeenPushes, { policy, now }: Context): InOrder {
  const { record: next, news: left } = withOlderPushes(record, policy, seen, now)
  return { record: toldBehind(next, left, now), left }
}

const nouns: Readonly<Partial<Record<Trigger['kind'], string>>> = { rollback: 'a rollback', promote: 'a promotion' }

/** `a redeploy was asked for by alice` */
function askedFor({ trigger: { kind, by = 'somebody' } }: Pending): string {
  return `${nouns[kind] ?? 'a redeploy'} was asked for by ${by}`
}

/** What pushes waited for lost its place to a command that came after them: so do they. */
function overtaken(record: TargetRecord, seen: SeenPushes, { policy, now }: Context): TargetRecord {
  const { pending, ...free } = record
  const met = withPushes(free, policy, seen, now)
  if (!pending) return met
  return { ...displaced(met, askedFor(pending), now, pending.deploymentId), pending }
}

function mustWait(record: TargetRecord, push: PushFact, { policy, observation }: Context): boolean {
  const asksRegistry = Object.entries(policy.containers).some(
    ([name, container]) => follows(container, push) && (container.order === 'exact' || record.mark[name] === undefined),
  )
  if (!asksRegistry) return false
  const { registry } = observation
  return registry === undefined || (isProblem(registry) && passesByItself(registry))
}

function withFact(record: TargetRecord, fact: Fact, context: Context): TargetRecord {
  switch (fact.kind) {
    case 'push':
      return record
    case 'redeploy':
      return withRedeploy(record, fact, context)
    case 'rollback':
      return withRollback(record, fact, context)
    case 'promote':
      return withPromote(record, fact, context)
    case 'approve':
      return withApproval(record, fact)
    case 'reject':
      return withReject(record, fact, context)
    case 'cancel':
      return withCancel(record, fact, context)
    case 'stop':
      return withStop(record, fact)
    case 'freeze':
      return withFreeze(record, fact, context)
    case 'resume':
      return withResume(record, fact, context)
    case 'task-stopped':
      return withTaskStopped(record, fact)
  }
}

function withRedeploy(record: TargetRecord, fact: RedeployFact, context: Context): TargetRecord {
  const command = { kind: 'redeploy' as const, ...(fact.image ? { image: fact.image } : {}) }
  return taken(record, fact, commanded(record, fact, command, context.now), context)
}

function withPromote(record: TargetRecord, fact: PromoteFact, context: Context): TargetRecord {
  const pending = { ...commanded(record, fact, { kind: 'promote' }, context.now), images: fact.images }
  return taken(record, fact, pending, context)
}

/** What a pause or a freeze refuses takes no other start's place. */
function taken(
  record: TargetRecord,
  { override, deploymentId }: RedeployFact | PromoteFact,
  pending: Pending,
  { policy, observation, now }: Context,
): TargetRecord {
  const paused = pausedNow(record, observation.stackStop)
  if (paused !== undefined) return refused(record, pending, `not started: ${paused}; resume first`)
  const frozen = override === undefined ? frozenNow(record, policy, observation.stackStop, now) : undefined
  if (frozen) return refused(record, pending, `not started: ${frozen.words}; say "override" and why`)
  return { ...displaced(record, askedFor(pending), now, deploymentId), pending }
}

function withRollback(record: TargetRecord, fact: RollbackFact, context: Context): TargetRecord {
  const { now } = context
  const command = { kind: 'rollback' as const, ...(fact.to ? { to: fact.to } : {}) }
  const pending = commanded(record, fact, command, now)
  const goesBackAlready = record.state.name === 'reverting' && !fact.to
  if (goesBackAlready) return refused(record, pending, 'the target is going back already')
  const nowhere = leftSince(record, fact.from) ?? leadsNowhere(record, pending, fact.to, context)
  if (nowhere !== undefined) return refused(record, pending, nowhere)
  return { ...displaced(record, askedFor(pending), now, fact.deploymentId), pending }
}

/** A person who saw one deployment wants nothing undone that came after it. */
function leftSince({ state, pending, usurped, ledger }: TargetRecord, from: string | undefined): string | undefined {
  const isStarting = pending !== undefined && pending.command?.kind !== 'repair'
  const isThere = !('deployment' in state || isStarting || usurped) && ledger[0]?.deploymentId === from
  if (from === undefined || isThere) return undefined
  return `not gone back: ${from} is not what runs any more, or something newer has come; nothing was changed`
}

/** Why a rollback is refused at once, before what waits to start loses its place to it. */
function leadsNowhere(
  record: TargetRecord,
  pending: Pending,
  to: RollbackFact['to'],
  { observation: { platform } }: Context,
): string | undefined {
  const { state } = record
  if (!record.pending || !platform || isProblem(platform)) return undefined
  const isDecided =
    state.name === 'rolling' || state.name === 'proving'
      ? overtakenWith(state.deployment) !== undefined
      : state.name === 'idle' || state.name === 'waiting'
  return isDecided ? whyNoWayBack(record, pending, to, platform) : undefined
}

function commanded(
  { pending }: TargetRecord,
  fact: RedeployFact | RollbackFact | PromoteFact,
  command: NonNullable<Pending['command']>,
  now: number,
): Pending {
  return {
    deploymentId: fact.deploymentId,
    trigger: {
      ...{ kind: fact.kind, id: fact.id, at: fact.at, by: fact.by },
      ...(fact.kind === 'promote' ? { from: fact.from } : {}),
      ...('override' in fact && fact.override !== undefined ? { override: fact.override } : {}),
    },
    images: {},
    command,
    firstAt: now,
    lastAt: now,
    ...(pending?.inPlaceOf ? { inPlaceOf: pending.inPlaceOf } : {}),
  }
}

function withStop(record: TargetRecord, { at, by, reason }: StopFact): TargetRecord {
  return { ...record, stopped: { at, by, ...(reason ? { reason } : {}) } }
}

/** One that has ended by now is none; of several the longest counts, and only a resume makes it shorter. */
function withFreeze(record: TargetRecord, { at, until, by, reason }: FreezeFact, { now }: Context): TargetRecord {
  return until <= Math.max(now, (record.frozen?.until ?? 0) - 1)
    ? record
    : { ...record, frozen: { at, until, by, ...(reason ? { reason } : {}) } }
}

function withTaskStopped(record: TargetRecord, { evidence }: TaskStoppedFact): TargetRecord {
  const { state } = record
  if (state.name === 'rolling' || state.name === 'proving') {
    const from = state.name === 'proving' ? state.since : 0
    const attempt = withEvidence(state.deployment.attempt, [evidence], from)
    return { ...record, state: { ...state, deployment: { ...state.deployment, attempt } } }
  }
  if (state.name !== 'reverting') return record
  const { attempt } = state.revert
  if (!attempt) return record
  return { ...record, state: { ...state, revert: { ...state.revert, attempt: withEvidence(attempt, [evidence]) } } }
}

/** A command that cannot be carried out gives its place up. */
export function refusedCommand(record: TargetRecord, pending: Pending, reason: string): TargetRecord {
  const { pending: _refused, ...rest } = record
  return refused(rest, pending, reason)
}
