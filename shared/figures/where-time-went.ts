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
export function spansOf(deployment: Timed, until: Millis, now?: SpentOn): Span[] {
  const { failedAt = until } = deployment
  const spans: Span[] = []
  let from = Math.min(deployment.trigger.at, until)
  for (const { at, on } of stepsOf(deployment, until, now)) {
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

/** What the time up to a moment was spent on. */
interface Step {
  readonly at: Millis
  readonly on: SpentOn
}

type Sorted = TimelineEntry & { readonly kind: TimelineKind }

function stepsOf({ timeline, startedAt, failedAt }: Timed, until: Millis, now: SpentOn | undefined): Step[] {
  const entries = timeline.filter((entry): entry is Sorted => entry.kind !== undefined).toSorted((a, b) => a.at - b.at)
  const last = entries.at(-1)
  if (!last) return unsorted(startedAt, failedAt ?? until, until)
  const decided = entries.findIndex(({ kind }) => kind === 'decided')
  const steps = entries.map(({ at, kind }, index): Step => {
    const before = index <= decided ? undefined : entries[index - 1]
    return { at, on: before ? spentAfter(before) : kind === 'received' ? 'arriving' : 'waiting' }
  })
  return [...steps, { at: until, on: now ?? spentAfter(last) }]
}

/** Deployments of older versions, whose timelines do not say what sort their entries are, have two parts. */
function unsorted(startedAt: Millis, failedAt: Millis, until: Millis): Step[] {
  return [
    { at: startedAt, on: 'waiting' },
    { at: failedAt, on: 'rolling-out' },
    { at: until, on: 'proving' },
  ]
}

/** What goes on once an entry has happened. The platform's work ends with the rollout: what is seen later is a proof. */
function spentAfter({ kind, what }: Sorted): SpentOn {
  switch (kind) {
    case 'pushed':
    case 'received':
      return 'waiting'
    case 'decided':
      return 'acting'
    case 'acted':
      return 'rolling-out'
    case 'seen':
      return what === 'rolled out' ? 'proving' : 'rolling-out'
    case 'proven':
    case 'told':
      return 'proving'
  }
}
