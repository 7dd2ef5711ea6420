import type { Millis } from '../domain/image.ts'
import type { Past } from '../figures-ports.ts'
import { type Ended, endedOf } from './ended.ts'
import { type Incident, incidentsOf } from './incidents.ts'
import { type LeadSource, leadTimeOf, type TimesOf } from './lead-time.ts'
import { median, p90 } from './quantile.ts'
import { type Undone, undoneBy } from './undone.ts'
import { type Spent, spentOn, whereTimeWent } from './where-time-went.ts'
import { dayIn, dayMs, type Window } from './window.ts'

/** The four measures of a time, as docs/figures.md defines them. Times in milliseconds; what has no value is absent. */
export interface Figures {
  readonly window: Window
  readonly frequency: {
    /** Deployments that brought new images and were proven. */
    readonly releases: number
    /** Releases for each day of the window that has passed. */
    readonly perDay: number
    /** Calendar days with a release. */
    readonly days: number
  }
  readonly leadTime: {
    readonly median?: Millis
    readonly p90?: Millis
    /** How many lead times are counted from what. */
    readonly from: Readonly<Record<LeadSource, number>>
  }
  readonly changes: {
    readonly total: number
    readonly failed: number
    /** 0 to 1. */
    readonly failureRate?: number
  }
  readonly restore: {
    readonly restored: number
    readonly median?: Millis
    readonly p90?: Millis
    /** What was broken at the end of the window, or is now. */
    readonly open: readonly Incident[]
  }
  /** What the time of a release was spent on, on average. */
  readonly timeWent: readonly Spent[]
}

/** What happened on a target in the words of the figures. */
export interface Story {
  readonly target: string
  /** By end, oldest first. */
  readonly ended: readonly Ended[]
  readonly undone: readonly Undone[]
  readonly incidents: readonly Incident[]
}

/** `withinMs`: how long after its proof a person's rollback makes a release a failed one. */
export function storyOf({ target, outcomes, healed }: Past, withinMs: Millis): Story {
  const ended = outcomes.map(endedOf).toSorted((a, b) => a.deployment.endedAt - b.deployment.endedAt)
  const undone = undoneBy(ended, withinMs)
  return { target, ended, undone, incidents: incidentsOf(target, ended, undone, healed) }
}

/** The figures of some targets together. */
export function figuresOf(stories: readonly Story[], window: Window, now: Millis, timesOf: TimesOf): Figures {
  const ended = stories.flatMap((story) => story.ended).filter(({ deployment }) => isIn(window, deployment.endedAt))
  const undone = new Set(stories.flatMap((story) => story.undone.map(({ change }) => change)))
  const until = Math.min(window.to, now)
  return {
    window,
    frequency: frequencyOf(ended, window, until),
    leadTime: leadTimes(ended, timesOf),
    changes: changesOf(ended, undone),
    restore: restores(
      stories.flatMap(({ incidents }) => incidents),
      window,
      until,
    ),
    timeWent: meanTimeWent(ended),
  }
}

function isIn({ from, to }: Window, at: Millis): boolean {
  return at >= from && at < to
}

function frequencyOf(ended: readonly Ended[], { from, zone }: Window, until: Millis): Figures['frequency'] {
  const releases = ended.filter(({ came }) => came === 'released')
  const days = new Set(releases.map(({ deployment }) => dayIn(deployment.endedAt, zone)))
  const passed = (until - from) / dayMs
  return { releases: releases.length, perDay: passed > 0 ? releases.length / passed : 0, days: days.size }
}

function leadTimes(ended: readonly Ended[], timesOf: TimesOf): Figures['leadTime'] {
  const times = ended.flatMap((one) => leadTimeOf(one, timesOf) ?? [])
  const count = (source: LeadSource): number => times.filter(({ from }) => from === source).length
  return {
    ...spread(times.map(({ ms }) => ms)),
    from: { commit: count('commit'), image: count('image'), push: count('push') },
  }
}

function changesOf(ended: readonly Ended[], undone: ReadonlySet<Ended>): Figures['changes'] {
  const failed = ended.filter((one) => isFailed(one) || undone.has(one)).length
  const total = failed + ended.filter((one) => one.came === 'released' && !undone.has(one)).length
  return { total, failed, ...(total > 0 ? { failureRate: failed / total } : {}) }
}

/** Whether other images were to run and did not stay. */
export function isFailed({ came, brings }: Ended): boolean {
  return brings && (came === 'taken-back' || came === 'broken')
}

function restores(incidents: readonly Incident[], window: Window, until: Millis): Figures['restore'] {
  const times = incidents.flatMap(({ from, to }) => (to !== undefined && isIn(window, to) ? [to - from] : []))
  const open = incidents.filter(({ from, to }) => from < until && (to === undefined || to >= window.to))
  return { restored: times.length, ...spread(times), open }
}

function meanTimeWent(ended: readonly Ended[]): Spent[] {
  const releases = ended.filter(({ came }) => came === 'released').map(({ deployment }) => deployment)
  const spent = releases.flatMap((deployment) => whereTimeWent(deployment, deployment.endedAt))
  const parts = Map.groupBy(spent, ({ on }) => on)
  return spentOn.flatMap((on) => {
    const ms = (parts.get(on) ?? []).reduce((sum, part) => sum + part.ms, 0)
    return ms > 0 ? [{ on, ms: ms / releases.length }] : []
  })
}

function spread(values: readonly Millis[]): { readonly median?: Millis; readonly p90?: Millis } {
  const [middle, most] = [median(values), p90(values)]
  return middle === undefined || most === undefined ? {} : { median: middle, p90: most }
}
