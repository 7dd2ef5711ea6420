import type { FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { filterPattern } from './filter-pattern.ts'
import { type LogEvent, type LogsState, requireGroup } from './state.ts'

const LARGEST_PAGE = 10_000

/** So many events are searched for one page: a page may hold nothing and still name a next one, as in AWS. */
const SEARCHED_AT_ONCE = 1000

/** FilterLogEvents, oldest first. `limit` bounds what a page returns; what it searches is bounded too. */
export function filterLogEvents(state: LogsState): Operation {
  return (input): FilterLogEventsResponse => {
    const group = requireGroup(state, groupName(input))
    const limit = Number(input['limit'] ?? LARGEST_PAGE)
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new AwsError('InvalidParameterException', `limit must be between 1 and ${LARGEST_PAGE}.`)
    }
    const holds = filterPattern(String(input['filterPattern'] ?? ''))
    const candidates = group.events.filter(isAskedFor(input)).toSorted((a, b) => a.at - b.at)
    const from = offsetIn(input['nextToken'])
    const events: LogEvent[] = []
    let next = from
    for (; next < candidates.length && next - from < SEARCHED_AT_ONCE && events.length < limit; next += 1) {
      const event = candidates[next]
      if (event && holds(event.message)) events.push(event)
    }
    return {
      events: events.map(eventView),
      searchedLogStreams: [],
      ...(next < candidates.length ? { nextToken: Buffer.from(`event:${next}`).toString('base64url') } : {}),
    }
  }
}

function groupName({ logGroupName: name, logGroupIdentifier: identifier }: Input): string {
  if (name !== undefined && identifier !== undefined) {
    throw new AwsError('InvalidParameterException', 'logGroupName and logGroupIdentifier cannot both be given.')
  }
  return String(name ?? identifier ?? '').replace(/^arn:[^:]+:logs:[^:]*:\d*:log-group:/, '')
}

function isAskedFor(input: Input): (event: LogEvent) => boolean {
  const { logStreamNames: names, logStreamNamePrefix: prefix, startTime: from, endTime: to } = input
  return ({ stream, at }) =>
    (names === undefined || names.includes(stream)) &&
    (prefix === undefined || stream.startsWith(prefix)) &&
    (from === undefined || at >= Number(from)) &&
    (to === undefined || at <= Number(to))
}

function offsetIn(token: string | undefined): number {
  if (token === undefined) return 0
  const offset = /^event:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1]
  if (offset === undefined) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.')
  return Number(offset)
}

function eventView({ id, stream, at, ingestedAt, message }: LogEvent) {
  return { eventId: id, logStreamName: stream, timestamp: at, ingestionTime: ingestedAt, message }
}
