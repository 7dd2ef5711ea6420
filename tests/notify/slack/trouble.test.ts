import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { SlackMood } from '../../../sandbox/receivers/slack.ts'
import type { SlackWeb } from '../../../shared/notify/slack/slack-port.ts'
import { slackWeb } from '../../../shared/notify/slack/slack-web.ts'
import { memoryLivingMessages } from '../../fakes/memory-living-messages.ts'
import { aNotice, anOutcome } from '../announcements.ts'
import { aLivingWorld, announcementMessage, aProgress, type LivingWorld, progressMessage } from './living-world.ts'

let world: LivingWorld

beforeEach(async () => {
  world = await aLivingWorld()
  world.clock.time = aProgress(1).at
})

afterEach(async () => {
  expect(JSON.stringify([world.log, world.dead])).not.toContain('xoxb-')
  await world.close()
})

const good = anOutcome('succeeded', 'rolled out and proven')
const outcome = announcementMessage(good, 'm1')

describe('a Slack that takes no messages', () => {
  it('says when to come back: the message, and the rest of the batch, wait that long', async () => {
    world.slack.behave({ kind: 'rate-limited', retryAfterSeconds: 37 }, { times: 1 })
    expect(await world.deliver(outcome, progressMessage(aProgress(1)))).toEqual(['m1', 'p1'])
    expect([...world.pauses]).toEqual([
      ['handle-m1', 37],
      ['handle-p1', 37],
    ])
    expect(await world.deliver(outcome)).toEqual([])
    expect(world.seen()).toHaveLength(2)
  })

  it.each<[SlackMood['kind'], number, number]>([
    ['nonsense', 120, 120],
    // It may have been posted.
    ['server-error', 60, 15],
    ['down', 60, 15],
    ['hang', 60, 15],
  ])('is tried again after a growing pause: %s', async (kind, pause, ofTheRest) => {
    world.slack.behave({ kind } as SlackMood, { times: 1 })
    const rest = announcementMessage(good, 'm2', kind === 'nonsense' ? 4 : 1)
    expect(await world.deliver(announcementMessage(good, 'm1', 4), rest)).toEqual(['m1', 'm2'])
    expect([world.pauses.get('handle-m1'), world.pauses.get('handle-m2')]).toEqual([pause, ofTheRest])
    expect(world.log).toMatchObject([{ level: 'warn', message: 'slack takes no messages at the moment' }])
  })

  it('through storms of 429 loses no outcome and has no progress wait behind it', async () => {
    world.slack.behave({ kind: 'rate-limited', retryAfterSeconds: 30 }, { times: 20 })
    for (let receives = 1; receives <= 20; receives += 1) {
      expect(await world.deliver(announcementMessage(good, 'm1', receives))).toEqual(['m1'])
      world.clock.time += 30_000
    }
    expect(await world.deliver(announcementMessage(good, 'm1', 21))).toEqual([])
    expect(await world.deliver(progressMessage(aProgress(2)))).toEqual([])
    expect(world.seen().map(({ versions }) => versions.length)).toEqual([1, 1])
    expect(world.dead).toEqual([])
  })

  it('drops progress that is ten minutes old', async () => {
    world.slack.behave({ kind: 'nonsense' }, { forMs: 3_600_000 })
    expect(await world.deliver(progressMessage(aProgress(1)))).toEqual(['p1'])
    world.clock.time += 601_000
    expect(await world.deliver(progressMessage(aProgress(1)))).toEqual([])
  })
})

describe('a Slack that refuses for good', () => {
  it.each<[SlackMood['kind'], string, string]>([
    ['no-service', 'token_revoked', 'install the app anew and store its token in the secret longshore/slack-token'],
    ['archived', 'is_archived', 'unarchive the channel'],
    ['not-in-channel', 'not_in_channel', 'The bot is no member of C0DEPLOYS: invite it there'],
  ])('%s: an outcome goes to the dead-letter queue with what to do, progress does not', async (kind, code, mend) => {
    world.slack.behave({ kind } as SlackMood, { times: 2 })
    expect(await world.deliver(progressMessage(aProgress(1)), outcome)).toEqual([])
    expect(world.dead).toEqual([{ body: outcome.body, reason: expect.stringContaining(mend) }])
    expect(world.dead[0]?.reason).toContain(code)
    expect(world.log.map(({ level }) => level)).toContain('warn')
    // Mended, and moved back.
    expect(await world.deliver(outcome)).toEqual([])
    expect(world.seen()).toHaveLength(2)
  })

  it('by a token that it does not know is named by where the token is kept', async () => {
    await world.close()
    world = await aLivingWorld({ secret: 'xoxb-of-another-workspace' })
    await world.deliver(outcome)
    expect(world.dead).toMatchObject([
      { reason: expect.stringMatching(/invalid_auth.*the secret longshore\/slack-token/) },
    ])
  })

  it('one channel does not keep the others from being told', async () => {
    const routes = [{ targets: ['^api'], outcomes: ['succeeded'], channel: 'nowhere' }]
    await world.close()
    world = await aLivingWorld({ settings: { routes } })
    expect(await world.deliver(outcome)).toEqual([])
    expect(world.seen().map(({ channel, reply }) => [channel, reply])).toEqual([
      ['C0DEPLOYS', false],
      ['C0DEPLOYS', true],
    ])
    expect(world.dead).toMatchObject([{ reason: expect.stringContaining('There is no channel nowhere') }])
  })
})

describe('the details of an outcome', () => {
  const broken = announcementMessage(anOutcome('rolled-back', 'It crashed.'), 'm1')

  /** A client whose replies without a broadcast meet something. */
  async function whenDetails(meet: (real: SlackWeb) => SlackWeb['post']): Promise<void> {
    await world.close()
    const web: typeof slackWeb = (url, token) => {
      const real = slackWeb(url, token)
      const other = meet(real)
      return { ...real, post: (given) => (given.thread && !given.broadcast ? other(given) : real.post(given)) }
    }
    world = await aLivingWorld({ changes: { web } })
  }

  it('that Slack refuses are left out: the outcome was told', async () => {
    await whenDetails(() => async () => ({ kind: 'refused', why: 'Slack answered msg_blocks_too_long' }))
    expect(await world.deliver(broken)).toEqual([])
    expect(world.dead).toEqual([])
    expect(world.log).toMatchObject([
      { level: 'warn', message: 'slack refuses what can be left out' },
      { level: 'info' },
    ])
    expect(world.seen()).toHaveLength(1)
  })

  it('whose thread was deleted are left out, too', async () => {
    await whenDetails((real) => (given) => {
      world.slack.deleteNewest()
      return real.post(given)
    })
    expect(await world.deliver(broken)).toEqual([])
    expect(world.seen()).toHaveLength(1)
    expect(world.dead).toEqual([])
  })
})

it('a Slack that takes nothing is asked once for each message, whatever else the message brings', async () => {
  await world.close()
  const routes = [{ targets: ['^api'], outcomes: ['succeeded'], channel: 'C0RELEASES' }]
  world = await aLivingWorld({ settings: { routes } })
  world.slack.behave({ kind: 'server-error' })
  expect(await world.deliver(outcome)).toEqual(['m1'])
  expect(world.slack.attempts()).toHaveLength(1)
})

describe('an answer that is none of Slack', () => {
  it.each([
    ['<html>proxy error</html>', 502, 'back'],
    ['<html>proxy error</html>', 200, 'back'],
    ['', 200, 'back'],
    ['{"ok":false}', 200, 'back'],
    ['{"ok":false,"error":"We Are Down"}', 200, 'back'],
    ['{"ok":false,"error":"invalid_blocks"}', 400, 'dead'],
    ['<html>proxy says no</html>', 403, 'back'],
    ['{"ok":false,"error":"internal_error"}', 200, 'back'],
    ['{"ok":false,"error":"ratelimited"}', 200, 'back'],
    ['{"ok":true}', 200, 'back'],
    ['', 429, 'back'],
    ['{"ok":false,"error":"invalid_blocks"}', 500, 'dead'],
    ['{"error":"invalid_request"}', 502, 'back'],
    ['{"ok":true,"chan', 200, 'back'],
    ['not here', 404, 'back'],
  ])('%j with status %i is given %s', async (body, status, fate) => {
    await world.close()
    const answers = async () => new Response(body, { status, headers: { 'content-type': 'text/html' } })
    world = await aLivingWorld({ changes: { web: (url, token) => slackWeb(url, token, answers) } })
    expect(await world.deliver(outcome)).toEqual(fate === 'back' ? ['m1'] : [])
    expect(world.dead).toHaveLength(fate === 'dead' ? 1 : 0)
  })
})

describe('trouble on our side', () => {
  it('with the secret gives the message back and leaves nobody at it', async () => {
    await world.close()
    let isReadable = false
    const secrets = {
      read: async () => (isReadable ? 'xoxb-rehearsal-0000000000' : Promise.reject(new Error('denied'))),
      forget: () => undefined,
    }
    world = await aLivingWorld({ changes: { secrets } })
    expect(await world.deliver(outcome)).toEqual(['m1'])
    isReadable = true
    expect(await world.deliver(outcome)).toEqual([])
    expect(world.seen()).toHaveLength(2)
  })

  it('with the table gives the batch back without trying each message', async () => {
    await world.close()
    const unreachable = () => Promise.reject(new Error('the table is unreachable'))
    world = await aLivingWorld({ changes: { messages: { load: unreachable, save: unreachable } } })
    expect(await world.deliver(outcome, progressMessage(aProgress(1)))).toEqual(['m1', 'p1'])
    expect(world.log).toHaveLength(1)
  })
})

describe('a channel that the bot is shut out of while another one is configured', () => {
  const broken = announcementMessage(anOutcome('rolled-back', 'It crashed.'), 'm1')

  /** The same workspace and memory, with another channel in longshore.yml. */
  async function movedTo(channel: string) {
    const messages = memoryLivingMessages()
    await world.close()
    world = await aLivingWorld({ changes: { messages } })
    world.clock.time = aProgress(1).at
    await world.deliver(progressMessage(aProgress(1)))
    const moved = await aLivingWorld({ settings: { channel }, changes: { messages, web: shutOut } })
    moved.clock.time = world.clock.time + 60_000
    return { moved, close: () => moved.close() }
  }

  const shutOut: typeof slackWeb = (url, token) => {
    const real = slackWeb(url, token)
    const no = { kind: 'refused', why: 'Slack answered is_archived', code: 'is_archived' } as const
    return {
      post: (given) => (given.channel === 'C0DEPLOYS' ? Promise.resolve(no) : real.post(given)),
      edit: (given) => (given.channel === 'C0DEPLOYS' ? Promise.resolve(no) : real.edit(given)),
    }
  }

  it('is left: message and thread go on in the other one', async () => {
    const { moved, close } = await movedTo('C0NEW')
    expect(await moved.deliver(broken)).toEqual([])
    const stuck = aNotice('stuck', 'Still broken.', { deploymentId: good.deployment.id })
    await moved.deliver(announcementMessage(stuck))
    expect(moved.dead).toEqual([])
    expect(moved.seen().map(({ channel, reply }) => [channel, reply])).toEqual([
      ['C0NEW', false],
      ['C0NEW', true],
      ['C0NEW', true],
    ])
    await close()
  })

  it('is named when it is still the configured one', async () => {
    const { moved, close } = await movedTo('C0DEPLOYS')
    await moved.deliver(broken)
    expect(moved.dead).toMatchObject([{ reason: expect.stringContaining('There is no channel C0DEPLOYS') }])
    await close()
  })
})

describe('a token that was renewed', () => {
  it('is read anew as soon as the old one is refused', async () => {
    await world.close()
    const remembered = { now: 'xoxb-revoked' }
    const secrets = {
      read: async () => remembered.now,
      forget: () => void Object.assign(remembered, { now: 'xoxb-rehearsal-0000000000' }),
    }
    world = await aLivingWorld({ changes: { secrets } })
    expect(await world.deliver(outcome)).toEqual([])
    expect(world.dead).toEqual([])
    expect(world.seen()).toHaveLength(2)
  })
})

it('a double of an outcome is dropped after any number of reminders', async () => {
  const broken = announcementMessage(anOutcome('rolled-back', 'It crashed.'), 'm1')
  await world.deliver(broken)
  for (let reminder = 0; reminder < 70; reminder += 1) {
    world.clock.time += 1_800_000
    const about = { id: `stuck:${reminder}`, deploymentId: good.deployment.id }
    await world.deliver(announcementMessage(aNotice('stuck', 'Still broken.', about)))
  }
  const before = world.seen().length
  expect(await world.deliver(broken)).toEqual([])
  expect(world.seen()).toHaveLength(before)
})

it('an image that names no commit is told once, whichever of two deployments told of it', async () => {
  const told = (deploymentId: string) => aNotice('no-commit', 'It has no label.', { id: 'no-commit:api', deploymentId })
  await world.deliver(progressMessage(aProgress(1)))
  const { deployment } = good
  await world.deliver(announcementMessage(told(deployment.id), 'a'), announcementMessage(told('01OTHER'), 'b'))
  expect(world.seen().map(({ reply }) => reply)).toEqual([false, false])
})
