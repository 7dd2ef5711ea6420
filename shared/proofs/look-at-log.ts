import type { LogsApi } from '../aws/logs-api.ts'
import { calling } from '../aws/refusal.ts'
import type { LogProof } from '../domain/proof.ts'
import { tidy } from '../notify/tidy.ts'
import { type About, type Verdict, verdictOf } from './sight.ts'

/** Pages that one look reads; a page covers about a megabyte of the log, whether it holds what is searched or not. */
const mostPages = 10
const mostQuoted = 2
const longestLine = 100

interface Found {
  readonly lines: readonly string[]
  /** Whether the whole time was searched, as far as that still matters. */
  readonly isWhole: boolean
}

/** Searches a log since the rollout for lines that must not be there. */
export function lookAtLog(logs: () => Promise<LogsApi>) {
  return async (proof: LogProof, about: About): Promise<Verdict> => {
    const { lines, isWhole } = await search(await logs(), proof, about)
    const pattern = tidy(proof.pattern, 60)
    const shown = `${pattern.includes('"') ? pattern : `"${pattern}"`} in ${proof.group}`
    if (lines.length > proof.atMost) {
      return verdictOf('failed', `${linesOf(lines.length, isWhole)} with ${shown} since the rollout${quoted(lines)}`)
    }
    if (isWhole) return verdictOf('passed', `${linesOf(lines.length, true)} with ${shown} since the rollout`)
    const words = `${proof.group} holds more since the rollout than ${mostPages} pages: it could not be searched for ${pattern}`
    return verdictOf('unknown', words)
  }
}

/** Page by page, until the time is searched or there are more lines than may be. */
async function search(
  api: LogsApi,
  { group, pattern, atMost }: LogProof,
  { rolledOutAt, now, signal }: About,
): Promise<Found> {
  const doing = { action: 'logs:FilterLogEvents', subject: `the log ${group}` }
  const lines: string[] = []
  let next: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const nextToken = next
    const answer = await calling(doing, () =>
      api.filterLogEvents(
        {
          ...{ logGroupName: group, filterPattern: pattern, startTime: rolledOutAt, endTime: now },
          ...(nextToken === undefined ? {} : { nextToken }),
        },
        signal,
      ),
    )
    lines.push(...(answer.events ?? []).map(({ message = '' }) => message))
    next = answer.nextToken
    if (next === undefined || lines.length > atMost) return { lines, isWhole: next === undefined }
  }
  return { lines, isWhole: false }
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
