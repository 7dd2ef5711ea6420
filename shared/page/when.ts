import type { Millis } from '../domain/image.ts'
import { duration } from '../notify/words.ts'
import { type Html, html } from './html.ts'

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `16 Nov 2026, 09:12:05` as an element that a machine can read; the foot of the page says that it is UTC. */
export function moment(at: Millis): Html {
  return html`<time datetime="${isoOf(at)}">${dayOf(at)}, ${clockOf(at)}</time>`
}

/** `09:12:05`, with the day only in what a machine reads. */
export function clock(at: Millis): Html {
  return html`<time datetime="${isoOf(at)}">${clockOf(at)}</time>`
}

export function dayOf(at: Millis): string {
  const date = new Date(isoOf(at))
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** `09:12:05` */
export function clockOf(at: Millis): string {
  return isoOf(at).slice(11, 19)
}

/** `3 min 12 s ago` without the seconds: what is shown does not change with every look. */
export function ago(at: Millis, now: Millis): string {
  const seconds = Math.floor((now - at) / 1000)
  return seconds < 60
    ? 'less than a minute ago'
    : `${duration(seconds - (seconds % 60)).replace(/ 0 (s|min|h)$/, '')} ago`
}

export function tookOf(from: Millis, to: Millis): string {
  return duration(Math.max(0, (to - from) / 1000))
}

/** Records are written by whoever has the right version; a time out of range must not take the page down. */
function isoOf(at: Millis): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '1970-01-01T00:00:00.000Z' : date.toISOString()
}
