import type { BusEvent } from '../../kernel/service.ts'
import type { Alarm, StateNow } from './alarm.ts'

/** `CloudWatch Alarm State Change`, in the shape that the documentation shows. */
export function alarmEvent(alarm: Alarm, previous: StateNow, metricId: string): BusEvent {
  const { name, description, metric, statistic, periodSeconds } = alarm.settings
  const { namespace, dimensions } = metric
  const metricStat = {
    metric: { dimensions, name: metric.name, namespace },
    period: periodSeconds,
    stat: statistic,
  }
  return {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    at: alarm.state.at,
    detail: {
      alarmName: name,
      configuration: {
        ...(description === undefined ? {} : { description }),
        metrics: [{ id: metricId, metricStat, returnData: true }],
      },
      previousState: stateView(previous),
      state: stateView(alarm.state),
    },
  }
}

function stateView({ value, reason, reasonData, at }: StateNow): Record<string, string> {
  const timestamp = new Date(at).toISOString().replace('Z', '+0000')
  return { reason, ...(reasonData === undefined ? {} : { reasonData }), timestamp, value }
}
