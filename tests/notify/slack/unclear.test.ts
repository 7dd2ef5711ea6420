import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
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

/** Shows every message of the queue again when its pause is over, until the queue is empty or two hours have passed. */
async function runQueue(first: readonly { readonly at: number; readonly message: QueuedMessage }[]): Promise<number> {
  let queue = first.map((one) => ({ ...one, receives: 1 }))
  for (;;) {
    const [next, ...others] = queue.toSorted((a, b) => a.at - b.at)
    if (!next || next.at > started + 2 * 3_600_000) return queue.length
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
  it('for hours gets two messages of progress and three of the outcome, which then waits for a person', async () => {
    world.slack.behave({ kind: 'lost-reply' })
    expect(await runQueue(story)).toBe(0)
    const shown = world.seen().map(({ versions }) => versions.at(-1) ?? '')
    expect(shown.filter((text) => text.includes('is getting'))).toHaveLength(2)
    expect(shown.filter((text) => text.includes('went back'))).toHaveLength(3)
    expect(shown).toHaveLength(5)
    expect(world.dead).toMatchObject([
      { reason: expect.stringMatching(/given this 3 times.*look for it in Slack.*dead-letter queue back/) },
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

  it('gets an outcome that a person moved back three times more', async () => {
    world.slack.behave({ kind: 'lost-reply' })
    await runQueue([{ at: started, message: announcementMessage(good) }])
    expect(world.seen()).toHaveLength(3)
    world.clock.time += 3_600_000
    world.slack.behave({ kind: 'lost-reply' }, { times: 2 })
    await world.deliver(announcementMessage(good))
    world.clock.time += 60_000
    await world.deliver(announcementMessage(good))
    expect(world.dead).toHaveLength(1)
    world.clock.time += 900_000
    expect(await world.deliver(announcementMessage(good))).toEqual([])
    expect(world.dead).toHaveLength(1)
    expect(world.seen().filter(({ reply }) => !reply)).toHaveLength(6)
  })

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

it('a page in the place of Slack loses nothing and posts nothing twice', async () => {
  world.slack.behave({ kind: 'nonsense' }, { forMs: 3_600_000 })
  expect(await runQueue(story)).toBe(0)
  expect(world.dead).toEqual([])
  expect(world.seen().map(({ reply }) => reply)).toEqual([false, true])
})
