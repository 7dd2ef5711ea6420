import { createServer, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { QueuedMessage } from '../../../shared/notify/deliver-to-slack.ts'
import { slackWeb } from '../../../shared/notify/slack/slack-web.ts'
import { anOutcome } from '../announcements.ts'
import {
  aLivingWorld,
  announcementMessage,
  aProgress,
  type LivingWorld,
  progressMessage,
  started,
} from './living-world.ts'

let world: LivingWorld

beforeEach(async () => {
  world = await aLivingWorld({ changes: { mentions: ['S0123456789'] } })
})
afterEach(() => world.close())

const broken = anOutcome('rolled-back', 'It crashed.')
const good = anOutcome('succeeded', 'rolled out and proven')

async function progress(sequence: number): Promise<string[]> {
  const told = aProgress(sequence)
  world.clock.time = told.at
  return await world.deliver(progressMessage(told))
}

/** Shows every message of the queue again when its pause is over, until the queue is empty or a day has passed. */
async function runQueue(first: readonly { readonly at: number; readonly message: QueuedMessage }[]): Promise<number> {
  let queue = first.map((one) => ({ ...one, receives: 1 }))
  for (;;) {
    const [next, ...others] = queue.toSorted((a, b) => a.at - b.at)
    if (!next || next.at > started + 24 * 3_600_000) return queue.length
    world.clock.time = Math.max(world.clock.time, next.at)
    const attributes = { ApproximateReceiveCount: String(next.receives) }
    const back = await world.deliver({ ...next.message, attributes })
    const at = world.clock.time + 1_000 * (world.pauses.get(next.message.receiptHandle) ?? 0)
    queue = back.length > 0 ? [...others, { ...next, at, receives: next.receives + 1 }] : others
  }
}

/** A deployment that is told in six words of progress and a failure. */
const story = [
  ...[1, 2, 3, 4, 5, 6].map((n) => ({ at: started + n * 10_000, message: progressMessage(aProgress(n)) })),
  { at: started + 120_000, message: announcementMessage(broken, 'o') },
]

describe('a Slack that posts, but whose answers are lost', () => {
  it('for a day gets two messages of progress and six of the outcome, which then waits for a person', async () => {
    world.slack.behave({ kind: 'lost-reply' })
    expect(await runQueue(story)).toBe(0)
    const shown = world.seen().map(({ versions }) => versions.at(-1) ?? '')
    expect(shown.filter((text) => text.includes('is getting'))).toHaveLength(2)
    expect(shown.filter((text) => text.includes('went back'))).toHaveLength(6)
    expect(shown).toHaveLength(8)
    expect(world.dead).toMatchObject([
      { reason: expect.stringMatching(/given this 6 times.*look for it in Slack.*dead-letter queue back/) },
    ])
  })

  it('for a moment gets one message more, which nobody edits', async () => {
    world.slack.behave({ kind: 'lost-reply' }, { times: 1 })
    expect(await runQueue(story)).toBe(0)
    expect(world.seen().map(({ reply, versions }) => [reply, versions.length])).toEqual([
      [false, 1],
      [false, 6],
      [true, 1],
      [true, 1],
    ])
    expect(world.dead).toEqual([])
  })
})

describe('a Slack that posts an outcome, but whose answers are lost', () => {
  it('for three hours is told the outcome after all, and nobody is called', async () => {
    world.slack.behave({ kind: 'lost-reply' }, { forMs: 3 * 3_600_000 })
    expect(await runQueue([{ at: started, message: announcementMessage(broken) }])).toBe(0)
    expect(world.dead).toEqual([])
    expect(world.seen().map(({ reply }) => reply)).toEqual([false, false, false, false, false, true])
  })

  it('is spoken of in the log every quarter of an hour, as an alarm listens there', async () => {
    world.slack.behave({ kind: 'lost-reply' })
    const message = announcementMessage(broken)
    for (let receives = 1; world.dead.length === 0; receives += 1) {
      expect(world.log).toHaveLength(receives - 1)
      await world.deliver({ ...message, attributes: { ApproximateReceiveCount: String(receives) } })
      const pause = world.pauses.get(message.receiptHandle) ?? 0
      expect(pause).toBeLessThanOrEqual(900)
      world.clock.time += 1_000 * pause
    }
    expect(new Set(world.log.slice(0, -1).map((line) => line.message))).toEqual(
      new Set(['slack takes no messages at the moment']),
    )
  })

  it('gets no more of an outcome that the dead-letter queue does not take yet', async () => {
    world.slack.behave({ kind: 'lost-reply' })
    world.dead.push = () => {
      throw new Error('the queue is away')
    }
    await runQueue([{ at: started, message: announcementMessage(good) }])
    expect(world.seen()).toHaveLength(6)
    Reflect.deleteProperty(world.dead, 'push')
    expect(await world.deliver(announcementMessage(good))).toEqual([])
    expect(world.dead).toHaveLength(1)
    expect(world.seen()).toHaveLength(6)
  })

  it('gets an outcome that a person moved back from the dead-letter queue once more', async () => {
    world.slack.behave({ kind: 'lost-reply' })
    await runQueue([{ at: started, message: announcementMessage(good) }])
    expect(world.dead).toHaveLength(1)
    expect(world.seen()).toHaveLength(6)
    world.slack.behave({ kind: 'ok' })
    expect(await world.deliver(announcementMessage(good))).toEqual([])
    expect(world.dead).toHaveLength(1)
    expect(world.seen().filter(({ reply }) => !reply)).toHaveLength(7)
  })
})

describe('a Slack whose answers are lost', () => {
  it('takes edits as often as it likes: they leave nothing behind', async () => {
    await progress(1)
    world.clock.time += 10_000
    world.slack.behave({ kind: 'lost-reply' }, { times: 3 })
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await world.deliver(announcementMessage(good))).toEqual([good.id])
      world.clock.time += 60_000
    }
    expect(await world.deliver(announcementMessage(good))).toEqual([])
    expect(world.seen().map(({ reply }) => reply)).toEqual([false, true])
  })

  it('gets details once', async () => {
    let posts = 0
    const web: typeof slackWeb = (url, token) => {
      const real = slackWeb(url, token)
      const post: typeof real.post = async (given) => {
        const answer = await real.post(given)
        if (!given.thread) return answer
        posts += 1
        return { kind: 'unavailable', why: 'Slack took too long', unclear: true }
      }
      return { ...real, post }
    }
    await world.close()
    world = await aLivingWorld({ changes: { web } })
    for (const id of ['a', 'b', 'c']) {
      expect(await world.deliver(announcementMessage(good, id))).toEqual([])
      world.clock.time += 60_000
    }
    expect(posts).toBe(1)
  })
})

it('a channel that does not say what it took keeps others waiting for half an hour, not for all of that', async () => {
  await world.close()
  const web: typeof slackWeb = (url, token) => {
    const real = slackWeb(url, token)
    const lost = { kind: 'unavailable', why: 'Slack took too long', unclear: true } as const
    return { ...real, post: async (given) => (given.channel === 'C0DEPLOYS' ? lost : await real.post(given)) }
  }
  const routes = [{ targets: ['^api'], outcomes: ['rolled-back'], channel: 'C0INCIDENTS' }]
  world = await aLivingWorld({ settings: { routes }, changes: { web } })
  expect(await runQueue([{ at: started, message: announcementMessage(broken) }])).toBe(0)
  expect(world.seen().map(({ channel }) => channel)).toEqual(['C0INCIDENTS'])
  expect(world.slack.botWrites()[0]?.at).toBeLessThan(started + 2_000_000)
  expect(world.dead).toHaveLength(1)
})

/** A Slack that posts what it is given and answers something else. */
async function answering(body: string, status: number, headers: Record<string, string> = {}): Promise<void> {
  await world.close()
  const answers: typeof fetch = async (url, init) => {
    await fetch(url, init)
    return new Response(body, { status, headers })
  }
  world = await aLivingWorld({ changes: { web: (url, token) => slackWeb(url, token, answers) } })
}

describe('a Slack that posts, and answers as if something were broken,', () => {
  it.each([
    [500, 'server error'],
    [500, '{"ok":false,"error":"internal_error"}'],
    [502, '<html>bad gateway</html>'],
    [502, '{"error":"bad_gateway"}'],
    [504, ''],
    [200, '{"ok":true,"channel":"C0DEPLOYS","ts":"17'],
    [200, '{}'],
    [200, 'null'],
    [200, ''],
    [204, ''],
  ])('with %i %j gets no more than six messages', async (status, body) => {
    await answering(body, status)
    expect(await runQueue([{ at: started, message: announcementMessage(broken) }])).toBe(0)
    expect(world.seen()).toHaveLength(6)
    expect(world.dead).toHaveLength(1)
  })

  it('gets two messages of progress', async () => {
    await answering('<html>bad gateway</html>', 502)
    expect(await runQueue(story)).toBe(0)
    const shown = world.seen().map(({ versions }) => versions.at(-1) ?? '')
    expect(shown.filter((text) => text.includes('is getting'))).toHaveLength(2)
    expect(shown).toHaveLength(8)
  })
})

describe('an answer in the midst of which', () => {
  it.each([
    ['the connection is cut', (response: ServerResponse) => response.destroy()],
    ['Slack falls silent', () => undefined],
  ])('%s leaves open whether it was posted', async (_what, then) => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': '99' }).write('{"ok"', () => void then(response))
    })
    const url = await listening(server)
    const answer = await slackWeb(`http://${url}`, 'xoxb-1', fetch, 500).post(post)
    expect(answer).toMatchObject({ kind: 'unavailable', unclear: true })
    server.closeAllConnections()
    server.close()
  })
})

const post = { channel: 'C0DEPLOYS', message: { text: 'x', blocks: [] } }

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

describe('a Slack that nothing reaches', () => {
  /** It never shakes hands, so no request is ever sent: to whoever waits as silent as packets that are dropped. */
  const mute = createTcpServer()
  const sockets: Socket[] = []
  let unreachable = ''
  beforeAll(async () => {
    unreachable = `https://${await listening(mute)}`
  })
  mute.on('connection', (socket) => void sockets.push(socket.on('error', () => undefined)))
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    mute.close()
  })

  it('has not taken anything, whether no connection is made or none is answered for', async () => {
    const answers = await Promise.all(
      [unreachable, 'https://nowhere.invalid'].map((url) => slackWeb(url, 'xoxb-1', fetch, 300).post(post)),
    )
    for (const answer of answers) expect(answer).toEqual({ kind: 'unavailable', why: expect.any(String) })
  })

  it('for three hours is told everything afterwards, once', async () => {
    await world.close()
    const back = started + 3 * 3_600_000
    const web: typeof slackWeb = (url, token) =>
      world.clock.time < back ? slackWeb(unreachable, token, fetch, 30) : slackWeb(url, token)
    world = await aLivingWorld({ changes: { web } })
    expect(await runQueue(story)).toBe(0)
    expect(world.dead).toEqual([])
    expect(world.seen().map(({ reply }) => reply)).toEqual([false, true])
  })
})

it('a page in the place of Slack loses nothing and posts nothing twice', async () => {
  world.slack.behave({ kind: 'nonsense' }, { forMs: 3_600_000 })
  expect(await runQueue(story)).toBe(0)
  expect(world.dead).toEqual([])
  expect(world.seen().map(({ reply }) => reply)).toEqual([false, true])
})
