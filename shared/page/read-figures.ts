import { readPasts } from '../commands/read-pasts.ts'
import { groupsIn } from '../commands/stats.ts'
import { type Figures, figuresOf, storyOf } from '../figures/figures.ts'
import { imagesToDate } from '../figures/lead-time.ts'
import { dayMs, defaultFigures, type Window } from '../figures/window.ts'
import type { PagePorts } from './page-ports.ts'

/** The four measures over time, of all targets, a group or one. */
export interface FiguresView {
  /** What can be chosen. */
  readonly targets: readonly string[]
  readonly groups: readonly string[]
  readonly target?: string
  readonly group?: string
  /** Weeks, oldest first; the last one ends now. */
  readonly weeks: readonly Figures[]
  readonly whole: Figures
  /** Deployments that are read, at most; of targets with more the oldest are not counted. */
  readonly atMost: number
  readonly cut: readonly string[]
  /** Images of which it was not looked up when they were committed: those released first. */
  readonly undated: number
  /** Deployments that cannot be read are not counted. */
  readonly unreadable: number
}

type FiguresPorts = Pick<PagePorts, 'config' | 'clock' | 'past' | 'dates'>

const weekMs = 7 * dayMs
const weeksShown = 12

/** Somebody waits, and every deployment is read whole. */
const atMost = 5_000

/** What was broken before a window may be restored in it. */
const lookBackMs = 30 * dayMs

export async function readFigures(query: URLSearchParams, ports: FiguresPorts): Promise<FiguresView> {
  const { config, clock, past, dates } = ports
  const groups = groupsIn(config)
  const all = Object.keys(config.targets).sort()
  const target = all.find((name) => name === query.get('target'))
  const group = Object.keys(groups).find((name) => target === undefined && name === query.get('group'))
  const chosen = target === undefined ? ((group === undefined ? all : groups[group]) ?? all) : [target]
  const now = clock.now()
  const { zone, rollbackWithinMs } = config.figures ?? defaultFigures
  const pasts = await readPasts(chosen, now - weeksShown * weekMs - lookBackMs, past, atMost)
  const stories = pasts.map((one) => storyOf(one, rollbackWithinMs))
  const { images, undated } = imagesToDate(stories.flatMap(({ ended }) => ended))
  const known = await dates.of(images)
  const over = (window: Window) => figuresOf(stories, window, now, (digest) => known.get(digest))
  return {
    targets: all,
    groups: Object.keys(groups),
    ...(target === undefined ? {} : { target }),
    ...(group === undefined ? {} : { group }),
    weeks: weeksUpTo(now, zone).map(over),
    whole: over({ from: now - weeksShown * weekMs, to: now, zone, name: `last ${weeksShown} weeks` }),
    atMost,
    cut: pasts.filter(({ isCut }) => isCut).map((one) => one.target),
    undated,
    unreadable: pasts.reduce((sum, one) => sum + one.unreadable.length, 0),
  }
}

function weeksUpTo(now: number, zone: string): Window[] {
  return Array.from({ length: weeksShown }, (_, index) => {
    const from = now - (weeksShown - index) * weekMs
    return { from, to: from + weekMs, zone, name: new Date(from).toISOString().slice(0, 10) }
  })
}
