import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { cloudWatchAlarms } from '../../shared/aws/cloudwatch-alarms.ts'
import { cloudWatchApi } from '../../shared/aws/cloudwatch-api.ts'
import { type AwsWorld, startAws } from '../contracts/aws-world.ts'

let aws: AwsWorld
beforeEach(async () => {
  aws = await startAws()
})
afterEach(() => aws.stop())

const settings = () => ({ ...clientSettings(), maxAttempts: 1 })
const histories = () => aws.calls.list().filter(({ operation }) => operation === 'DescribeAlarmHistory').length

it('the history is asked for once for each alarm that changed and is quiet again', async () => {
  const alarms = cloudWatchAlarms(async () => cloudWatchApi(settings()))
  for (const name of ['still', 'loud', 'flap']) aws.cloudwatch.createAlarm({ name, state: 'OK' })
  await aws.run(60_000)
  const since = aws.clock.now()
  await aws.run(60_000)
  aws.cloudwatch.setAlarm('loud', 'ALARM')
  aws.cloudwatch.setAlarm('flap', 'ALARM')
  await alarms.states(['still', 'loud'], since)
  expect(histories()).toBe(0)
  aws.cloudwatch.setAlarm('flap', 'OK')
  await alarms.states(['still', 'loud', 'flap'], since)
  expect(histories()).toBe(1)
})

it('an alarm that changed too often to be told anything from is a problem', async () => {
  const alarms = cloudWatchAlarms(async () => cloudWatchApi(settings()))
  aws.cloudwatch.createAlarm({ name: 'flap', state: 'OK' })
  const since = aws.clock.now()
  for (let change = 0; change < 60; change += 1) {
    await aws.run(1_000)
    aws.cloudwatch.setAlarm('flap', 'INSUFFICIENT_DATA')
    aws.cloudwatch.setAlarm('flap', 'OK')
  }
  expect(await alarms.states(['flap'], since)).toMatchObject({
    kind: 'problem',
    message: expect.stringContaining('more than 100 times'),
  })
  expect(histories()).toBe(1)
})

it('what the history says in no known words tells nothing', async () => {
  const api = cloudWatchApi(settings())
  const items: AlarmHistoryItem[] = [
    { HistoryData: 'not JSON' },
    { HistoryData: '{"type":"Update"}' },
    {},
    { Timestamp: new Date(5), HistoryData: '{"newState":{"stateValue":"ALARM"}}' },
  ]
  const alarms = cloudWatchAlarms(async () => ({
    ...api,
    describeAlarmHistory: async () => ({ $metadata: {}, AlarmHistoryItems: items }),
  }))
  aws.cloudwatch.createAlarm({ name: 'a', state: 'OK' })
  const [seen] = [await alarms.states(['a'], 3)].flat()
  expect(seen).toMatchObject({ state: 'ok', firedSince: 5 })
})
