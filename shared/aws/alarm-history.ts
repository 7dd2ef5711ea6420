import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch'
import * as z from 'zod/mini'
import type { Millis } from '../domain/image.ts'
import type { AlarmState } from '../domain/observation.ts'
import type { CloudWatchApi } from './cloudwatch-api.ts'
import { calling, refuse } from './refusal.ts'

const mostChanges = 100

const StateUpdate = z.object({
  newState: z.object({ stateValue: z.string(), stateReason: z.optional(z.string()) }),
})

/**
 * An alarm with what its history adds: when it last began to fire since a time, though it is quiet again. One call, and none
 * where its state tells enough. Throws `Refusal`.
 */
export async function withHistory(api: CloudWatchApi, alarm: AlarmState, since: Millis): Promise<AlarmState> {
  if (alarm.state === 'missing' || alarm.since < since) return alarm
  if (alarm.state === 'alarm') return { ...alarm, firedSince: alarm.since }
  const fired = await lastFired(api, alarm.name, since)
  if (!fired) return alarm
  const { reason: _now, ...rest } = alarm
  return { ...rest, firedSince: fired.at, ...(fired.reason ? { reason: fired.reason } : {}) }
}

interface Fired {
  readonly at: Millis
  readonly reason?: string
}

/** Newest first, one page: an alarm that changed more often than that cannot be told anything from. */
async function lastFired(api: CloudWatchApi, name: string, since: Millis): Promise<Fired | undefined> {
  const doing = { action: 'cloudwatch:DescribeAlarmHistory', subject: `the history of the alarm ${name}` }
  const answer = await calling(doing, () =>
    api.describeAlarmHistory({
      ...{ AlarmName: name, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], HistoryItemType: 'StateUpdate' },
      ...{ StartDate: new Date(since), ScanBy: 'TimestampDescending', MaxRecords: mostChanges },
    }),
  )
  const [fired] = (answer.AlarmHistoryItems ?? []).flatMap(firing).filter(({ at }) => at >= since)
  if (fired || answer.NextToken === undefined) return fired
  const why = `The alarm ${name} changed its state more than ${mostChanges} times since ${new Date(since).toISOString()}`
  return refuse('unsupported', `${why}: whether it fired cannot be told. Give it more data points to decide by.`)
}

function firing({ Timestamp, HistoryData }: AlarmHistoryItem): Fired[] {
  const { data } = StateUpdate.safeParse(parsed(HistoryData))
  if (data?.newState.stateValue !== 'ALARM') return []
  const { stateReason } = data.newState
  return [{ at: Timestamp?.getTime() ?? 0, ...(stateReason ? { reason: stateReason } : {}) }]
}

/** What CloudWatch wrote down; what is no JSON tells of no state. */
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '{}')
  } catch {
    return undefined
  }
}
