import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { snsAnnouncer } from '../../shared/aws/sns-announcer.ts'
import { snsApi } from '../../shared/aws/sns-api.ts'
import { sqsApi } from '../../shared/aws/sqs-api.ts'
import { sqsNudgeQueue } from '../../shared/aws/sqs-nudge-queue.ts'
import type { Announcement } from '../../shared/domain/announcement.ts'
import { renderAnnouncement } from '../../shared/notify/render-announcement.ts'
import type { Announcer, Nudge, NudgeQueue } from '../../shared/ports.ts'
import { memoryAnnouncer } from '../fakes/memory-announcer.ts'
import { memoryNudgeQueue } from '../fakes/memory-nudge-queue.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'
import { anOutcome } from './a-record.ts'
import { type AwsWorld, account, region, startAws } from './aws-world.ts'

interface Messaging {
  readonly queue: NudgeQueue
  /** Bodies that wait, with the group they wait in. */
  waiting(): readonly { readonly group: string; readonly nudge: unknown }[]
  readonly announcer: Announcer
  /** Ids of the announcements that reached the topic. */
  announced(): readonly string[]
  stop(): Promise<void>
}

async function memoryMessaging(): Promise<Messaging> {
  const queue = memoryNudgeQueue(virtualClock())
  const announcer = memoryAnnouncer()
  return {
    ...{ queue, announcer },
    waiting: () => queue.waiting().map((nudge) => ({ group: nudge.target, nudge })),
    announced: () => announcer.published().map(({ id }) => id),
    stop: async () => {},
  }
}

let aws: AwsWorld

async function awsMessaging(): Promise<Messaging> {
  aws = await startAws()
  aws.sqs.createQueue('nudges.fifo', { FifoQueue: 'true' })
  const { arn } = aws.sns.createTopic('deployments')
  const sqs = sqsApi(clientSettings())
  const sns = snsApi(clientSettings())
  const url = `https://sqs.${region}.amazonaws.com/${account}/nudges.fifo`
  const render = (announcement: Announcement) =>
    renderAnnouncement(announcement, { account, region, stack: 'longshore-test', targets: {} })
  return {
    queue: sqsNudgeQueue(
      async () => sqs,
      url,
      (target) => target,
    ),
    announcer: snsAnnouncer({ client: async () => sns, topicArn: arn, render }),
    waiting: () =>
      aws.sqs.messages('nudges.fifo').map(({ groupId = '', body }) => ({ group: groupId, nudge: JSON.parse(body) })),
    announced: () => aws.sns.published().map(({ messages }) => JSON.parse(messages['sqs'] ?? '{}').id),
    stop: aws.stop,
  }
}

let messaging: Messaging

function everyMessaging(title: string, suite: () => void): void {
  const kinds = [
    ['in memory', memoryMessaging],
    ['SQS and SNS over the wire', awsMessaging],
  ] as const
  describe.each(kinds)(`${title} (%s)`, (_name, start) => {
    beforeEach(async () => {
      messaging = await start()
    })
    afterEach(() => messaging.stop())
    suite()
  })
}

everyMessaging('nudges', () => {
  it('wait in the group of their target, whole and in order', async () => {
    const nudges: Nudge[] = Array.from({ length: 23 }, (_, n) => ({ target: `t${n % 3}`, dedupId: `event-${n}` }))
    await messaging.queue.send(nudges)
    expect(messaging.waiting()).toEqual(nudges.map((nudge) => ({ group: nudge.target, nudge })))
  })

  it('carry what was seen', async () => {
    const seen = { platform: { kind: 'problem', cause: 'throttled', message: 'later' } } as const
    await messaging.queue.send([{ target: 'api', dedupId: 'tick:api:1', seen }])
    expect(messaging.waiting()[0]?.nudge).toMatchObject({ seen })
  })

  it('are swallowed when their id was sent before, whatever the id looks like', async () => {
    const odd = `événement ${'x'.repeat(300)}`
    await messaging.queue.send([{ target: 'api', dedupId: odd }])
    await messaging.queue.send([
      { target: 'api', dedupId: odd },
      { target: 'api', dedupId: `${odd}!` },
    ])
    expect(messaging.waiting()).toHaveLength(2)
  })

  it('need no call when there are none', async () => {
    await messaging.queue.send([])
    expect(messaging.waiting()).toEqual([])
  })
})

everyMessaging('announcements', () => {
  it('reach the topic, again when published again', async () => {
    await messaging.announcer.publish(anOutcome('01A'))
    await messaging.announcer.publish(anOutcome('01A'))
    expect(messaging.announced()).toEqual(['01A/outcome', '01A/outcome'])
  })
})

describe('announcements over SNS', () => {
  beforeEach(async () => {
    messaging = await awsMessaging()
  })
  afterEach(() => messaging.stop())

  it('give people a text and machines a document, with attributes to filter by', async () => {
    await messaging.announcer.publish(anOutcome('01A'))
    const [published] = aws.sns.published()
    expect(published?.subject).toMatch(/api/)
    expect(published?.messages['email']).toBe(published?.messages['default'])
    expect(JSON.parse(published?.messages['https'] ?? '')).toMatchObject({ schema: 'longshore.announcement' })
    const values = Object.entries(published?.attributes ?? {}).map(([name, value]) => [name, JSON.stringify(value)])
    expect(Object.fromEntries(values)).toEqual({
      target: expect.stringContaining('"api"'),
      kind: expect.stringContaining('"outcome"'),
      outcome: expect.stringContaining('"succeeded"'),
    })
  })

  it('throw when the topic cannot be reached, naming the announcement and the permission', async () => {
    aws.faults.onCall({ service: 'sns' }, 'access-denied')
    await expect(messaging.announcer.publish(anOutcome('01A'))).rejects.toThrow(/01A\/outcome.*permission/)
  })

  it('throw for nudges that were not taken, naming their targets', async () => {
    aws.faults.onCall({ service: 'sqs' }, 'access-denied')
    await expect(messaging.queue.send([{ target: 'api', dedupId: 'x' }])).rejects.toThrow(/permission sqs:/)
  })
})
