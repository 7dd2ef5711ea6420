import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryCommandInput,
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
  for (const name of ['errors', 'latency']) sandbox.cloudwatch.createAlarm({ name })
})
afterEach(async () => {
  client.destroy()
  await sandbox.stop()
})

const pass = (seconds: number) => sandbox.clock.runUntil(sandbox.clock.now() + seconds * 1000)
const history = (input: DescribeAlarmHistoryCommandInput = { AlarmName: 'errors' }) =>
  client.send(new DescribeAlarmHistoryCommand(input))
const summaries = async (input?: DescribeAlarmHistoryCommandInput) =>
  (await history(input)).AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)

describe('the history of an alarm', () => {
  it('has each change of its value, newest first, with both states', async () => {
    await pass(60)
    sandbox.cloudwatch.setAlarm('errors', 'ALARM', 'Three of three.')
    await pass(60)
    sandbox.cloudwatch.setAlarm('errors', 'ALARM', 'The same again.')
    sandbox.cloudwatch.setAlarm('errors', 'OK', 'None of three.')
    const { AlarmHistoryItems = [] } = await history()
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
    ])
    const [, fired] = AlarmHistoryItems
    expect(fired).toMatchObject({
      AlarmName: 'errors',
      AlarmType: 'MetricAlarm',
      HistoryItemType: 'StateUpdate',
      Timestamp: new Date(start + 60_000),
    })
    expect(JSON.parse(fired?.HistoryData ?? '')).toEqual({
      version: '1.0',
      oldState: { stateValue: 'OK', stateReason: 'The state before the story.' },
      newState: { stateValue: 'ALARM', stateReason: 'Three of three.' },
    })
  })

  it('is bounded by dates, type and alarm', async () => {
    sandbox.cloudwatch.setAlarm('errors', 'ALARM')
    await pass(60)
    sandbox.cloudwatch.setAlarm('errors', 'OK')
    sandbox.cloudwatch.setAlarm('latency', 'ALARM')
    const StartDate = new Date(start + 1000)
    expect(await summaries({ AlarmName: 'errors', StartDate })).toEqual(['Alarm updated from ALARM to OK'])
    expect(await summaries({ AlarmName: 'errors', EndDate: StartDate })).toEqual(['Alarm updated from OK to ALARM'])
    expect(await summaries({ StartDate })).toHaveLength(2)
    expect(await summaries({ AlarmName: 'errors', HistoryItemType: 'Action' })).toEqual([])
    expect(await summaries({ AlarmName: 'errors', AlarmTypes: ['CompositeAlarm'] })).toEqual([])
    expect(await summaries({ AlarmName: 'nobody' })).toEqual([])
  })

  it('comes in pages, in either order', async () => {
    for (const value of ['ALARM', 'OK', 'ALARM'] as const) {
      await pass(1)
      sandbox.cloudwatch.setAlarm('errors', value)
    }
    const first = await history({ AlarmName: 'errors', MaxRecords: 2, ScanBy: 'TimestampAscending' })
    expect(first.AlarmHistoryItems?.map(({ Timestamp }) => Timestamp)).toEqual([
      new Date(start + 1000),
      new Date(start + 2000),
    ])
    const NextToken = String(first.NextToken)
    const second = await history({ AlarmName: 'errors', MaxRecords: 2, ScanBy: 'TimestampAscending', NextToken })
    expect(second.AlarmHistoryItems?.map(({ Timestamp }) => Timestamp)).toEqual([new Date(start + 3000)])
    expect(second.NextToken).toBeUndefined()
  })

  it('outlives the alarm', async () => {
    sandbox.cloudwatch.setAlarm('errors', 'ALARM')
    sandbox.cloudwatch.deleteAlarm('errors')
    expect(await summaries()).toEqual(['Alarm updated from OK to ALARM'])
  })
})
