import { afterEach, describe, expect, it } from '@jest/globals'
import { type Relay, startRelay } from './relay.ts'

const MINUTE = 60_000
let relay: Relay

afterEach(() => relay.stop())

function enqueue(text: string, group: string): void {
  const MessageBody = JSON.stringify({ text, slack: relay.slack.url })
  const request = { MessageBody, MessageGroupId: group, MessageDeduplicationId: text.replaceAll(' ', '-') }
  relay.sandbox.sqs.send('relay-dev-jobs.fifo', request, 'test')
}

const texts = () => relay.slack.messages().map(({ body }) => body['text'])

describe('a stack wired from serverless.yml', () => {
  it('carries an event through bus, FIFO queue, topic and queue to Slack', async () => {
    relay = await startRelay()
    relay.push('one')
    await relay.sandbox.clock.runUntil(() => relay.slack.messages().length === 1)
    expect(relay.slack.messages()[0]?.body).toMatchObject({ text: 'hello, world: one', channel: 'general' })
    expect(relay.sandbox.sns.deliveries()).toMatchObject([{ protocol: 'email', endpoint: 'ops@example.com' }])
    expect(relay.sandbox.sqs.names().flatMap((name) => relay.sandbox.sqs.messages(name))).toEqual([])
  })

  it('names what it created and what it left out', async () => {
    relay = await startRelay()
    expect(relay.sandbox.stack).toMatchObject({
      queues: ['relay-dev-jobs.fifo', 'relay-dev-jobs-dlq.fifo', 'relay-events-us-east-1', 'relay-dev-news'],
      topics: ['relay-dev-news'],
      tables: ['relay-dev'],
      ignored: ['NewsPolicy'],
    })
    expect(await relay.sandbox.dynamodb.items('relay-dev')).toEqual([])
  })

  it("tells handlers the world's time, its own configuration and environment", async () => {
    relay = await startRelay({ environment: { RELAY_CHANNEL: 'ops', RELAY_GREETING: 'hi' } })
    relay.push('two')
    await relay.sandbox.clock.runUntil(() => relay.slack.messages().length === 1)
    const [message] = relay.slack.messages()
    expect(message?.body).toMatchObject({ channel: 'ops', text: 'hi: two' })
    expect(message?.body['sentAt']).toBe(new Date(message?.at ?? 0).toISOString())
  })
})

describe('a stack in which something fails', () => {
  it('gives a message that Slack refuses back to its queue until Slack takes it', async () => {
    relay = await startRelay()
    relay.slack.behave({ kind: 'rate-limited', retryAfterSeconds: 30 }, { times: 3 })
    relay.push('three')
    await relay.sandbox.clock.runUntil(() => relay.slack.messages().length === 1)
    expect(relay.slack.attempts().map(({ mood }) => mood)).toEqual([
      'rate-limited',
      'rate-limited',
      'rate-limited',
      'ok',
    ])
    const [first, , , last] = relay.slack.attempts()
    expect((last?.at ?? 0) - (first?.at ?? 0)).toBe(90_000)
  })

  it('retries a failed bus event after one minute and then gives it to the dead-letter queue', async () => {
    relay = await startRelay()
    relay.push('broken on arrival')
    await relay.sandbox.clock.runUntil(relay.sandbox.clock.now() + 10 * MINUTE)
    const runs = relay.sandbox.lambda.invocations().filter(({ key }) => key === 'intake')
    expect((runs[1]?.at ?? 0) - (runs[0]?.at ?? 0)).toBe(MINUTE)
    expect(runs).toHaveLength(2)
    const [dead] = relay.sandbox.sqs.messages('relay-events-us-east-1')
    expect(JSON.parse(dead?.body ?? '')).toMatchObject({ detail: { text: 'broken on arrival' } })
    expect(dead?.attributes['ErrorMessage']?.StringValue).toBe('cannot take this item')
  })

  it('holds back later jobs of a group whose job fails, moves that job to the DLQ with its group, and goes on', async () => {
    relay = await startRelay()
    relay.sandbox.lambda.setBatchSize(() => 1)
    for (const text of ['first', 'bad job', 'after bad']) enqueue(text, 'a')
    enqueue('other group', 'b')
    await relay.sandbox.clock.runUntil(() => relay.slack.messages().length === 3)
    expect(texts().slice(0, 2).sort()).toEqual(['hello, world: first', 'hello, world: other group'])
    expect(texts()[2]).toBe('hello, world: after bad')
    const dead = relay.sandbox.sqs.messages('relay-dev-jobs-dlq.fifo')
    expect(dead.map(({ groupId, body }) => [groupId, JSON.parse(body).text])).toEqual([['a', 'bad job']])
  })
})

describe('the bus of a stack', () => {
  it('runs a schedule once a minute from the start of the world', async () => {
    relay = await startRelay()
    await relay.sandbox.clock.runUntil(relay.sandbox.clock.now() + 3 * MINUTE + 1000)
    expect(relay.sandbox.workers.logs('tick').map(({ text }) => text)).toEqual([
      'tick of 2026-11-16T09:01:00Z at 2026-11-16T09:01:00.500Z',
      'tick of 2026-11-16T09:02:00Z at 2026-11-16T09:02:00.500Z',
      'tick of 2026-11-16T09:03:00Z at 2026-11-16T09:03:00.500Z',
    ])
  })

  it('loses, doubles and delays events as the faults say', async () => {
    relay = await startRelay()
    const { faults, clock, lambda } = relay.sandbox
    faults.onEvent({ source: 'relay.test', nth: 1 }, 'drop')
    faults.onEvent({ source: 'relay.test', nth: 2 }, 'duplicate')
    faults.onEvent({ source: 'relay.test', nth: 3 }, { delayMs: 30_000 })
    for (const text of ['lost', 'doubled', 'late']) relay.push(text)
    await clock.runUntil(clock.now() + 50_000)
    const seen = lambda.invocations().filter(({ key }) => key === 'intake')
    expect(seen.map(({ payload }) => JSON.parse(payload).detail.text)).toEqual(['doubled', 'doubled', 'late'])
    expect(texts()).toEqual(['hello, world: doubled', 'hello, world: late'])
  })
})
