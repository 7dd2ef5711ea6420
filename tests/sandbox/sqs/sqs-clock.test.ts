import {
  ListMessageMoveTasksCommand,
  PurgeQueueCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { newQueue, sqsClient } from './queue-client.ts'

let sandbox: Sandbox
let sqs: SQSClient

beforeEach(async () => {
  sandbox = await startSandbox()
  sqs = sqsClient(sandbox.endpoint)
})
afterEach(async () => {
  sqs.destroy()
  await sandbox.stop()
})

const later = (seconds: number) => sandbox.clock.runUntil(sandbox.clock.now() + seconds * 1000)
const once = { MessageGroupId: 'a', MessageDeduplicationId: 'once' }

describe("a queue on the world's clock", () => {
  it('shows a message again when its visibility ends, not before', async () => {
    const queue = await newQueue(sqs, 'q', { VisibilityTimeout: '60' })
    await queue.send({})
    await queue.receive()
    await later(59)
    expect(await queue.receive()).toEqual([])
    await later(1)
    expect(await queue.receive()).toHaveLength(1)
  })

  it('takes a de-duplication id again after five minutes', async () => {
    const queue = await newQueue(sqs, 'q.fifo')
    const first = await queue.send(once)
    await later(299)
    expect(await queue.send(once)).toBe(first)
    await later(1)
    expect(await queue.send(once)).not.toBe(first)
  })

  it('forgets a message when its retention ends', async () => {
    const queue = await newQueue(sqs, 'q', { MessageRetentionPeriod: '60' })
    await queue.send({})
    await later(60)
    expect(await queue.receive()).toEqual([])
  })

  it("delays by the queue's own delay, or a message's on a standard queue", async () => {
    const queue = await newQueue(sqs, 'q', { DelaySeconds: '10' })
    await queue.send({ MessageBody: 'queue' })
    await queue.send({ MessageBody: 'message', DelaySeconds: 0 })
    expect(await queue.bodies()).toEqual(['message'])
    await later(10)
    expect(await queue.bodies()).toEqual(['queue'])
  })

  it('answers a long poll when a message shows itself, and empty when the wait ends', async () => {
    const queue = await newQueue(sqs, 'q')
    const start = sandbox.clock.now()
    await queue.send({ DelaySeconds: 7 })
    expect(await sandbox.clock.during(queue.bodies({ WaitTimeSeconds: 20 }))).toEqual(['body'])
    expect(sandbox.clock.now() - start).toBe(7000)
    expect(await sandbox.clock.during(queue.bodies({ WaitTimeSeconds: 20 }))).toEqual([])
    expect(sandbox.clock.now() - start).toBe(27_000)
  })
})

describe('what fauxqs does otherwise than AWS', () => {
  it('hands out several messages of a group in one receive, in order', async () => {
    const queue = await newQueue(sqs, 'q.fifo')
    for (const [group, body] of ['a1', 'a2', 'b1'].map((id) => [id.charAt(0), id])) {
      await queue.send({ MessageGroupId: group, MessageBody: body, MessageDeduplicationId: body })
    }
    expect(await queue.bodies()).toEqual(['a1', 'a2', 'b1'])
  })

  it('refuses a delay over 900 seconds, and eleven messages in one receive', async () => {
    const queue = await newQueue(sqs, 'q')
    await expect(queue.send({ DelaySeconds: 901 })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await expect(queue.receive({ MaxNumberOfMessages: 11 })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  })

  it('refuses to delete from a FIFO queue with a handle whose visibility ended', async () => {
    const queue = await newQueue(sqs, 'q.fifo', { VisibilityTimeout: '30' })
    await queue.send(once)
    const [message] = await queue.receive()
    await later(30)
    await expect(queue.delete(message)).rejects.toThrow('The receipt handle has expired')
    expect(await queue.receive()).toHaveLength(1)
  })
})

describe("people's tools on queues", () => {
  it('purges, and moves dead letters back to where they failed', async () => {
    const dead = await newQueue(sqs, 'dead')
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 })
    const queue = await newQueue(sqs, 'q', { RedrivePolicy })
    await queue.send({ MessageBody: 'poison' })
    await queue.release((await queue.receive())[0])
    expect(await queue.receive()).toEqual([])
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }))
    expect(await queue.bodies()).toEqual(['poison'])
    await queue.send({ MessageBody: 'purged' })
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }))
    expect(await queue.receive()).toEqual([])
  })

  it('moves what was sent to a dead-letter queue only where it is told to', async () => {
    const dead = await newQueue(sqs, 'dead')
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 })
    const queue = await newQueue(sqs, 'q', { RedrivePolicy })
    await dead.send({ MessageBody: 'refused' })
    const lastTask = async () => (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }))).Results
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }))
    expect(await lastTask()).toMatchObject([{ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' }])
    expect(await queue.receive()).toEqual([])
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn, DestinationArn: queue.arn }))
    expect(await lastTask()).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }])
    expect(await queue.bodies()).toEqual(['refused'])
    const nowhere = { SourceArn: dead.arn, DestinationArn: `${dead.arn}-gone` }
    await expect(sqs.send(new StartMessageMoveTaskCommand(nowhere))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})
