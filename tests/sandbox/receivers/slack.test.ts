import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createClock, type SandboxClock } from '../../../sandbox/kernel/clock.ts'
import { type SlackReceiver, startSlack } from '../../../sandbox/receivers/slack.ts'

let clock: SandboxClock
let slack: SlackReceiver

beforeEach(async () => {
  clock = createClock({ start: 1000 })
  slack = await startSlack(clock)
})
afterEach(() => slack.stop())

const post = (body = '{"text":"hi"}', signal?: AbortSignal) =>
  fetch(`${slack.url}/services/T/B/x`, { method: 'POST', body, ...(signal ? { signal } : {}) })

describe('the Slack receiver', () => {
  it("answers ok and records the message with the world's time", async () => {
    expect(await (await post()).text()).toBe('ok')
    expect(slack.messages()).toEqual([{ at: 1000, path: '/services/T/B/x', body: { text: 'hi' } }])
  })

  it('refuses what is no message', async () => {
    const replies = [await post('nonsense'), await post('{"attachment":1}')]
    expect(replies.map(({ status }) => status)).toEqual([400, 400])
    expect(slack.messages()).toEqual([])
  })

  it.each([
    [{ kind: 'server-error' as const }, 500, 'server_error'],
    [{ kind: 'no-service' as const }, 404, 'no_service'],
    [{ kind: 'rate-limited' as const, retryAfterSeconds: 30 }, 429, 'rate_limited'],
  ])('answers like %j as often as told', async (mood, status, text) => {
    slack.behave(mood, { times: 1 })
    const refusal = await post()
    expect([refusal.status, await refusal.text()]).toEqual([status, text])
    expect(refusal.headers.get('retry-after')).toBe(status === 429 ? '30' : null)
    expect((await post()).status).toBe(200)
  })

  it("is down for a span of the world's time", async () => {
    slack.behave({ kind: 'down' }, { forMs: 60_000 })
    await expect(post()).rejects.toThrow('fetch failed')
    await clock.runUntil(61_000)
    expect((await post()).status).toBe(200)
    expect(slack.attempts().map(({ mood }) => mood)).toEqual(['down', 'ok'])
  })

  it('hangs until the sender gives up', async () => {
    slack.behave({ kind: 'hang' })
    await expect(post('{"text":"hi"}', AbortSignal.timeout(100))).rejects.toThrow('timeout')
    expect(slack.messages()).toEqual([])
  })
})
