import type { LogsApi } from '../aws/logs-api.ts'
import { calling, Refusal } from '../aws/refusal.ts'
import type { LogProof } from '../domain/proof.ts'
import { tidy } from '../notify/tidy.ts'
import { type LogPart, partsOf, spanOf } from './log-parts.ts'
import { type About, type Verdict, verdictOf } from './sight.ts'
import { takingTurns } from './taking-turns.ts'

/** Between two calls: an account has five to ten a second for everybody. */
const pauseMs = 200

/** With less than this left no call is begun, or what was found would not be told. */
const lastCallMs = 1_000

/** What takes more pages is searched in parts. */
const fewPages = 5

const mostQuoted = 2
const longestLine = 100

interface Found {
  readonly lines: string[]
  /** Until when nothing was found. */
  emptyTo: number
  /** Whether the whole time was searched, as far as that still matters. */
  isWhole: boolean
}

/** Searches a log since the rollout for lines that must not be there; where the last look found none, from there. */
export function lookAtLog(logs: () => Promise<LogsApi>, pause = pauseMs) {
  const turn = takingTurns(pause)
  return async (proof: LogProof, about: About): Promise<Verdict> => {
    const found: Found = { lines: [], emptyTo: about.searchedTo?.[proof.name] ?? about.rolledOutAt, isWhole: false }
    const told = (verdict: Verdict): Verdict => ({ ...verdict, searchedTo: found.emptyTo })
    try {
      await search(found, { api: await logs(), proof, about, turn })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return told(verdictOf('unknown', error.problem.message))
    }
    return told(verdictIn(found, proof))
  }
}

function verdictIn({ lines, isWhole, emptyTo }: Found, proof: LogProof): Verdict {
  const pattern = tidy(proof.pattern, 60)
  const shown = `${pattern.includes('"') ? pattern : `"${pattern}"`} in ${proof.group}`
  if (lines.length > proof.atMost) {
    return verdictOf('failed', `${linesOf(lines.length, isWhole)} with ${shown} since the rollout${quoted(lines)}`)
  }
  if (isWhole) return verdictOf('passed', `${linesOf(lines.length, true)} with ${shown} since the rollout`)
  const until = lines.length === 0 ? `; nothing was found until ${new Date(emptyTo).toISOString().slice(11, 19)}` : ''
  return verdictOf('unknown', `${proof.group} holds more than one look can search for ${pattern}${until}`)
}

interface Searching {
  readonly api: LogsApi
  readonly proof: LogProof
  readonly about: About
  readonly turn: (signal: AbortSignal) => Promise<void>
}

/** In one go where that takes few pages, else part by part, until the time is over or there are more lines than may be. */
async function search(found: Found, searching: Searching): Promise<void> {
  const { proof, about } = searching
  const span = spanOf({ from: about.rolledOutAt, searchedTo: about.searchedTo?.[proof.name], to: about.now })
  found.isWhole = await searchPart(span, found, searching, fewPages)
  if (found.isWhole && found.lines.length === 0) found.emptyTo = span.to
  if (found.isWhole || found.lines.length > proof.atMost) return
  found.lines.length = 0
  const parts = partsOf(span)
  for (const part of parts) {
    if (!(await searchPart(part, found, searching))) return
    found.isWhole = part === parts.at(-1)
    if (found.lines.length > proof.atMost) return
    if (found.lines.length === 0) found.emptyTo = Math.max(found.emptyTo, part.to)
  }
}

/** Page by page; a page covers about a megabyte of the log, whether it holds what is searched or not. Tells whether it is done. */
async function searchPart(
  { from, to }: LogPart,
  found: Found,
  searching: Searching,
  mostPages = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const { api, proof, about, turn } = searching
  const { group, pattern, atMost } = proof
  const doing = { action: 'logs:FilterLogEvents', subject: `the log ${group}` }
  const asked = { logGroupName: group, filterPattern: pattern, startTime: from, endTime: to }
  let nextToken: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    await turn(about.signal)
    if (about.left() < lastCallMs) return false
    const more = nextToken === undefined ? {} : { nextToken }
    const answer = await calling(doing, () => api.filterLogEvents({ ...asked, ...more }, about.signal))
    found.lines.push(...(answer.events ?? []).map(({ message = '' }) => message))
    nextToken = answer.nextToken
    if (nextToken === undefined) return true
    if (found.lines.length > atMost) return false
  }
  return false
}

function linesOf(count: number, isWhole: boolean): string {
  if (count === 0) return 'no line'
  return `${isWhole ? '' : 'at least '}${count} ${count === 1 ? 'line' : 'lines'}`
}

function quoted(lines: readonly string[]): string {
  return `: ${lines
    .slice(0, mostQuoted)
    .map((line) => `"${tidy(line, longestLine)}"`)
    .join(', ')}`
}
