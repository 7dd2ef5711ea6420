import type { DescribeAlarmsOutput, MetricAlarm, Statistic } from '@aws-sdk/client-cloudwatch'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { type Alarm, type AlarmSettings, type CloudwatchState, type MissingData, putAlarm } from './alarm.ts'
import { changeAlarmState } from './change-alarm-state.ts'
import { keepEvaluating } from './evaluate-alarms.ts'
import { dimensionList, metricIn } from './metric-input.ts'
import { requireStatistic } from './statistic.ts'

/** PutMetricAlarm on one metric; alarms on expressions are refused by name. */
export function putMetricAlarm(state: CloudwatchState): Operation {
  return (input) => {
    putAlarm(state, settingsIn(input))
    keepEvaluating(state)
    return {}
  }
}

function settingsIn(input: Input): AlarmSettings {
  if (input['MetricName'] === undefined) {
    throw refused('The sandbox evaluates alarms on one metric, not on expressions. Give MetricName and Namespace.')
  }
  const periodSeconds: number = input['Period'] ?? 60
  if (periodSeconds % 60 !== 0 || periodSeconds < 60) {
    throw refused(
      `The sandbox keeps metrics by the minute: a Period of ${periodSeconds} seconds is no multiple of 60. Give one.`,
    )
  }
  const evaluationPeriods: number = input['EvaluationPeriods'] ?? 1
  const statistic: string = input['Statistic'] ?? input['ExtendedStatistic'] ?? 'Average'
  requireStatistic(statistic)
  return {
    name: String(input['AlarmName']),
    ...(input['AlarmDescription'] === undefined ? {} : { description: String(input['AlarmDescription']) }),
    metric: metricIn(input),
    statistic,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm: input['DatapointsToAlarm'] ?? evaluationPeriods,
    threshold: Number(input['Threshold']),
    comparison: input['ComparisonOperator'],
    missingData: missingDataIn(input['TreatMissingData']),
  }
}

function missingDataIn(given: unknown): MissingData {
  const known: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching']
  return known.find((one) => one === given) ?? 'missing'
}

/** DescribeAlarms: names that do not exist are left out. There are no composite alarms. */
export function describeAlarms(state: CloudwatchState): Operation {
  return (input): DescribeAlarmsOutput => {
    const types: string[] = input['AlarmTypes'] ?? ['MetricAlarm']
    const found = types.includes('MetricAlarm') ? [...state.alarms.values()].filter(filterOf(input)) : []
    const { items, nextToken } = paginate(found, {
      maxResults: input['MaxRecords'],
      nextToken: input['NextToken'],
      defaultSize: 50,
      largestSize: 100,
    })
    return {
      MetricAlarms: items.map(alarmView),
      CompositeAlarms: [],
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    }
  }
}

function filterOf(input: Input): (alarm: Alarm) => boolean {
  const { AlarmNames: names, AlarmNamePrefix: prefix, StateValue: value } = input
  return ({ settings, state }) =>
    (names === undefined || names.length === 0 || names.includes(settings.name)) &&
    (prefix === undefined || settings.name.startsWith(prefix)) &&
    (value === undefined || state.value === value)
}

/** SetAlarmState: holds until the next evaluation finds otherwise. */
export function setAlarmState(state: CloudwatchState): Operation {
  return (input) => {
    const alarm = state.alarms.get(String(input['AlarmName']))
    if (alarm === undefined) {
      throw new AwsError('ResourceNotFound', `Unable to find the alarm ${String(input['AlarmName'])}`, 404)
    }
    const { StateValue: value, StateReason: reason, StateReasonData: reasonData } = input
    changeAlarmState(state, alarm, { value, reason, ...(reasonData === undefined ? {} : { reasonData }) })
    return {}
  }
}

/** DeleteAlarms of names that do not exist succeeds. */
export function deleteAlarms(state: CloudwatchState): Operation {
  return (input) => {
    for (const name of input['AlarmNames']) state.alarms.delete(name)
    return {}
  }
}

const STATISTICS: readonly Statistic[] = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']

function alarmView({ arn, settings, state, configuredAt, transitionedAt }: Alarm): MetricAlarm {
  const { name, description, metric, statistic } = settings
  const simple = STATISTICS.find((one) => one === statistic)
  return {
    AlarmName: name,
    AlarmArn: arn,
    ...(description === undefined ? {} : { AlarmDescription: description }),
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.at),
    StateTransitionedTimestamp: new Date(transitionedAt),
    MetricName: metric.name,
    Namespace: metric.namespace,
    ...(simple === undefined ? { ExtendedStatistic: statistic } : { Statistic: simple }),
    Dimensions: dimensionList(metric),
    Period: settings.periodSeconds,
    EvaluationPeriods: settings.evaluationPeriods,
    DatapointsToAlarm: settings.datapointsToAlarm,
    Threshold: settings.threshold,
    ComparisonOperator: settings.comparison,
    TreatMissingData: settings.missingData,
  }
}

function refused(message: string): AwsError {
  return new AwsError('ValidationException', message)
}
