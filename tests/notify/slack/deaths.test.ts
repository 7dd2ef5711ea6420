import { afterEach, expect, it } from '@jest/globals'
import { slackWeb } from '../../../shared/notify/slack/slack-web.ts'
import { memoryLivingMessages } from '../../fakes/memory-living-messages.ts'
import { anOutcome } from '../announcements.ts'
import {
  aLivingWorld,
  announcementMessage,
  aProgress,
  type LivingWorld,
  progressMessage,
  started,
} from './living-world.ts'

let world: LivingWorld | undefined
afterEach(() => world?.close())

const crash = 'container app exited with code 1'
const outcome = anOutcome('rolled-back', crash, { failures: [crash] })
const routes = [{ targets: ['^api'], outcomes: ['rolled-back'], channel: 'C0INCIDENTS' }]

/** A worker that dies at the n-th of all its steps: right before or right after a call to Slack or to the table. */
function mortal(dyingAt: number) {
  let steps = 0
  const touch = () => {
    steps += 1
    if (steps === dyingAt) throw new Error('died')
  }
  const web: typeof slackWeb = (url, token) => {
    const real = slackWeb(url, token)
    const around = async <T>(call: () => Promise<T>): Promise<T> => {
      touch()
      const answer = await call()
      touch()
      return answer
    }
    return { post: (given) => around(() => real.post(given)), edit: (given) => around(() => real.edit(given)) }
  }
  return { web, messages: memoryLivingMessages(touch), taken: () => steps }
}

/** A deployment that is told in four words, each shown again until it leaves the queue. */
async function tellStory({ clock, deliver }: LivingWorld): Promise<void> {
  const words = [1, 2, 3].map((sequence) => ({ at: sequence * 10_000, message: progressMessage(aProgress(sequence)) }))
  const all = [...words, { at: 90_000, message: announcementMessage(outcome, 'o') }]
  let waiting: typeof all = []
  for (let at = 10_000; at <= 400_000; at += 10_000) {
    clock.time = started + at
    const due = [...waiting, ...all.filter((word) => word.at === at)]
    const back = await deliver(...due.map(({ message }) => message))
    waiting = due.filter(({ message }) => back.includes(message.messageId))
  }
  expect(waiting).toEqual([])
}

async function storyWithDeathAt(step: number): Promise<{ seen: ReturnType<LivingWorld['seen']>; steps: number }> {
  const { web, messages, taken } = mortal(step)
  const told = await aLivingWorld({ settings: { routes }, changes: { web, messages } })
  world = told
  await tellStory(told)
  const seen = told.seen()
  await told.close()
  world = undefined
  return { seen, steps: taken() }
}

it('a worker that dies at any step leaves at most one message more, which nobody edits, and loses nothing', async () => {
  const { seen, steps } = await storyWithDeathAt(0)
  expect(seen.map(({ channel, reply, versions }) => [channel, reply, versions.length])).toEqual([
    ['C0DEPLOYS', false, 4],
    ['C0DEPLOYS', true, 1],
    ['C0INCIDENTS', false, 1],
    ['C0DEPLOYS', true, 1],
  ])
  expect(steps).toBeGreaterThan(30)
  for (let step = 1; step <= steps; step += 1) {
    const after = (await storyWithDeathAt(step)).seen
    expect({ step, isAtMostOneMore: after.length - seen.length <= 1 }).toEqual({ step, isAtMostOneMore: true })
    const living = after.filter(({ channel, reply }) => channel === 'C0DEPLOYS' && !reply)
    const [orphan] = living.length > 1 ? living : []
    if (orphan) expect({ step, versions: orphan.versions.length }).toEqual({ step, versions: 1 })
    expect(living.at(-1)?.versions.at(-1)).toContain('went back')
    for (const what of ['Why it failed', 'C0INCIDENTS']) expect(JSON.stringify(after)).toContain(what)
  }
}, 20_000)
