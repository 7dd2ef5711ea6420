import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { FetchFunction } from '@slack/webhook'
import { anOutcome } from './announcements.ts'
import { aBody, aDeliveryWorld, aMessage, type DeliveryWorld } from './delivery-world.ts'
import { type SlackServer, startSlackServer } from './slack-server.ts'

let slack: SlackServer
let world: DeliveryWorld

beforeEach(async () => {
  slack = await startSlackServer()
  world = aDeliveryWorld(slack.url)
})

afterEach(async () => {
  const everything = JSON.stringify([world.log, world.dead])
  expect(everything).not.toContain('secretkeyofwebhook')
  await slack.close()
})

const outcome = anOutcome('succeeded', 'Well.')
const another = { ...anOutcome('failed', 'Ill.'), id: 'another' }

function repliesWith(status: number, body: string, headers: Record<string, string> = {}) {
  slack.replies.push({ status, body, headers })
}

describe('an announcement', () => {
  it('is told once, however often its message is doubled', async () => {
    expect(await world.deliver(aMessage(outcome, 'm1'), aMessage(outcome, 'm2'))).toEqual([])
    expect(await world.deliver(aMessage(outcome, 'm3', 2))).toEqual([])
    expect(slack.posts).toHaveLength(1)
    expect(slack.posts[0]).toMatchObject({
      path: '/services/T00000000/B00000000/secretkeyofwebhook',
      body: { text: 'api-production is on v1.2.3', blocks: [{ type: 'section' }, { type: 'context' }] },
    })
  })

  it('in the envelope of SNS is told as well', async () => {
    const { body } = aMessage(outcome)
    expect(await world.deliver(aBody(JSON.stringify({ Type: 'Notification', Message: body })))).toEqual([])
    expect(slack.posts).toHaveLength(1)
  })

  it('that another worker is telling comes back after its lease', async () => {
    await world.claims.claim(outcome.id, 'slack', 90_000)
    expect(await world.deliver(aMessage(outcome))).toEqual(['m1'])
    expect(slack.posts).toHaveLength(0)
    expect(world.pauses.get('handle-m1')).toBe(90)
    world.clock.time = 90_001
    expect(await world.deliver(aMessage(outcome, 'm1', 2))).toEqual([])
    expect(slack.posts).toHaveLength(1)
  })

  it('of a target that does not announce to Slack is dropped with a debug line', async () => {
    world = aDeliveryWorld(slack.url, { announces: (target) => target !== 'api-production' })
    expect(await world.deliver(aMessage(outcome))).toEqual([])
    expect(slack.posts).toHaveLength(0)
    expect(world.log).toMatchObject([{ level: 'debug', fields: { target: 'api-production' } }])
  })

  it('is dropped when no webhook is configured', async () => {
    world = aDeliveryWorld(slack.url, { webhook: undefined })
    expect(await world.deliver(aMessage(outcome))).toEqual([])
    expect(world.log).toMatchObject([{ level: 'debug' }])
  })
})

describe('a Slack that takes no messages', () => {
  it('says when to come back: the message, and the rest of the batch, wait that long', async () => {
    repliesWith(429, 'rate_limited', { 'retry-after': '37' })
    expect(await world.deliver(aMessage(outcome, 'm1'), aMessage(another, 'm2'))).toEqual(['m1', 'm2'])
    expect(slack.posts).toHaveLength(1)
    expect([...world.pauses]).toEqual([
      ['handle-m1', 37],
      ['handle-m2', 37],
    ])
    expect(await world.deliver(aMessage(outcome, 'm1', 2), aMessage(another, 'm2', 2))).toEqual([])
    expect(slack.posts).toHaveLength(3)
  })

  it.each([
    [1, 15],
    [2, 30],
    [4, 120],
    [7, 900],
    [100, 900],
    [101, 1_800],
    [999, 1_800],
  ])('is tried again after a growing pause: receive %i, %i s', async (receives, seconds) => {
    repliesWith(503, 'unavailable')
    expect(await world.deliver(aMessage(outcome, 'm1', receives))).toEqual(['m1'])
    expect(world.pauses.get('handle-m1')).toBe(seconds)
  })

  it.each(['soon', '', '-3', '0'])('that asks for a pause of %p gets a sensible one', async (asked) => {
    repliesWith(429, 'rate_limited', { 'retry-after': asked })
    await world.deliver(aMessage(outcome))
    expect(world.pauses.get('handle-m1')).toBeGreaterThanOrEqual(1)
    expect(world.pauses.get('handle-m1')).toBeLessThanOrEqual(15)
  })

  it('loses no outcome, however long it is down', async () => {
    for (let receives = 1; receives <= 60; receives += 1) {
      slack.replies.push(receives % 2 === 0 ? 'drop' : { status: 500, body: 'rollup_error' })
      expect(await world.deliver(aMessage(outcome, 'm1', receives))).toEqual(['m1'])
    }
    expect(await world.deliver(aMessage(outcome, 'm1', 61))).toEqual([])
    expect(world.dead).toEqual([])
    expect(slack.posts).toHaveLength(61)
  })

  it('by hanging is given up on in time', async () => {
    slack.replies.push('hang')
    const impatient: FetchFunction = (url, { signal, ...request } = {}) => {
      if (!signal) throw new Error('nobody would end this')
      return fetch(url, { ...request, signal: AbortSignal.any([signal, AbortSignal.timeout(300)]) })
    }
    world = aDeliveryWorld(slack.url, { fetch: impatient })
    expect(await world.deliver(aMessage(outcome), aMessage(another, 'm2'))).toEqual(['m1', 'm2'])
    expect(slack.posts).toHaveLength(1)
    expect(world.log).toMatchObject([{ level: 'warn', message: 'slack takes no messages at the moment' }])
  })
})

it('a Slack that is slow gets no more of a batch than the function has time for', async () => {
  const slowly = async () => {
    world.clock.time += 2_900
    return new Response('ok')
  }
  world = aDeliveryWorld(slack.url, { fetch: slowly })
  const batch = Array.from({ length: 10 }, (_, index) => aMessage({ ...outcome, id: `o${index}` }, `m${index}`))
  expect(await world.deliver(...batch)).toEqual(['m5', 'm6', 'm7', 'm8', 'm9'])
  expect(world.pauses.get('handle-m9')).toBe(1)
  expect(await world.deliver(...batch.slice(5))).toEqual([])
})

describe('a Slack that refuses for good', () => {
  it.each([
    [404, 'no_service', 'make a new one in Slack and store its URL in the SSM parameter /longshore/slack'],
    [403, 'action_prohibited', 'ask its administrator'],
    [410, 'channel_is_archived', 'make a webhook for another channel'],
    [400, 'invalid_payload', 'a fault of Longshore'],
    [418, 'teapot', 'Check the webhook whose URL is stored in the SSM parameter /longshore/slack'],
  ])('with %i %s: the message goes to the dead-letter queue with what to do', async (status, body, mend) => {
    repliesWith(status, body)
    expect(await world.deliver(aMessage(outcome), aMessage(another, 'm2'))).toEqual([])
    expect(world.dead).toEqual([{ body: aMessage(outcome).body, reason: expect.stringContaining(mend) }])
    expect(world.log).toMatchObject([
      { level: 'error', fields: { reason: expect.stringContaining(body) } },
      { level: 'info' },
    ])
    expect(slack.posts).toHaveLength(2)
  })

  it('is told of with the name of the secret, wherever it is kept', async () => {
    world = aDeliveryWorld(slack.url, { webhook: { secret: 'longshore/slack' } })
    repliesWith(404, 'no_service')
    await world.deliver(aMessage(outcome))
    expect(world.dead).toMatchObject([{ reason: expect.stringContaining('in the secret longshore/slack') }])
  })

  it('takes the message when it is moved back after mending', async () => {
    repliesWith(404, 'no_service')
    await world.deliver(aMessage(outcome))
    expect(await world.deliver(aMessage(outcome))).toEqual([])
    expect(slack.posts).toHaveLength(2)
  })
})

describe('a message that cannot be read', () => {
  it.each(['hello', '{}', '{"schema":"longshore.announcement","version":2}'])(
    'goes to the dead-letter queue: %s',
    async (body) => {
      expect(await world.deliver(aBody(body), aMessage(outcome, 'm2'))).toEqual([])
      expect(world.dead).toEqual([{ body, reason: expect.stringContaining('no longshore.announcement of version 1') }])
      expect(slack.posts).toHaveLength(1)
    },
  )
})

describe('trouble on our side', () => {
  it('with the secret gives the message back, named, and leaves no claim', async () => {
    world = aDeliveryWorld('not a url')
    expect(await world.deliver(aMessage(outcome))).toEqual(['m1'])
    expect(world.log).toMatchObject([
      { level: 'error', fields: { reason: expect.stringContaining('/longshore/slack holds no URL') } },
    ])
    expect(await world.claims.claim(outcome.id, 'slack', 1)).toBe('claimed')
  })

  it('with the table gives the batch back without trying each message', async () => {
    const unreachable = async () => {
      throw new Error('the table is unreachable')
    }
    world = aDeliveryWorld(slack.url, { claims: { claim: unreachable, done: unreachable, release: unreachable } })
    expect(await world.deliver(aMessage(outcome, 'm1', 3), aMessage(another, 'm2', 1))).toEqual(['m1', 'm2'])
    expect([...world.pauses.values()]).toEqual([60, 15])
    expect(world.log).toHaveLength(1)
  })

  it('in noting that it was told does not tell it again', async () => {
    const failing = { ...world.claims, done: () => Promise.reject(new Error('the table is unreachable')) }
    world = aDeliveryWorld(slack.url, { claims: failing })
    expect(await world.deliver(aMessage(outcome))).toEqual([])
    expect(slack.posts).toHaveLength(1)
    expect(world.log.map(({ level }) => level)).toEqual(['warn', 'info'])
  })

  it('with the queue itself still gives the message back', async () => {
    const failing = () => Promise.reject(new Error('the queue is unreachable'))
    world = aDeliveryWorld(slack.url, { queue: { delay: failing, deadLetter: failing } })
    repliesWith(500, 'down')
    expect(await world.deliver(aMessage(outcome), aMessage(another, 'm2'))).toEqual(['m1', 'm2'])
    expect(await world.deliver(aBody('hello', 'm3'))).toEqual(['m3'])
  })
})
