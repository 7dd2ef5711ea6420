import { carries, clockSkewMs, ownRollout } from './attempt.ts'
import { deathsOf, failuresOf } from './evidence.ts'
import { type Manifests, type Millis, sameDigests } from './image.ts'
import type { PlatformView, Rollout } from './observation.ts'
import type { Policy } from './policy.ts'
import type { Attempt, TargetRecord } from './record.ts'
import type { Call, OurCarrier } from './remembered.ts'

/** How long a call may stay invisible: what the platform shows is eventually consistent. */
export const visibleWithinMs = 60_000

/** A worker is stopped after 30 s; a write that comes later than this was meant by somebody. */
const staleWriteMs = 15 * 60_000

/** What the platform's view says of an attempt's own rollout. */
export type Verdict =
  /** Nothing was called yet, or what was called was lost: call (again). */
  | { readonly kind: 'call'; readonly why: string }
  | { readonly kind: 'not-visible' }
  | { readonly kind: 'in-progress'; readonly own: Rollout }
  | { readonly kind: 'rolled-out'; readonly own: Rollout }
  /** Completed with nothing to run. */
  | { readonly kind: 'nothing-ran'; readonly own: Rollout }
  | { readonly kind: 'failed'; readonly reasons: readonly string[]; readonly own?: Rollout }
  /** The platform resolved the tag to another image than the goal's. */
  | { readonly kind: 'resolved-other'; readonly own: Rollout }
  /** Other images lead, and they are not ours. */
  | { readonly kind: 'usurped'; readonly by: Rollout }
  /** The digests of the own rollout are needed and were not looked up. */
  | { readonly kind: 'unresolved'; readonly own: Rollout }

/** What a verdict is drawn from. */
export interface Case {
  readonly attempt: Attempt
  readonly view: PlatformView
  readonly record: TargetRecord
  readonly policy: Policy
  /** The deployment judged; carriers of other deployments are not its own. */
  readonly deploymentId: string
  readonly now: Millis
}

type Row = (judged: Judged) => Verdict | undefined

interface Judged extends Case {
  readonly own: Rollout | undefined
  readonly leading: Rollout | undefined
  readonly manifests: Manifests
}

const rows: readonly Row[] = [
  notCalled,
  olderThanTheCall,
  ownFailed,
  rolledOut,
  notYetVisible,
  otherLeads,
  lost,
  stalled,
]

/**
 * Judges an attempt's own rollout by the first row that applies, never by whether the target looks stable.
 * Total: what no row speaks of is in progress.
 */
export function verdictOn(judge: Case): Verdict {
  const { attempt, view, record } = judge
  const own = ownRollout(attempt, view, record.manifests)
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const judged = { ...judge, own, leading, manifests: record.manifests }
  for (const row of rows) {
    const verdict = row(judged)
    if (verdict) return verdict
  }
  return own ? { kind: 'in-progress', own } : { kind: 'not-visible' }
}

function notCalled({ attempt, own }: Judged): Verdict | undefined {
  if (!attempt.intent) return { kind: 'call', why: 'nothing was called yet' }
  if (attempt.intent.refused && !own) return { kind: 'call', why: 'the platform did nothing last time' }
  return undefined
}

function olderThanTheCall({ attempt, view, own }: Judged): Verdict | undefined {
  if (own || !attempt.intent) return undefined
  return view.at < attempt.intent.lastAt ? { kind: 'not-visible' } : undefined
}

function ownFailed(judged: Judged): Verdict | undefined {
  const { own, leading } = judged
  if (!own) return undefined
  const deaths = deathsOf(judged.attempt, own.id)
  if (own.state === 'unsupported') {
    return failed(own, ['the platform does not say how this rollout fares (classic load balancer): not supported'])
  }
  if (isOver(own)) return failed(own, reasonsOf(judged, own))
  if (own.state === 'stopped' && (!leading || leading.id === own.id)) return failed(own, reasonsOf(judged, own))
  if (own.state === 'in-progress' && deaths >= toleratedFailures(judged)) return failed(own, reasonsOf(judged, own))
  return undefined
}

function isOver(own: Rollout): boolean {
  return ['failed', 'rolling-back', 'rolled-back', 'rollback-failed'].includes(own.state)
}

/** Two by default while nothing of it was ever healthy. */
function toleratedFailures({ attempt, policy, view }: Judged): number {
  return attempt.everHealthy ? breakerThreshold(policy, view) : policy.tolerance
}

/** How many failures the platform's own breaker would take. */
export function breakerThreshold({ tolerance }: Policy, { desired }: PlatformView): number {
  return Math.max(tolerance, Math.min(200, Math.max(3, Math.ceil(desired / 2))))
}

function rolledOut({ own, attempt, policy, manifests, view }: Judged): Verdict | undefined {
  if (!own?.leading || own.state !== 'completed') return undefined
  if (!own.digests) return resolvesLater(own, policy)
  if (!carries(own, attempt.release, manifests)) return { kind: 'resolved-other', own }
  return view.desired === 0 ? { kind: 'nothing-ran', own } : { kind: 'rolled-out', own }
}

function resolvesLater(own: Rollout, policy: Policy): Verdict {
  return own.desired === 0 && policy.mode === 'force' ? { kind: 'nothing-ran', own } : { kind: 'unresolved', own }
}

function notYetVisible({ attempt, own, now }: Judged): Verdict | undefined {
  const calledAt = attempt.intent?.lastAt ?? now
  return !own && now - calledAt < visibleWithinMs ? { kind: 'not-visible' } : undefined
}

function otherLeads(judged: Judged): Verdict | undefined {
  const { own, leading, attempt, manifests } = judged
  if (!leading || leading.id === own?.id) return undefined
  if (!isNews(leading, attempt)) return undefined
  if (leading.digests && carries(leading, attempt.release, manifests)) return adopted(leading, judged)
  if (leading.carrier === attempt.rollout?.carrier) return resolvedAgain(leading)
  if (isStaleWrite(leading, judged)) return callAgain(judged, 'a stale write put an older release back')
  return leading.digests || leading.state !== 'in-progress' ? { kind: 'usurped', by: leading } : undefined
}

/** The carrier we started was started once more and its tags were resolved anew (force mode): a call that came twice. */
function resolvedAgain(leading: Rollout): Verdict {
  if (isOver(leading)) return failed(leading, [leading.reason ?? `the rollout ${leading.id} failed`])
  const isDone = leading.state === 'completed' && leading.digests !== undefined
  return { kind: isDone ? 'resolved-other' : 'in-progress', own: leading }
}

/** Whether a rollout came after ours: what led before our call did not replace it. */
function isNews(leading: Rollout, attempt: Attempt): boolean {
  if (leading.id === attempt.replaced) return false
  return leading.createdAt >= (attempt.rollout?.createdAt ?? attempt.intent?.at ?? 0)
}

/** The same images under another rollout id are ours as much. */
function adopted(leading: Rollout, { view, attempt }: Judged): Verdict {
  if (leading.state === 'completed') return { kind: view.desired === 0 ? 'nothing-ran' : 'rolled-out', own: leading }
  if (isOver(leading))
    return failed(leading, [
      leading.reason ?? `the rollout ${leading.id} of ${attempt.release.carrier ?? 'our release'} failed`,
    ])
  return { kind: 'in-progress', own: leading }
}

/**
 * An older release of ours, put there by a worker that was paused between saving and calling. It may have died, or lost its
 * place, before it could say so: then it is known by what it was to call.
 */
export function isStaleWrite(leading: Rollout, judged: Pick<Case, 'record' | 'deploymentId'>): boolean {
  const { record, deploymentId } = judged
  const isLate = (mine: OurCarrier | Call) => mine.deploymentId !== deploymentId && isSoonAfter(leading, mine.at)
  return (
    record.ours.some((mine) => mine.carrier === leading.carrier && isLate(mine)) ||
    (record.called ?? []).some((call) => isLate(call) && isWhatWasCalled(leading, call, record.manifests))
  )
}

/**
 * The carrier that a call named, or one with the tag of its deployment; and it runs what was called for: whoever copies a
 * revision copies its tags, and a carrier may name tags of images.
 */
function isWhatWasCalled(leading: Rollout, call: Call, manifests: Manifests): boolean {
  const isItsCarrier = leading.carrier === call.carrier || leading.madeBy === call.deploymentId
  return isItsCarrier && sameDigests(call.digests, leading.digests, manifests)
}

function isSoonAfter({ createdAt }: Rollout, wantedAt: Millis): boolean {
  return createdAt >= wantedAt - clockSkewMs && createdAt - wantedAt < staleWriteMs
}

/** What was taken over may be younger than our call: a view of before does not show it either. */
function lost(judged: Judged): Verdict | undefined {
  const { own, leading, attempt, now } = judged
  if (!leading || leading.id === own?.id || isNews(leading, attempt)) return undefined
  const begunAt = own?.createdAt ?? attempt.rollout?.createdAt ?? 0
  if (now - begunAt < visibleWithinMs) return undefined
  return callAgain(judged, own ? 'an older rollout leads again' : 'what was called is not there')
}

/** However often a call is lost, it is not repeated beyond the deadline. */
function callAgain(judged: Judged, why: string): Verdict {
  return stalled(judged) ?? { kind: 'call', why }
}

function stalled(judged: Judged): Verdict | undefined {
  const { attempt, policy, now, own, view } = judged
  if (now - attempt.progress.at < policy.deadlineMs + declaredMs(own)) return undefined
  const minutes = Math.round(policy.deadlineMs / 60_000)
  const counts = own ? howFar(own, view) : neverShown(judged)
  return failed(own, [
    ...reasonsOf(judged, own).slice(0, 3),
    `no progress for ${minutes} minutes: ${counts}`,
    ...view.messages.slice(0, 2),
  ])
}

/** Waiting that was announced is not lack of progress. */
function declaredMs(own: Rollout | undefined): Millis {
  return (own?.staysMs ?? 0) + (own?.next?.afterMs ?? 0)
}

function howFar(own: Rollout, { desired }: PlatformView): string {
  const stage = own.stage === undefined ? '' : `${own.stage}, `
  return `${stage}${own.running} of ${desired} running, ${own.pending} pending`
}

function neverShown({ attempt }: Judged): string {
  const calls = attempt.intent?.calls ?? 0
  return `no rollout to be seen after ${calls} ${calls === 1 ? 'call' : 'calls'}`
}

function failed(own: Rollout | undefined, reasons: readonly string[]): Verdict {
  return { kind: 'failed', reasons, ...(own ? { own } : {}) }
}

/** Why, most telling first: what the instances died of, then the platform's own words. */
function reasonsOf({ attempt }: Judged, own: Rollout | undefined): string[] {
  const counted = new Map<string, number>()
  for (const { reason } of failuresOf(attempt, own?.id)) counted.set(reason, (counted.get(reason) ?? 0) + 1)
  const deaths = [...counted].map(([reason, times]) => (times > 1 ? `${reason} (${times} times)` : reason))
  const words = own?.reason ? [own.reason] : []
  const all = [...deaths, ...words]
  return all.length > 0
    ? all
    : own?.state === 'in-progress'
      ? []
      : [`the platform ended the rollout: ${own?.state ?? 'gone'}`]
}
