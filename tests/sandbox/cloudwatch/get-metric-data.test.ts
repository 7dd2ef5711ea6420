import { CloudWatchClient, GetMetricDataCommand, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch'
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

const requests = { namespace: 'Shop', name: 'Latency', dimensions: { Service: 'api' } }
const query = (Id: string, Stat: string, Period = 60) => ({
  Id,
  MetricStat: {
    Metric: { Namespace: 'Shop', MetricName: 'Latency', Dimensions: [{ Name: 'Service', Value: 'api' }] },
    Period,
    Stat,
  },
})
const ask = (input: Partial<GetMetricDataCommandInput>) =>
  client.send(
    new GetMetricDataCommand({
      StartTime: new Date(start),
      EndTime: new Date(start + 300_000),
      MetricDataQueries: [query('p95', 'p95')],
      ScanBy: 'TimestampAscending',
      ...input,
    }),
  )

describe('several queries at once', () => {
  it('are answered each with its own statistic and period, without the periods that hold nothing', async () => {
    for (let value = 1; value <= 100; value += 1) sandbox.cloudwatch.put(requests, value)
    sandbox.cloudwatch.put(requests, 7, { at: start + 120_000, count: 3 })
    const { MetricDataResults = [] } = await ask({
      MetricDataQueries: [query('p95', 'p95'), query('p99', 'p99'), query('all', 'SampleCount', 300)],
    })
    expect(MetricDataResults.map(({ Id, Values }) => [Id, Values])).toEqual([
      ['p95', [95, 7]],
      ['p99', [99, 7]],
      ['all', [103]],
    ])
    expect(MetricDataResults[0]?.Timestamps).toEqual([new Date(start), new Date(start + 120_000)])
  })

  it('come in pages when they hold more points than asked for', async () => {
    for (const minute of [0, 1, 2]) sandbox.cloudwatch.put(requests, minute, { at: start + minute * 60_000 })
    const MetricDataQueries = [query('sum', 'Sum'), query('most', 'Maximum')]
    const first = await ask({ MetricDataQueries, MaxDatapoints: 4 })
    expect(first.MetricDataResults?.map(({ Values, StatusCode }) => [Values, StatusCode])).toEqual([
      [[0, 1, 2], 'Complete'],
      [[0], 'PartialData'],
    ])
    const second = await ask({ MetricDataQueries, MaxDatapoints: 4, NextToken: String(first.NextToken) })
    expect(second.MetricDataResults?.map(({ Values, StatusCode }) => [Values, StatusCode])).toEqual([
      [[], 'Complete'],
      [[1, 2], 'Complete'],
    ])
    expect(second.NextToken).toBeUndefined()
  })

  it.each([
    ['an id twice', { MetricDataQueries: [query('a', 'Sum'), query('a', 'Sum')] }, 'used twice'],
    ['an id with a capital first', { MetricDataQueries: [query('Sum', 'Sum')] }, 'invalid'],
    ['an end before the start', { EndTime: new Date(0) }, 'must be less'],
  ])('are refused with %s', async (_, input, message) => {
    await expect(ask(input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    })
  })
})
