import { afterEach, expect, it } from '@jest/globals'
import type { SlackPost } from '../../../shared/notify/slack/slack-port.ts'
import { slackWeb } from '../../../shared/notify/slack/slack-web.ts'
import { anOutcome } from '../announcements.ts'
import { aLivingWorld, announcementMessage, type LivingWorld } from './living-world.ts'

let world: LivingWorld | undefined
afterEach(() => world?.close())

const broken = anOutcome('rolled-back', 'It crashed.')
const route = (channel: string) => ({ targets: ['^api'], outcomes: ['rolled-back' as const], channel })

/** A Slack that takes 13 seconds for each post, and refuses those into some channels for good. */
async function aSlowWorld(closed: readonly string[]): Promise<LivingWorld> {
  const web: typeof slackWeb = (url, token) => {
    const real = slackWeb(url, token)
    const post = async (given: SlackPost) => {
      made.clock.time += 13_000
      if (!closed.includes(given.channel)) return await real.post(given)
      return { kind: 'refused', why: 'Slack answered is_archived', code: 'is_archived' } as const
    }
    return { ...real, post }
  }
  const routes = [route('C0INCIDENTS'), route('C0TEAM')]
  const made = await aLivingWorld({ settings: { routes }, changes: { web } })
  world = made
  return made
}

/** Until it leaves the queue; gives how often it was shown. */
async function deliverAll({ clock, deliver, pauses }: LivingWorld): Promise<number> {
  for (let receives = 1; receives <= 20; receives += 1) {
    const message = announcementMessage(broken, 'm1', receives)
    if ((await deliver(message)).length === 0) return receives
    clock.time += 1_000 * (pauses.get(message.receiptHandle) ?? 0)
  }
  throw new Error('It never leaves the queue.')
}

it.each([
  [['C0DEPLOYS'], ['C0INCIDENTS', 'C0TEAM'], 4],
  [['C0INCIDENTS'], ['C0DEPLOYS', 'C0TEAM', 'C0DEPLOYS'], 5],
  [['C0DEPLOYS', 'C0INCIDENTS'], ['C0TEAM'], 4],
  [['C0DEPLOYS', 'C0INCIDENTS', 'C0TEAM'], [], 3],
])('refusing %j slowly keeps no other channel from being told', async (closed, told, most) => {
  const slow = await aSlowWorld(closed)
  expect(await deliverAll(slow)).toBeLessThanOrEqual(most)
  expect(slow.seen().map(({ channel }) => channel)).toEqual(told)
  expect(slow.dead).toMatchObject([{ reason: expect.stringContaining('is_archived') }])
})

it('is tried in the usual order again once a person has mended it and moved the outcome back', async () => {
  const closed = ['C0DEPLOYS']
  const slow = await aSlowWorld(closed)
  await deliverAll(slow)
  closed.pop()
  await deliverAll(slow)
  expect(slow.seen().map(({ channel }) => channel)).toEqual(['C0INCIDENTS', 'C0TEAM', 'C0DEPLOYS', 'C0DEPLOYS'])
  expect(slow.dead).toHaveLength(1)
})
