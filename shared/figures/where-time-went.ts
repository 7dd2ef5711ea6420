import type { Millis } from '../domain/image.ts'
import type { TimelineEntry, TimelineKind } from '../domain/timeline-entry.ts'

/**
 * What the time of a deployment was spent on. `arriving`: the push on its way to Longshore. `waiting`: for other pushes, other
 * targets, people. `acting`: Longshore before a call. `rolling-out`: the platform, tasks included. `proving`. `going-back`: from
 * the failure seen to the end.
 */
export const spentOn = ['arriving', 'waiting', 'acting', 'rolling-out', 'proving', 'going-back'] as const
export type SpentOn = (typeof spentOn)[number]

export interface Spent {
  readonly on: SpentOn
  readonly ms: Millis
}

/** A deployment as far as its minutes are concerned: an announced one, or one in progress. */
export interface Timed {
  readonly trigger: { readonly at: Millis }
  readonly startedAt: Millis
  readonly failedAt?: Millis
  readonly timeline: readonly TimelineEntry[]
}

interface Step {
  readonly at: Millis
  readonly on: SpentOn
}

/** What is gone by when something of a kind happens, was spent on this. */
const spentUntil: Readonly<Record<TimelineKind, SpentOn>> = {
  pushed: 'arriving',
  received: 'arriving',
  decided: 'waiting',
  acted: 'acting',
  seen: 'rolling-out',
  proven: 'proving',
  told: 'proving',
}

/** A piece of a deployment's time. */
export interface Span {
  readonly on: SpentOn
  readonly from: Millis
  readonly to: Millis
}

/**
 * Where the time from the trigger to `until` went, in the order of a deployment; what took no time is left out, and the sum is the
 * whole. `now`: what the time since the last entry is being spent on, for one in progress.
 */
export function whereTimeWent(deployment: Timed, until: Millis, now?: SpentOn): Spent[] {
  const spans = spansOf(deployment, until, now)
  const spent = spentOn.map((on) => ({
    on,
    ms: spans.filter((span) => span.on === on).reduce((sum, { from, to }) => sum + to - from, 0),
  }))
  return spent.filter(({ ms }) => ms > 0)
}

/** The same, piece by piece as it happened: each begins where the one before it ends. */
export function spansOf(deployment: Timed, until: Millis, now: SpentOn = 'proving'): Span[] {
  const { failedAt = until } = deployment
  const spans: Span[] = []
  let from = Math.min(deployment.trigger.at, until)
  for (const { at, on } of [...stepsOf(deployment, failedAt), { at: until, on: now }]) {
    const to = Math.min(Math.max(at, from), until)
    const failed = Math.min(Math.max(failedAt, from), to)
    spans.push({ on, from, to: failed }, { on: 'going-back', from: failed, to })
    from = to
  }
  return joined(spans.filter((span) => span.to > span.from))
}

/** Neighbours that were spent on the same are one. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const span of spans) {
    const last = all.at(-1)
    if (last?.on === span.on) all.splice(-1, 1, { ...last, to: span.to })
    else all.push(span)
  }
  return all
}

/** Deployments that ended before their timelines said what kind each entry is have two parts. */
function stepsOf({ timeline, startedAt }: Timed, failedAt: Millis): Step[] {
  const called = timeline.findIndex(({ kind }) => kind === 'acted')
  const steps = timeline.flatMap(({ at, kind }, index): Step[] => {
    if (!kind) return []
    // What is decided once the platform was called is what became of the rollout.
    const isVerdict = kind === 'decided' && called >= 0 && index > called
    return [{ at, on: isVerdict ? 'rolling-out' : spentUntil[kind] }]
  })
  if (steps.length > 0) return steps.toSorted((a, b) => a.at - b.at)
  return [
    { at: startedAt, on: 'waiting' },
    { at: failedAt, on: 'rolling-out' },
  ]
}
