import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { LogLevel, WebClient } from '@slack/web-api'
import { createClock } from '../../../sandbox/kernel/clock.ts'
import { type SlackMood, type SlackReceiver, startSlack } from '../../../sandbox/receivers/slack.ts'
import { SLACK_TOKEN } from '../../../sandbox/receivers/slack-api.ts'

let slack: SlackReceiver
let now = 1_000_000

beforeEach(async () => {
  now = 1_000_000
  slack = await startSlack({ ...createClock({ start: 0 }), now: () => now })
})
afterEach(() => slack.stop())

/** The library tells its console of what it is refused. */
const nothing = () => undefined
const logger = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing },
  getLevel: () => LogLevel.ERROR,
}

const clientOf = (token = SLACK_TOKEN) =>
  new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger })
const post = (given: object = {}) => clientOf().chat.postMessage({ channel: 'C01', text: 'hi', ...given })
const errorOf = (call: Promise<unknown>) => call.then(String, ({ data }) => data.error)

describe("Slack's Web API", () => {
  it('keeps messages with their edits in order, and their times', async () => {
    const { ts = '', channel = '' } = await post({ blocks: [{ type: 'divider' }] })
    now += 5_000
    await clientOf().chat.update({ channel, ts, text: 'there' })
    expect(slack.botMessages()).toEqual([
      {
        ...{ channel: 'C01', ts, broadcast: false, deleted: false },
        versions: [
          { at: 1_000_000, body: { text: 'hi', blocks: [{ type: 'divider' }] } },
          { at: 1_005_000, body: { text: 'there' } },
        ],
      },
    ])
    expect(slack.botWrites().map(({ at, version }) => [at, version])).toEqual([
      [1_000_000, 0],
      [1_005_000, 1],
    ])
  })

  it('gives each message a ts of its own, and a channel its id', async () => {
    const [one, other] = [await post(), await post({ channel: '#deploys' })]
    expect(one.ts).toBe('1000.000001')
    expect([other.ts, other.channel]).toEqual(['1000.000002', 'CDEPLOYS'])
  })

  it('puts replies into threads, and into the channel when they are broadcast', async () => {
    const { ts = '' } = await post()
    await post({ thread_ts: ts })
    await post({ thread_ts: ts, reply_broadcast: true })
    expect(slack.botMessages().map(({ thread, broadcast }) => [thread, broadcast])).toEqual([
      [undefined, false],
      [ts, false],
      [ts, true],
    ])
  })

  it('knows deleted messages no more: neither edits nor replies', async () => {
    const { ts = '' } = await post()
    expect([slack.deleteNewest(), slack.deleteNewest()]).toEqual([true, false])
    expect(await errorOf(clientOf().chat.update({ channel: 'C01', ts, text: 'x' }))).toBe('message_not_found')
    expect(await errorOf(post({ thread_ts: ts }))).toBe('thread_not_found')
  })

  it.each<[object, string]>([
    [{ channel: 'deploys' }, 'channel_not_found'],
    [{ text: '' }, 'no_text'],
    [{ text: 'x'.repeat(40_001) }, 'msg_too_long'],
    [{ blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }, 'invalid_blocks'],
    [{ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }] }, 'invalid_blocks'],
    [{ blocks: [{ type: 'context', elements: [] }] }, 'invalid_blocks'],
  ])('refuses with 200 and a word for it: %#', async (given, error) => {
    expect(await errorOf(post(given))).toBe(error)
  })

  it('takes messages up to its limits', async () => {
    await post({ blocks: Array.from({ length: 50 }, () => ({ type: 'divider' })) })
    await post({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_000) } }] })
    expect(slack.botMessages()).toHaveLength(2)
  })

  it('takes one token, and the methods it has', async () => {
    expect(await errorOf(clientOf('xoxb-other').chat.postMessage({ channel: 'C01', text: 'hi' }))).toBe('invalid_auth')
    expect(await errorOf(clientOf().apiCall('chat.nonsense'))).toBe('unknown_method')
    expect(await errorOf(clientOf().chat.update({ channel: '#deploys', ts: '1', text: 'x' }))).toBe('channel_not_found')
  })

  it.each<[SlackMood['kind'], string]>([
    ['no-service', 'token_revoked'],
    ['archived', 'is_archived'],
    ['not-in-channel', 'not_in_channel'],
  ])('in the mood %s says %s', async (kind, error) => {
    slack.behave({ kind } as SlackMood)
    expect(await errorOf(post())).toBe(error)
  })

  it('limited says for how long', async () => {
    slack.behave({ kind: 'rate-limited', retryAfterSeconds: 9 })
    await expect(post()).rejects.toMatchObject({ retryAfter: 9 })
  })
})
