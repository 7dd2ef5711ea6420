import type { LongshoreConfig } from '../config/normalised.ts'
import type { Millis } from '../domain/image.ts'
import { type Figures, figuresOf, type Story, storyOf } from '../figures/figures.ts'
import { figuresInWords, spentInWords } from '../figures/in-words.ts'
import { imagesToDate, type LeadSource, type TimesOf } from '../figures/lead-time.ts'
import type { SpentOn } from '../figures/where-time-went.ts'
import { dayMs, defaultFigures, lastDays, monthWindow, type Window } from '../figures/window.ts'
import type { ImageDates, PastReader } from '../figures-ports.ts'
import type { StatsCommand } from '../inbound/stats-command.ts'
import type { Clock } from '../ports.ts'
import { BadCommand } from './bad-command.ts'
import { readPasts } from './read-pasts.ts'

export interface StatsPorts {
  readonly clock: Clock
  readonly past: PastReader
  /** Absent where nothing is known of images but when they were pushed. */
  readonly dates?: ImageDates
}

/** The four measures for machines; times in seconds, what has no value is `null`. Defined in docs/figures.md. */
export interface Told {
  readonly window: { readonly name: string; readonly from: string; readonly to: string; readonly zone: string }
  readonly deploymentFrequency: { readonly releases: number; readonly perDay: number; readonly daysWithRelease: number }
  readonly leadTime: {
    readonly medianSeconds: number | null
    readonly p90Seconds: number | null
    readonly countedFrom: Readonly<Record<LeadSource, number>>
  }
  readonly changeFailureRate: { readonly changes: number; readonly failed: number; readonly rate: number | null }
  readonly timeToRestore: {
    readonly restored: number
    readonly medianSeconds: number | null
    readonly p90Seconds: number | null
    readonly open: readonly { readonly target: string; readonly since: string }[]
  }
  /** What the time of a release was spent on, on average. */
  readonly timeWent: readonly { readonly on: SpentOn; readonly seconds: number }[]
}

export interface Stats {
  readonly message: string
  readonly scopes: readonly { readonly scope: string; readonly figures: readonly Told[] }[]
  /** Targets with more history than is read at once: of these the oldest is not counted. */
  readonly cut: readonly string[]
  /** Deployments that cannot be read, by target and id: not counted. */
  readonly unreadable: readonly string[]
  /** Images of which it was not looked up when they were committed: those released first. Their lead times count from the push. */
  readonly undated: number
}

/** Some targets whose figures are told together. */
interface Scope {
  readonly name: string
  readonly targets: readonly string[]
  readonly windows: readonly Window[]
}

/** What was broken before a window may be restored in it. */
const lookBackMs = 30 * dayMs

/** How well it goes: of all targets, a group or one target, over the last days or a month. */
export async function stats(command: StatsCommand, config: LongshoreConfig, ports: StatsPorts): Promise<Stats> {
  const now = ports.clock.now()
  const { zone, rollbackWithinMs } = config.figures ?? defaultFigures
  const scopes = scopesOf(command, config, windowsOf(command, now, zone))
  const targets = [...new Set(scopes.flatMap((scope) => scope.targets))]
  const from = Math.min(...scopes.flatMap(({ windows }) => windows.map((window) => window.from)))
  const pasts = await readPasts(targets, from - lookBackMs, ports.past)
  const stories = new Map(pasts.map((past) => [past.target, storyOf(past, rollbackWithinMs)]))
  const { timesOf, undated } = await timesIn([...stories.values()], ports.dates)
  const told = scopes.map((scope) => figuresIn(scope, stories, now, timesOf))
  const cut = pasts.filter(({ isCut }) => isCut).map(({ target }) => target)
  const unreadable = pasts.flatMap((past) => past.unreadable.map((id) => `${past.target} ${id}`))
  return {
    message: [...told.flatMap(({ lines }) => lines), ...averages(told[0]), ...missing(cut, unreadable, undated)].join(
      '\n',
    ),
    scopes: told.map(({ scope, figures }) => ({ scope, figures: figures.map(asTold) })),
    cut,
    unreadable,
    undated,
  }
}

function windowsOf({ days, month }: StatsCommand, now: Millis, zone: string): Window[] {
  if (month !== undefined) {
    const window = monthWindow(month, zone)
    if (window && window.from <= now) return [window]
    throw new BadCommand(`Cannot tell figures of ${month}: it has not begun. Name a month that has, as in 2026-10.`)
  }
  return (days === undefined ? [30, 7, 90] : [days]).map((count) => lastDays(count, now, zone))
}

/** What was asked for over all windows, then what it is made of over the first. */
function scopesOf({ target, group }: StatsCommand, config: LongshoreConfig, windows: readonly Window[]): Scope[] {
  if (target !== undefined) return [{ name: target, targets: [target], windows }]
  const ofGroup = Object.entries(groupsIn(config))
  const chosen = group === undefined ? ofGroup : ofGroup.filter(([name]) => name === group)
  const all = group === undefined ? Object.keys(config.targets) : chosen.flatMap(([, targets]) => targets)
  const first = windows.slice(0, 1)
  const parts = [
    ...(group === undefined
      ? chosen.map(([name, targets]) => ({ name: groupName(name), targets, windows: first }))
      : []),
    ...all.map((one) => ({ name: one, targets: [one], windows: first })),
  ]
  return [{ name: group === undefined ? 'all' : groupName(group), targets: all, windows }, ...parts]
}

function groupName(group: string): string {
  return `group ${group}`
}

/** Targets by the group that the configuration puts them in. */
export function groupsIn({ targets }: LongshoreConfig): Readonly<Record<string, readonly string[]>> {
  const grouped = Object.entries(targets).flatMap(([name, { group }]) => (group === undefined ? [] : [{ name, group }]))
  const names = [...new Set(grouped.map(({ group }) => group))].sort()
  return Object.fromEntries(
    names.map((group) => [group, grouped.filter((one) => one.group === group).map(({ name }) => name)]),
  )
}

async function timesIn(stories: readonly Story[], dates: ImageDates | undefined) {
  const { images, undated } = imagesToDate(stories.flatMap(({ ended }) => ended))
  const known = (await dates?.of(images)) ?? new Map()
  const timesOf: TimesOf = (digest) => known.get(digest)
  return { timesOf, undated }
}

function figuresIn(
  { name, targets, windows }: Scope,
  stories: ReadonlyMap<string, Story>,
  now: Millis,
  timesOf: TimesOf,
) {
  const mine = targets.flatMap((target) => stories.get(target) ?? [])
  const figures = windows.map((window) => figuresOf(mine, window, now, timesOf))
  const lines = figures.map((some) => `${name}, ${some.window.name}: ${figuresInWords(some)}`)
  return { scope: name, figures, lines }
}

function asTold({ window, frequency, leadTime, changes, restore, timeWent }: Figures): Told {
  return {
    window: { name: window.name, from: iso(window.from), to: iso(window.to), zone: window.zone },
    deploymentFrequency: {
      releases: frequency.releases,
      perDay: frequency.perDay,
      daysWithRelease: frequency.days,
    },
    leadTime: {
      medianSeconds: seconds(leadTime.median),
      p90Seconds: seconds(leadTime.p90),
      countedFrom: leadTime.from,
    },
    changeFailureRate: { changes: changes.total, failed: changes.failed, rate: changes.failureRate ?? null },
    timeToRestore: {
      restored: restore.restored,
      medianSeconds: seconds(restore.median),
      p90Seconds: seconds(restore.p90),
      open: restore.open.map(({ target, from }) => ({ target, since: iso(from) })),
    },
    timeWent: timeWent.map(({ on, ms }) => ({ on, seconds: ms / 1000 })),
  }
}

/** Where the minutes of what was asked for went. */
function averages(asked: ReturnType<typeof figuresIn> | undefined): string[] {
  const [first] = asked?.figures ?? []
  if (!asked || !first || first.timeWent.length === 0) return []
  return [`${asked.scope}, ${first.window.name}, a release on average: ${spentInWords(first.timeWent)}`]
}

function missing(cut: readonly string[], unreadable: readonly string[], undated: number): string[] {
  const over = `Not everything was read of ${cut.join(', ')}: ask for one target or fewer days.`
  const broken = `Not counted, since they cannot be read: ${unreadable.join(', ')}.`
  const images = undated === 1 ? 'an image was' : `${undated} images were`
  const young = `Not looked up when ${images} committed, those released first: ask for fewer days or one target.`
  return [
    ...(cut.length > 0 ? [over] : []),
    ...(unreadable.length > 0 ? [broken] : []),
    ...(undated > 0 ? [young] : []),
  ]
}

function seconds(ms: Millis | undefined): number | null {
  return ms === undefined ? null : ms / 1000
}

function iso(at: Millis): string {
  return new Date(at).toISOString()
}
