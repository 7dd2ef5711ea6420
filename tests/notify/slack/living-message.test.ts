import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { slackWeb } from '../../../shared/notify/slack/slack-web.ts'
import { memoryLivingMessages } from '../../fakes/memory-living-messages.ts'
import { aNotice, anOutcome } from '../announcements.ts'
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
  world = await aLivingWorld()
})

afterEach(async () => {
  expect(JSON.stringify([world.log, world.dead])).not.toContain('xoxb-')
  await world.close()
})

async function renew(options: Parameters<typeof aLivingWorld>[0]): Promise<void> {
  await world.close()
  world = await aLivingWorld(options)
}

/** Tells progress when it happens. */
async function progress(sequence: number, changes: Parameters<typeof aProgress>[1] = {}) {
  const told = aProgress(sequence, changes)
  world.clock.time = Math.max(world.clock.time, told.at)
  return await world.deliver(progressMessage(told))
}

function pass(seconds: number): void {
  world.clock.time += seconds * 1_000
}

const crash = 'container app exited with code 137 (out of memory)'
const good = anOutcome('succeeded', 'rolled out and proven')
const broken = anOutcome('rolled-back', crash, { failures: [crash], differences: ['cpu 256 → 512'] })

describe('a deployment', () => {
  it('has one message, from its start to its outcome, with the details in the thread', async () => {
    await progress(1)
    await progress(2, { stage: '10 % of traffic' })
    await progress(3, { phase: 'proving', running: 4, bakesUntil: started + 90_000 })
    pass(60)
    expect(await world.deliver(announcementMessage(good))).toEqual([])
    const [message, details, ...others] = world.seen()
    expect(others).toEqual([])
    expect(message).toMatchObject({ channel: 'C0DEPLOYS', reply: false })
    expect(message?.versions).toEqual([
      expect.stringMatching(/is getting v1.2.3\n.*v1.2.2.*→.*v1.2.3[\s\S]*Rolling out: 1 of 4 running[\s\S]*for 10 s/),
      expect.stringMatching(/Rolling out: 2 of 4 running · 10 % of traffic/),
      expect.stringMatching(/Proving: 4 of 4 running · bakes until 09:01 UTC/),
      expect.stringMatching(/✅ api-production is on v1.2.3/),
    ])
    expect(details).toMatchObject({ reply: true, broadcast: false })
    expect(details?.versions[0]).toMatch(
      /Images[\s\S]*team\/api@sha256:bbbb[\s\S]*Timeline \(UTC\)[\s\S]*09:00:00 {2}v1.2.3 was pushed/,
    )
  })

  it('that breaks tells the channel in the thread, before the details', async () => {
    await progress(1)
    await progress(2, { phase: 'reverting', deployment: { ...aProgress(2).deployment, failures: [crash] } })
    pass(5)
    await world.deliver(announcementMessage(broken))
    const [message, call, details] = world.seen()
    expect(message?.versions).toEqual([
      expect.stringContaining('is getting v1.2.3'),
      expect.stringMatching(
        /↩️ api-production goes back: v1.2.3 failed[\s\S]*Going back: 2 of 4 running[\s\S]*Why: .*137/,
      ),
      expect.stringContaining('↩️ api-production went back: v1.2.3 failed'),
    ])
    expect(call).toMatchObject({ reply: true, broadcast: true })
    expect(details?.versions[0]).toMatch(/Why it failed[\s\S]*137[\s\S]*What else differs[\s\S]*cpu 256 → 512/)
  })

  it('whose progress nobody heard of is posted with its outcome, once', async () => {
    await world.deliver(announcementMessage(broken))
    expect(world.seen().map(({ reply }) => reply)).toEqual([false, true])
    expect(world.seen()[0]?.versions).toEqual([expect.stringContaining('went back')])
  })

  it('is not told again when the queue doubles its messages', async () => {
    await progress(1)
    pass(10)
    for (const id of ['a', 'b', 'c']) await world.deliver(announcementMessage(broken, id))
    pass(10)
    await progress(1)
    expect(world.seen()).toHaveLength(3)
    expect(world.seen()[0]?.versions).toHaveLength(2)
  })

  it('says what waits for a person', async () => {
    await progress(1, { asks: 'POST_TEST_TRAFFIC_SHIFT' })
    expect(world.seen()[0]?.versions[0]).toContain('Waits for a person to approve POST_TEST_TRAFFIC_SHIFT')
  })
})

describe('edits', () => {
  it('that come sooner than three seconds are given back with the rest of the pause', async () => {
    await progress(1)
    pass(1)
    expect(await world.deliver(progressMessage(aProgress(2)))).toEqual(['p2'])
    expect(world.pauses.get('handle-p2')).toBe(2)
    pass(2)
    expect(await world.deliver(progressMessage(aProgress(2)))).toEqual([])
    expect(world.slack.botMessages()[0]?.versions.map(({ at }) => at - started)).toEqual([10_000, 13_000])
  })

  it('that are old are dropped: a later one was faster, or the outcome', async () => {
    await progress(3)
    pass(10)
    expect(await world.deliver(progressMessage(aProgress(2)))).toEqual([])
    await world.deliver(announcementMessage(good))
    pass(10)
    expect(await world.deliver(progressMessage(aProgress(4)))).toEqual([])
    expect(world.seen()[0]?.versions).toEqual([
      expect.stringContaining('3 of 4 running'),
      expect.stringContaining('is on v1.2.3'),
    ])
  })

  it('of two workers at once become one message', async () => {
    await Promise.all([
      world.deliver(progressMessage(aProgress(1))),
      world.deliver(progressMessage(aProgress(2))),
      world.deliver(announcementMessage(good)),
    ])
    expect(world.seen()).toHaveLength(world.seen().filter(({ reply }) => reply).length + 1)
    for (const _ of [1, 2, 3]) {
      pass(10)
      await world.deliver(progressMessage(aProgress(1)), progressMessage(aProgress(2)), announcementMessage(good))
    }
    expect(world.seen().map(({ reply }) => reply)).toEqual([false, true])
    expect(world.seen()[0]?.versions.at(-1)).toContain('is on v1.2.3')
  })
})

describe('a worker that dies', () => {
  it.each([['after the post, before its note'], ['before the post']] as const)(
    '%s leaves at most one message more, and nobody edits that one',
    async (when) => {
      let isDying = true
      let saves = 0
      const messages = memoryLivingMessages((step, moment) => {
        saves += step === 'save' && moment === 'before' ? 1 : 0
        if (isDying && step === 'save' && moment === 'before' && saves === 2) throw new Error('died')
      })
      const web: typeof slackWeb = (url, token) => {
        const real = slackWeb(url, token)
        const dies = () => Promise.reject(new Error('died'))
        return when === 'before the post' && isDying ? { post: dies, edit: dies } : real
      }
      await renew({ changes: { messages, web } })
      expect(await progress(1)).toEqual(['p1'])
      isDying = false
      const orphans = world.seen().length
      expect(orphans).toBe(when === 'before the post' ? 0 : 1)
      pass(30)
      expect(await world.deliver(progressMessage(aProgress(2)))).toEqual(['p2'])
      pass(31)
      await world.deliver(progressMessage(aProgress(2)))
      pass(10)
      await world.deliver(announcementMessage(good))
      const posts = world.seen().filter(({ reply }) => !reply)
      expect(posts.map(({ versions }) => versions.length)).toEqual(orphans === 1 ? [1, 2] : [2])
    },
  )

  it('between the outcome and its thread is followed by one that goes on from there', async () => {
    let isDying = true
    const web: typeof slackWeb = (url, token) => {
      const real = slackWeb(url, token)
      const post: typeof real.post = (given) =>
        given.thread && isDying ? Promise.reject(new Error('died')) : real.post(given)
      return { ...real, post }
    }
    await renew({ changes: { web } })
    await progress(1)
    pass(10)
    expect(await world.deliver(announcementMessage(broken))).toEqual([broken.id])
    isDying = false
    pass(61)
    expect(await world.deliver(announcementMessage(broken))).toEqual([])
    expect(world.seen().map(({ reply, versions }) => [reply, versions.length])).toEqual([
      [false, 2],
      [true, 1],
      [true, 1],
    ])
  })
})

describe('a message that somebody deletes', () => {
  it('is posted anew, once; the outcome always', async () => {
    await progress(1)
    world.slack.deleteNewest()
    await progress(2)
    await progress(3)
    world.slack.deleteNewest()
    expect(await progress(4)).toEqual([])
    expect(world.seen().map(({ versions }) => versions.length)).toEqual([1, 2])
    await world.deliver(announcementMessage(broken))
    const [, , outcome, details] = world.seen()
    expect(outcome?.versions).toEqual([expect.stringContaining('went back')])
    expect(details).toMatchObject({ reply: true })
    expect(world.dead).toEqual([])
  })

  it('after its outcome takes no reply: what matters is told in the channel', async () => {
    await progress(1)
    pass(5)
    await world.deliver(announcementMessage(anOutcome('rollback-failed', 'cannot go back')))
    world.slack.deleteNewest()
    const { deployment } = good
    await world.deliver(announcementMessage(aNotice('stuck', 'Still broken.', { deploymentId: deployment.id })))
    expect(world.seen().at(-1)).toMatchObject({ reply: false, versions: [expect.stringContaining('still broken')] })
  })
})

describe('notices', () => {
  const { deployment } = good

  it('about a deployment go into its thread; a person who is needed is called each time', async () => {
    await progress(1)
    pass(5)
    await world.deliver(announcementMessage(anOutcome('rollback-failed', 'cannot go back')))
    for (const reminder of [1, 2]) {
      pass(1_800)
      const stuck = aNotice('stuck', 'Still broken.', { id: `stuck:${reminder}`, deploymentId: deployment.id })
      await world.deliver(announcementMessage(stuck), announcementMessage(stuck, 'double'))
    }
    const healed = aNotice('healed', 'Well again.', { deploymentId: deployment.id })
    await world.deliver(announcementMessage(healed))
    expect(world.seen().map(({ reply, broadcast }) => [reply, broadcast])).toEqual([
      [false, false],
      [true, true],
      [true, false],
      [true, true],
      [true, true],
      [true, false],
    ])
  })

  it('about no deployment are messages of their own, told once', async () => {
    const notice = aNotice('not-deployed', 'v1.2.3 is held here.')
    await world.deliver(announcementMessage(notice, 'a'), announcementMessage(notice, 'b'))
    expect(world.seen()).toEqual([
      {
        channel: 'C0DEPLOYS',
        reply: false,
        broadcast: false,
        versions: [expect.stringContaining('leaves v1.2.3 alone')],
      },
    ])
  })
})
