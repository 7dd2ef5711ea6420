import { afterEach, describe, expect, it } from '@jest/globals'
import { heldFor } from '../../../shared/notify/slack/quiet-hours.ts'
import { aNotice, anOutcome } from '../announcements.ts'
import { aDeliveryWorld, aMessage } from '../delivery-world.ts'
import { startSlackServer } from '../slack-server.ts'
import {
  aLivingWorld,
  announcementMessage,
  aProgress,
  type LivingWorld,
  progressMessage,
  started,
} from './living-world.ts'

const nights = { zone: 'Europe/Berlin', from: 22 * 60, to: 7 * 60, days: [0, 6], dates: ['2026-12-25'] }
const at = (text: string) => Date.parse(text)
const held = (text: string, hours = nights) => heldFor(hours, at(text), at(text))

describe('quiet hours', () => {
  it.each([
    // Berlin is an hour ahead of UTC in winter.
    ['before the evening', '2026-11-16T20:59:59Z', 0],
    ['at the beginning', '2026-11-16T21:00:00Z', 9 * 3_600],
    ['a second before the end', '2026-11-17T05:59:59Z', 1],
    ['at the end', '2026-11-17T06:00:00Z', 0],
    ['within a minute', '2026-11-17T05:58:30Z', 90],
    ['on a Sunday at noon', '2026-11-22T11:00:00Z', 11 * 3_600],
    ['late on a Sunday, until Monday morning', '2026-11-22T22:00:00Z', 8 * 3_600],
    ['on a date, and then it is the weekend', '2026-12-25T20:00:00Z', 11 * 3_600],
    ['in summer, when Berlin is two hours ahead', '2026-07-15T20:30:00Z', 8.5 * 3_600],
  ])('%s', (_, time, seconds) => {
    expect(held(time)).toBe(seconds)
  })

  it('of the day end the same day', () => {
    const noon = { zone: 'UTC', from: 720, to: 780, days: [], dates: [] }
    expect([
      held('2026-11-16T11:59:59Z', noon),
      held('2026-11-16T12:30:00Z', noon),
      held('2026-11-16T13:00:00Z', noon),
    ]).toEqual([0, 1_800, 0])
  })

  it('hold nothing back for more than a week', () => {
    const now = at('2026-11-22T11:00:00Z')
    expect(heldFor(nights, now - 7 * 86_400_000, now)).toBe(0)
  })

  it('are none when nobody asked for them', () => {
    expect(heldFor(undefined, 0, 0)).toBe(0)
  })
})

/** The deployment starts at 09:00 UTC. */
const all = { zone: 'UTC', from: 9 * 60, to: 10 * 60, days: [], dates: [] }
const later = { zone: 'UTC', from: 9 * 60 + 1, to: 10 * 60, days: [], dates: [] }
const good = anOutcome('succeeded', 'rolled out and proven')

describe('a bot in quiet hours', () => {
  let world: LivingWorld
  afterEach(() => world.close())

  it('posts nothing new that is no failure: it is told in the morning, with its thread', async () => {
    world = await aLivingWorld({ changes: { quietHours: all } })
    expect(await world.deliver(progressMessage(aProgress(1)), announcementMessage(good, 'm1'))).toEqual(['m1'])
    expect(world.pauses.get('handle-m1')).toBe(3_600)
    expect(world.seen()).toEqual([])
    world.clock.time = started + 3_600_000
    expect(await world.deliver(announcementMessage(good, 'm1', 2))).toEqual([])
    expect(world.seen().map(({ reply }) => reply)).toEqual([false, true])
  })

  it('goes on editing a message that is there, and its thread; other channels wait', async () => {
    const routes = [{ targets: ['^api'], outcomes: ['succeeded'], channel: 'C0RELEASES' }]
    world = await aLivingWorld({ settings: { routes }, changes: { quietHours: later } })
    await world.deliver(progressMessage(aProgress(1)))
    world.clock.time = started + 120_000
    expect(await world.deliver(announcementMessage(good, 'm1'))).toEqual(['m1'])
    expect(world.seen().map(({ reply, versions }) => [reply, versions.length])).toEqual([
      [false, 2],
      [true, 1],
    ])
    world.clock.time = started + 3_600_000
    expect(await world.deliver(announcementMessage(good, 'm1', 2))).toEqual([])
    expect(world.seen().map(({ channel }) => channel)).toEqual(['C0DEPLOYS', 'C0DEPLOYS', 'C0RELEASES'])
  })

  it.each([
    ['a failure', anOutcome('rolled-back', 'It crashed.')],
    ['who is stuck', aNotice('stuck', 'Still broken.')],
    ['what waits for a person', aNotice('waiting', 'Stage POST waits to be approved.')],
    ['the answer to a command', aNotice('refused', 'No such release.')],
  ])('tells %s at once', async (_, announcement) => {
    world = await aLivingWorld({ changes: { quietHours: all } })
    expect(await world.deliver(announcementMessage(announcement))).toEqual([])
    expect(world.seen()[0]).toMatchObject({ reply: false })
  })
})

it('a webhook holds back the same, and mentions the same people', async () => {
  const slack = await startSlackServer()
  try {
    const world = aDeliveryWorld(slack.url, { quietHours: all, mentions: ['S01'] })
    world.clock.time = started
    const told = await world.deliver(aMessage(good), aMessage(anOutcome('failed', 'It crashed.'), 'm2'))
    expect(told).toEqual(['m1'])
    expect(slack.posts).toHaveLength(1)
    expect(JSON.stringify(slack.posts[0]?.body.blocks)).toContain('<!subteam^S01>')
  } finally {
    await slack.close()
  }
})
