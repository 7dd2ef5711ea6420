import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { SlackAction } from '../../../shared/config/normalised.ts'
import type { QueuedMessage } from '../../../shared/notify/deliver-to-slack.ts'
import { slackWeb } from '../../../shared/notify/slack/slack-web.ts'
import { anOutcome } from '../announcements.ts'
import {
  aLivingWorld,
  announcementMessage,
  aProgress,
  type LivingOptions,
  type LivingWorld,
  progressMessage,
} from './living-world.ts'

const buttons: readonly SlackAction[] = ['rollback']
const first = '01JCS7T8V0000000000000000A'
const second = '01JCS7T8V0000000000000000B'
const third = '01JCS7T8V0000000000000000C'

let world: LivingWorld

beforeEach(async () => {
  world = await aLivingWorld({ changes: { buttons } })
})
afterEach(() => world.close())

async function renew({ changes, ...options }: LivingOptions): Promise<void> {
  await world.close()
  world = await aLivingWorld({ ...options, changes: { buttons, ...changes } })
}

async function tell(message: QueuedMessage): Promise<void> {
  world.clock.time += 10_000
  expect(await world.deliver(message)).toEqual([])
}

function success(id: string, receives = 1): QueuedMessage {
  const { deployment, ...outcome } = anOutcome('succeeded', '')
  return announcementMessage({ ...outcome, id: `${id}:succeeded`, deployment: { ...deployment, id } }, id, receives)
}

/** Which messages, but for replies and copies, show the button. */
const offers = () =>
  world
    .seen()
    .filter(({ channel, reply }) => channel === 'C0DEPLOYS' && !reply)
    .map(({ versions }) => versions.at(-1)?.includes('[Roll back]'))

describe('the button that rolls back', () => {
  it('is on the message of the newest success alone, and the others are as they would be without', async () => {
    await tell(success(first))
    expect(offers()).toEqual([true])
    await tell(success(second))
    expect(offers()).toEqual([false, true])
    const [message] = world.seen()
    expect(message?.versions.at(-1)).toBe(message?.versions[0]?.replace('\n[Roll back]', ''))
  })

  it('is not on the message of an older success that is told late', async () => {
    await tell(success(second))
    await tell(success(first))
    expect(offers()).toEqual([true, false])
  })

  it('stays while something fails, since what it is about runs on', async () => {
    await tell(success(first))
    const { deployment } = anOutcome('rolled-back', '')
    const failed = { ...anOutcome('rolled-back', 'crashed'), id: 'x', deployment: { ...deployment, id: second } }
    await tell(announcementMessage(failed))
    expect(offers()).toContain(true)
  })

  it('of a message that somebody deleted is no trouble', async () => {
    await tell(success(first))
    world.slack.deleteNewest()
    await tell(success(second))
    expect(world.log.filter(({ level }) => level === 'error')).toEqual([])
  })
})

describe('the button that rolls back, when Slack takes no edits at the moment,', () => {
  let isLimited = true
  beforeEach(async () => {
    isLimited = true
    await renew({
      changes: {
        web: (url, token) => {
          const slack = slackWeb(url, token, fetch, 3_000)
          const limited = async () => ({ kind: 'limited' as const, afterSeconds: 60, why: 'Slack answered 429' })
          return { ...slack, edit: (edit) => (isLimited ? limited() : slack.edit(edit)) }
        },
      },
    })
    await tell(success(first))
  })

  it('is taken off when Slack says, and neither is anything told twice nor anything else asked meanwhile', async () => {
    expect(await world.deliver(success(second), success(third))).toEqual([second, third])
    expect([...world.pauses.values()]).toEqual([60, 60])
    expect(world.log).toContainEqual({
      level: 'warn',
      message: 'an old button stays for now',
      fields: expect.objectContaining({ reason: 'Slack answered 429' }),
    })
    const posted = world.seen().length
    isLimited = false
    await tell(success(second, 2))
    expect([offers(), world.seen().length]).toEqual([[false, true], posted])
  })

  it('is left where it is after ten attempts, and the next one is taken off again', async () => {
    expect(await world.deliver(success(second, 9))).toEqual([second])
    await tell(success(second, 10))
    expect(world.log.at(-1)).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('an old button stays:'),
    })
    isLimited = false
    await tell(success(third))
    expect(offers()).toEqual([true, false, true])
  })
})

describe('the button that rolls back, when another channel', () => {
  it('refuses the copy, is taken off all the same', async () => {
    const routes = [{ targets: ['^.*$'], outcomes: ['succeeded' as const], channel: 'C0CLOSED' }]
    await renew({
      settings: { routes },
      changes: {
        web: (url, token) => {
          const slack = slackWeb(url, token, fetch, 3_000)
          const refused = async () => ({ kind: 'refused' as const, code: 'not_in_channel', why: 'not_in_channel' })
          return { ...slack, post: (post) => (post.channel === 'C0CLOSED' ? refused() : slack.post(post)) }
        },
      },
    })
    await tell(success(first))
    await tell(success(second))
    expect([offers(), world.dead.length]).toEqual([[false, true], 2])
  })

  it('is told only when quiet hours end, is taken off at once', async () => {
    const routes = [{ targets: ['^.*$'], outcomes: ['succeeded' as const], channel: 'C0RELEASES' }]
    const quietHours = { zone: 'UTC', from: 9 * 60 + 1, to: 10 * 60, days: [], dates: [] }
    await renew({ settings: { routes }, changes: { quietHours } })
    await tell(success(first))
    const { deployment } = aProgress(1)
    await tell(progressMessage(aProgress(1, { deployment: { ...deployment, id: second } })))
    world.clock.time += 60_000
    expect(await world.deliver(success(second))).toEqual([second])
    expect(world.pauses.get(`handle-${second}`)).toBeGreaterThan(3_000)
    expect(offers()).toEqual([false, true])
  })
})
