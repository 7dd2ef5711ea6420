import type { Millis } from '../domain/image.ts'
import type { Figures } from './figures.ts'
import type { LeadSource } from './lead-time.ts'
import type { Spent, SpentOn } from './where-time-went.ts'

const sources: Readonly<Record<LeadSource, string>> = { commit: 'commit', image: "image's creation", push: 'push' }

const parts: Readonly<Record<SpentOn, string>> = {
  arriving: 'until the push was heard of',
  waiting: 'waiting to start',
  acting: 'until the platform was called',
  'rolling-out': 'rolling out',
  proving: 'being proven',
  'going-back': 'going back',
}

/** The four measures in a line. */
export function figuresInWords(figures: Figures): string {
  return [releases(figures), leadTime(figures), failures(figures), restores(figures)].join('; ')
}

/** `waiting to start 30 s, rolling out 2 min 5 s` */
export function spentInWords(spent: readonly Spent[]): string {
  return spent.map(({ on, ms }) => `${parts[on]} ${timeInWords(ms)}`).join(', ')
}

/** `45 s`, `12 min 5 s`, `3 h 20 min`, `2 d 4 h` */
export function timeInWords(ms: Millis): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return twoParts(seconds, 60, 'min', 's', 1)
  if (seconds < 86_400) return twoParts(seconds, 3_600, 'h', 'min', 60)
  return twoParts(seconds, 86_400, 'd', 'h', 3_600)
}

function twoParts(seconds: number, big: number, bigUnit: string, smallUnit: string, small: number): string {
  const rest = Math.floor((seconds % big) / small)
  return `${Math.floor(seconds / big)} ${bigUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ''}`
}

function releases({ frequency: { releases: count, perDay, days } }: Figures): string {
  if (count === 0) return 'no release'
  return `${plural(count, 'release')} (${perDay.toFixed(2)} a day, on ${plural(days, 'day')})`
}

function leadTime({ leadTime: { median, p90, from } }: Figures): string {
  if (median === undefined || p90 === undefined) return 'no lead time'
  const counted = (['commit', 'image', 'push'] as const)
    .filter((source) => from[source] > 0)
    .map((source) => `${from[source]} from the ${sources[source]}`)
  return `lead time ${timeInWords(median)} median, ${timeInWords(p90)} p90 (${counted.join(', ')})`
}

function failures({ changes: { total, failed, failureRate } }: Figures): string {
  if (failureRate === undefined) return 'no change'
  return `${failed} of ${plural(total, 'change')} failed (${Math.round(failureRate * 100)} %)`
}

function restores({ restore: { restored, median, p90, open } }: Figures): string {
  const times =
    median === undefined || p90 === undefined
      ? 'nothing to restore'
      : `restored ${plural(restored, 'time')}: ${timeInWords(median)} median, ${timeInWords(p90)} p90`
  const broken = open.map(({ target, from }) => `${target} since ${new Date(from).toISOString()}`)
  return broken.length > 0 ? `${times}; broken: ${broken.join(', ')}` : times
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
