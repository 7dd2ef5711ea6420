import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from '../kernel/client-options.ts'

let sandbox: Sandbox
let client: CloudWatchClient
let start: number

beforeEach(async () => {
  sandbox = await startSandbox()
  client = new CloudWatchClient({ ...clientOptions(sandbox.endpoint), maxAttempts: 1 })
  start = sandbox.clock.now()
})
afterEach(async () => {
  client.destroy()
  await sandbox.stop()
})

const pass = (seconds: number) => sandbox.clock.runUntil(sandbox.clock.now() + seconds * 1000)
const Dimensions = [{ Name: 'FunctionName', Value: 'thumbs' }]
const metric = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions }

const put = (values: readonly number[], Timestamp = new Date(sandbox.clock.now())) =>
  client.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/Lambda',
      MetricData: values.map((Value) => ({ MetricName: 'Errors', Dimensions, Value, Timestamp })),
    }),
  )
const putAlarm = (settings: Partial<PutMetricAlarmCommandInput> = {}) =>
  client.send(
    new PutMetricAlarmCommand({
      ...metric,
      AlarmName: 'errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      ...settings,
    }),
  )
const look = async () => (await client.send(new DescribeAlarmsCommand({ AlarmNames: ['errors'] }))).MetricAlarms?.[0]
const state = async () => (await look())?.StateValue

describe('metrics', () => {
  it('are answered by period with the statistics that were asked for', async () => {
    await put([1, 2, 3, 4])
    await pass(60)
    await put([10])
    const span = { StartTime: new Date(start), EndTime: new Date(start + 300_000), Period: 60 }
    const reply = await client.send(
      new GetMetricStatisticsCommand({
        ...metric,
        ...span,
        Statistics: ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'],
      }),
    )
    expect(reply.Datapoints).toEqual([
      { Timestamp: new Date(start), Sum: 10, Average: 2.5, Minimum: 1, Maximum: 4, SampleCount: 4 },
      { Timestamp: new Date(start + 60_000), Sum: 10, Average: 10, Minimum: 10, Maximum: 10, SampleCount: 1 },
    ])
    const high = new GetMetricStatisticsCommand({ ...metric, ...span, ExtendedStatistics: ['p50', 'p100'] })
    expect((await client.send(high)).Datapoints?.[0]?.ExtendedStatistics).toEqual({ p50: 2, p100: 4 })
  })

  it('are answered as series, newest first unless asked otherwise', async () => {
    await put([1])
    await pass(60)
    await put([2])
    const query = (ScanBy?: 'TimestampAscending') =>
      client.send(
        new GetMetricDataCommand({
          StartTime: new Date(start),
          EndTime: new Date(start + 120_000),
          MetricDataQueries: [{ Id: 'errors', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } }],
          ...(ScanBy ? { ScanBy } : {}),
        }),
      )
    expect((await query()).MetricDataResults).toEqual([
      {
        Id: 'errors',
        Label: 'Errors',
        Timestamps: [new Date(start + 60_000), new Date(start)],
        Values: [2, 1],
        StatusCode: 'Complete',
      },
    ])
    expect((await query('TimestampAscending')).MetricDataResults?.[0]?.Values).toEqual([1, 2])
  })

  it('are listed', async () => {
    await put([1])
    expect((await client.send(new ListMetricsCommand({ Namespace: 'AWS/Lambda' }))).Metrics).toEqual([metric])
  })

  it('count values that come with how often they occurred', async () => {
    const MetricData = [{ MetricName: 'Errors', Dimensions, Values: [5, 7], Counts: [3, 1] }]
    await client.send(new PutMetricDataCommand({ Namespace: 'AWS/Lambda', MetricData }))
    const span = { StartTime: new Date(start), EndTime: new Date(start + 60_000), Period: 60 }
    const reply = await client.send(new GetMetricStatisticsCommand({ ...metric, ...span, Statistics: ['Sum'] }))
    expect(reply.Datapoints?.[0]?.Sum).toBe(22)
  })

  it('refuse by name what the sandbox cannot compute', async () => {
    const span = { StartTime: new Date(start), EndTime: new Date(start + 60_000) }
    const expression = [{ Id: 'rate', Expression: 'errors / invocations' }]
    await expect(
      client.send(new GetMetricDataCommand({ ...span, MetricDataQueries: expression })),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('not expressions') })
    await expect(putAlarm({ Period: 10 })).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(putAlarm({ Statistic: undefined, ExtendedStatistic: 'tm99' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    })
  })
})

describe('an alarm', () => {
  it('knows nothing until it was evaluated', async () => {
    await putAlarm()
    expect(await look()).toMatchObject({
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors',
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      Statistic: 'Sum',
      TreatMissingData: 'notBreaching',
    })
    await pass(120)
    expect(await state()).toBe('OK')
  })

  it('fires when enough periods cross the threshold, and calms down when they no longer do', async () => {
    await putAlarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 })
    await put([1])
    await pass(120)
    expect(await state()).toBe('OK')
    await put([4])
    await pass(120)
    expect(await look()).toMatchObject({
      StateValue: 'ALARM',
      StateReason: expect.stringMatching(
        /^Threshold Crossed: 2 out of the last 3 datapoints \[.*\] were greater than or equal to the threshold \(1\.0\) \(minimum 2 datapoints for OK -> ALARM transition\)\.$/,
      ),
    })
    await pass(300)
    expect(await state()).toBe('OK')
  })

  it('tells the bus of each change of state, and when it was', async () => {
    await putAlarm({ AlarmDescription: 'too many errors' })
    await pass(120)
    await put([2])
    await pass(120)
    const alarm = await look()
    const event = sandbox.events
      .published()
      .filter(({ source }) => source === 'aws.cloudwatch')
      .at(-1)
    expect(event).toMatchObject({
      'detail-type': 'CloudWatch Alarm State Change',
      resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors'],
      detail: {
        alarmName: 'errors',
        state: { value: 'ALARM', timestamp: alarm?.StateTransitionedTimestamp?.toISOString().replace('Z', '+0000') },
        previousState: { value: 'OK' },
        configuration: {
          description: 'too many errors',
          metrics: [
            {
              metricStat: {
                metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'thumbs' } },
                period: 60,
                stat: 'Sum',
              },
              returnData: true,
            },
          ],
        },
      },
    })
  })
})

describe('missing data', () => {
  it.each([
    ['missing', 'INSUFFICIENT_DATA'],
    ['ignore', 'ALARM'],
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ])('that count as %s leave an alarm that fired in %s', async (TreatMissingData, expected) => {
    await putAlarm({ TreatMissingData })
    await put([1])
    await pass(95)
    expect(await state()).toBe('ALARM')
    await pass(180)
    expect(await state()).toBe(expected)
  })
})

describe('the state of an alarm', () => {
  it('can be set by hand until its next evaluation', async () => {
    await putAlarm()
    await pass(120)
    const set = { AlarmName: 'errors', StateValue: 'ALARM' as const, StateReason: 'a drill' }
    await client.send(new SetAlarmStateCommand(set))
    expect(await look()).toMatchObject({ StateValue: 'ALARM', StateReason: 'a drill' })
    await pass(61)
    expect(await state()).toBe('OK')
    expect(sandbox.cloudwatch.history('errors').map(({ value }) => value)).toEqual([
      'INSUFFICIENT_DATA',
      'OK',
      'ALARM',
      'OK',
    ])
  })

  it('keeps the time of its last change when it is set to what it is', async () => {
    sandbox.cloudwatch.createAlarm({ name: 'errors' })
    await pass(60)
    sandbox.cloudwatch.setAlarm('errors', 'OK', 'still fine')
    const alarm = await look()
    expect(alarm?.StateUpdatedTimestamp).toEqual(new Date(start + 60_000))
    expect(alarm?.StateTransitionedTimestamp).toEqual(new Date(start))
    expect(sandbox.events.published()).toEqual([])
  })

  it('stays as it was set when it watches nothing', async () => {
    sandbox.cloudwatch.createAlarm({ name: 'errors' })
    sandbox.cloudwatch.setAlarm('errors', 'ALARM')
    await pass(600)
    expect(await state()).toBe('ALARM')
  })

  it('cannot be set when it does not exist', async () => {
    const set = { AlarmName: 'gone', StateValue: 'ALARM' as const, StateReason: 'a drill' }
    await expect(client.send(new SetAlarmStateCommand(set))).rejects.toMatchObject({ name: 'ResourceNotFound' })
  })
})

describe('alarms', () => {
  it('are found by names, prefix and state, by pages, and gone once deleted', async () => {
    for (const name of ['a-1', 'a-2', 'b-1']) sandbox.cloudwatch.createAlarm({ name })
    sandbox.cloudwatch.setAlarm('a-2', 'ALARM')
    const find = async (input: object) =>
      (await client.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(({ AlarmName }) => AlarmName)
    expect(await find({ AlarmNames: ['b-1', 'missing'] })).toEqual(['b-1'])
    expect(await find({ AlarmNamePrefix: 'a-' })).toEqual(['a-1', 'a-2'])
    expect(await find({ StateValue: 'ALARM' })).toEqual(['a-2'])
    expect(await find({ AlarmTypes: ['CompositeAlarm'] })).toEqual([])
    const first = await client.send(new DescribeAlarmsCommand({ MaxRecords: 2 }))
    expect(first.MetricAlarms).toHaveLength(2)
    expect(await find({ MaxRecords: 2, NextToken: first.NextToken })).toEqual(['b-1'])
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['a-1', 'missing'] }))
    expect(sandbox.cloudwatch.alarms()).toEqual(['a-2', 'b-1'])
  })
})
