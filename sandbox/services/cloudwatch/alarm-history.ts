import type { AlarmHistoryItem, DescribeAlarmHistoryOutput } from '@aws-sdk/client-cloudwatch'
import { paginate } from '../../kernel/paginate.ts'
import type { Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import type { CloudwatchState, StateNow, Transition } from './alarm.ts'

const LARGEST_PAGE = 100

/**
 * DescribeAlarmHistory of state changes, newest first unless asked otherwise; deleted alarms keep theirs. A first state that
 * dates from before the story is no change. Changes of settings and actions are not kept.
 */
export function describeAlarmHistory(state: CloudwatchState): Operation {
  return (input): DescribeAlarmHistoryOutput => {
    const { items, nextToken } = paginate(found(state, input), {
      maxResults: input['MaxRecords'],
      nextToken: input['NextToken'],
      defaultSize: LARGEST_PAGE,
      largestSize: LARGEST_PAGE,
    })
    return {
      AlarmHistoryItems: items.map(itemView),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    }
  }
}

function found({ transitions }: CloudwatchState, input: Input): readonly Transition[] {
  const { AlarmName: name, HistoryItemType: type = 'StateUpdate', StartDate: from, EndDate: to } = input
  const types: string[] = input['AlarmTypes'] ?? ['MetricAlarm']
  if (type !== 'StateUpdate' || !types.includes('MetricAlarm')) return []
  const matching = transitions.filter(
    ({ alarm, next: { at } }) =>
      (name === undefined || alarm === name) &&
      (from === undefined || at >= from.getTime()) &&
      (to === undefined || at <= to.getTime()),
  )
  return input['ScanBy'] === 'TimestampAscending' ? matching : matching.toReversed()
}

function itemView({ alarm, previous, next }: Transition): AlarmHistoryItem {
  return {
    AlarmName: alarm,
    AlarmType: 'MetricAlarm',
    Timestamp: new Date(next.at),
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from ${previous.value} to ${next.value}`,
    HistoryData: JSON.stringify({ version: '1.0', oldState: stateData(previous), newState: stateData(next) }),
  }
}

function stateData({ value, reason, reasonData }: StateNow): object {
  const data: unknown = reasonData === undefined ? undefined : JSON.parse(reasonData)
  return { stateValue: value, stateReason: reason, ...(data === undefined ? {} : { stateReasonData: data }) }
}
