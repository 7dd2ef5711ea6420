import type { Outcome } from '../domain/announcement.ts'
import type { Millis } from '../domain/image.ts'
import { isOutcome } from './words.ts'

/** What a reader chose of the history. What is not understood is left out and said. */
export interface HistoryQuery {
  readonly target?: string
  readonly outcome?: Outcome
  /** Days in UTC, as `2026-11-16`; both are included. */
  readonly from?: string
  readonly to?: string
  /** Id of the last deployment of the page before. */
  readonly before?: string
  /** What was asked for and is not understood, in words. */
  readonly unknown: readonly string[]
}

export function parseHistoryQuery(query: URLSearchParams, targets: readonly string[]): HistoryQuery {
  const unknown: string[] = []
  const pick = <Value>(name: string, meaning: (text: string) => Value | undefined): Value | undefined => {
    const text = query.get(name) ?? ''
    if (text === '') return undefined
    const value = meaning(text)
    if (value === undefined) unknown.push(`${name} ${JSON.stringify(text.slice(0, 80))}`)
    return value
  }
  const target = pick('target', (text) => (targets.includes(text) ? text : undefined))
  const outcome = pick('outcome', (text) => (isOutcome(text) ? text : undefined))
  const from = pick('from', dayIn)
  const to = pick('to', dayIn)
  const before = pick('before', (text) => (/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text) ? text : undefined))
  return {
    ...(target === undefined ? {} : { target }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(before === undefined ? {} : { before }),
    unknown,
  }
}

/** A day of a century that deployments may be of. */
function dayIn(text: string): string | undefined {
  return /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
}

/** The first moment of a day, in UTC. */
export function startOf(day: string): Millis {
  return Date.parse(`${day}T00:00:00.000Z`)
}

const dayMs = 24 * 60 * 60_000

/** The last moment of a day, in UTC. */
export function endOf(day: string): Millis {
  return startOf(day) + dayMs - 1
}

/** The same choice from another place on. */
export function historyPath({ target, outcome, from, to }: HistoryQuery, before?: string): string {
  const query = new URLSearchParams()
  const chosen = { target, outcome, from, to, before }
  for (const [name, value] of Object.entries(chosen)) if (value !== undefined) query.set(name, value)
  const text = query.toString()
  return text === '' ? '/history' : `/history?${text}`
}
