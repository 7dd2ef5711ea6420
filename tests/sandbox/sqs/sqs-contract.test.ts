import { DeleteMessageBatchCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startFauxqs } from 'fauxqs'
import { startSandbox } from '../../../sandbox/start-sandbox.ts'
import { newQueue, sqsClient } from './queue-client.ts'

interface Subject {
  readonly endpoint: string
  stop(): Promise<void>
}

async function fauxqs(): Promise<Subject> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false })
  return { endpoint: `http://127.0.0.1:${server.port}`, stop: () => server.stop() }
}

const subjects = [
  { name: 'the sandbox', start: (): Promise<Subject> => startSandbox() },
  { name: 'fauxqs', start: fauxqs },
]

let subject: Subject
let sqs: SQSClient
let count = 0

const uniqueName = (suffix = '') => `contract-${++count}${suffix}`
const inGroup = (MessageGroupId: string, MessageBody: string) => ({
  MessageGroupId,
  MessageBody,
  MessageDeduplicationId: MessageBody,
})

describe.each(subjects)('SQS as $name', ({ start }) => {
  beforeAll(async () => {
    subject = await start()
    sqs = sqsClient(subject.endpoint)
  })
  afterAll(async () => {
    sqs.destroy()
    await subject.stop()
  })

  describe('a standard queue', standardQueue)
  describe('a FIFO queue', fifoQueue)
  describe('redrive', redrive)
  describe('refusals', refusals)
  describe('batches', batches)
})

function standardQueue(): void {
  it('hands a message with its attributes to one receiver until it is deleted', async () => {
    const queue = await newQueue(sqs, uniqueName())
    const Binary = { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 3) }
    const Text = { DataType: 'String.custom', StringValue: 'värde' }
    const id = await queue.send({ MessageBody: 'hëllo', MessageAttributes: { Text, Binary } })
    const [message] = await queue.receive()
    expect(message).toMatchObject({ MessageId: id, Body: 'hëllo', MessageAttributes: { Text, Binary } })
    expect(message?.Attributes?.ApproximateReceiveCount).toBe('1')
    expect(await queue.receive()).toEqual([])
    await queue.delete(message)
    expect((await queue.attributes())['ApproximateNumberOfMessagesNotVisible']).toBe('0')
  })

  it('counts what is visible, delayed and in flight', async () => {
    const queue = await newQueue(sqs, uniqueName())
    await queue.send({})
    await queue.send({ DelaySeconds: 60 })
    await queue.send({})
    await queue.receive({ MaxNumberOfMessages: 1 })
    expect(await queue.attributes()).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
    })
  })

  it('gives back at once what a receiver lets go, and counts the receives', async () => {
    const queue = await newQueue(sqs, uniqueName())
    await queue.send({})
    const [first] = await queue.receive()
    await queue.release(first)
    const [second] = await queue.receive()
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2')
    expect(second?.MessageId).toBe(first?.MessageId)
  })
}

function fifoQueue(): void {
  it('gives nothing of a group while one of its messages is in flight, and other groups meanwhile', async () => {
    const queue = await newQueue(sqs, uniqueName('.fifo'))
    for (const message of [inGroup('a', 'a1'), inGroup('a', 'a2'), inGroup('b', 'b1')]) await queue.send(message)
    const [a1] = await queue.receive({ MaxNumberOfMessages: 1 })
    expect(a1?.Body).toBe('a1')
    expect(await queue.bodies()).toEqual(['b1'])
    expect(await queue.bodies()).toEqual([])
    await queue.delete(a1)
    expect(await queue.bodies()).toEqual(['a2'])
  })

  it('keeps the order when a message comes back', async () => {
    const queue = await newQueue(sqs, uniqueName('.fifo'))
    for (const message of [inGroup('a', 'a1'), inGroup('a', 'a2')]) await queue.send(message)
    const [a1] = await queue.receive({ MaxNumberOfMessages: 1 })
    await queue.release(a1)
    expect(await queue.bodies({ MaxNumberOfMessages: 1 })).toEqual(['a1'])
  })

  it('swallows a repeated de-duplication id, even after the first message was deleted', async () => {
    const queue = await newQueue(sqs, uniqueName('.fifo'))
    const id = await queue.send(inGroup('a', 'once'))
    const [message] = await queue.receive()
    await queue.delete(message)
    expect(await queue.send(inGroup('a', 'once'))).toBe(id)
    expect(await queue.receive()).toEqual([])
  })

  it('compares contents only when it is told to', async () => {
    const queue = await newQueue(sqs, uniqueName('.fifo'), { ContentBasedDeduplication: 'true' })
    for (const MessageBody of ['same', 'same', 'other']) await queue.send({ MessageGroupId: MessageBody, MessageBody })
    expect([...(await queue.bodies()), ...(await queue.bodies())]).toEqual(['same', 'other'])
  })
}

function redrive(): void {
  it('moves what was received too often to the dead-letter queue, in its group', async () => {
    const dead = await newQueue(sqs, uniqueName('.fifo'))
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 })
    const queue = await newQueue(sqs, uniqueName('.fifo'), { RedrivePolicy })
    await queue.send(inGroup('a', 'poison'))
    await queue.send(inGroup('a', 'next'))
    for (const _ of [1, 2]) {
      const [poison] = await queue.receive({ MaxNumberOfMessages: 1 })
      expect(poison?.Body).toBe('poison')
      await queue.release(poison)
    }
    expect(await queue.bodies({ MaxNumberOfMessages: 1 })).toEqual(['next'])
    const [moved] = await dead.receive()
    expect(moved).toMatchObject({ Body: 'poison', Attributes: { MessageGroupId: 'a' } })
  })
}

function refusals(): void {
  it.each([
    {
      what: 'a delay on a FIFO message',
      message: { ...inGroup('a', 'x'), DelaySeconds: 5 },
      name: 'InvalidParameterValue',
    },
    { what: 'a message without a group', message: { MessageDeduplicationId: 'x' }, name: 'MissingParameter' },
    {
      what: 'a message without a way to tell it from others',
      message: { MessageGroupId: 'a' },
      name: 'InvalidParameterValue',
    },
    { what: 'more than a mebibyte', message: inGroup('a', 'x'.repeat(1_048_577)), name: 'InvalidParameterValue' },
    {
      what: 'a control character',
      message: { ...inGroup('a', 'x'), MessageBody: '\u0001' },
      name: 'InvalidMessageContents',
    },
  ])('refuses $what', async ({ message, name }) => {
    const queue = await newQueue(sqs, uniqueName('.fifo'))
    const refusal = queue.send({
      ...message,
      ...(message.MessageDeduplicationId?.length ? { MessageDeduplicationId: 'id' } : {}),
    })
    // fauxqs writes these codes with the query protocol's prefix.
    await expect(refusal).rejects.toMatchObject({ name: expect.stringMatching(new RegExp(`(^|\\.)${name}$`)) })
    expect(await queue.receive()).toEqual([])
  })

  it('refuses a queue that does not exist', async () => {
    const queue = await newQueue(sqs, uniqueName())
    const gone = { QueueUrl: `${queue.url}-gone` }
    await expect(queue.send(gone)).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  })
}

function batches(): void {
  const entry = (Id: string) => ({ Id, MessageBody: Id })

  it('sends and deletes entries by themselves', async () => {
    const queue = await newQueue(sqs, uniqueName())
    const Entries = [entry('one'), entry('two')]
    const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }))
    expect(Successful?.map(({ Id }) => Id)).toEqual(['one', 'two'])
    const received = await queue.receive()
    const handles = received.map(({ ReceiptHandle, Body: Id }) => ({ Id, ReceiptHandle }))
    const deleted = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries: handles }))
    expect(deleted.Successful).toHaveLength(2)
  })

  it.each([
    { what: 'nothing', ids: [], name: 'EmptyBatchRequest' },
    {
      what: 'eleven entries',
      ids: Array.from({ length: 11 }, (_, n) => `n${n}`),
      name: 'TooManyEntriesInBatchRequest',
    },
    { what: 'an id twice', ids: ['same', 'same'], name: 'BatchEntryIdsNotDistinct' },
  ])('refuses $what in a batch', async ({ ids, name }) => {
    const queue = await newQueue(sqs, uniqueName())
    const batch = new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: ids.map(entry) })
    await expect(sqs.send(batch)).rejects.toMatchObject({ name })
  })
}
