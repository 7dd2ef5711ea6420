import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type FauxqsServer, startFauxqs } from 'fauxqs'
import { sqsApi } from '../../shared/aws/sqs-api.ts'
import { sqsSlackQueue } from '../../shared/aws/sqs-slack-queue.ts'
import type { SlackQueue } from '../../shared/ports.ts'

let server: FauxqsServer
let client: SQSClient
let queue: SlackQueue
let queueUrl: string
let deadLetterUrl: string

beforeAll(async () => {
  server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false })
  const settings = {
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${server.port}`,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    useQueueUrlAsEndpoint: false,
  }
  client = new SQSClient(settings)
  queueUrl = (await client.send(new CreateQueueCommand({ QueueName: 'slack' }))).QueueUrl ?? ''
  deadLetterUrl = (await client.send(new CreateQueueCommand({ QueueName: 'slack-dlq' }))).QueueUrl ?? ''
  const api = sqsApi({
    ...settings,
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  })
  queue = sqsSlackQueue({ client: async () => api, queueUrl, deadLetterUrl })
})

afterAll(async () => {
  client.destroy()
  await server.stop()
})

async function receive(from: string) {
  const input = { QueueUrl: from, MessageAttributeNames: ['All'], WaitTimeSeconds: 0, MaxNumberOfMessages: 10 }
  return (await client.send(new ReceiveMessageCommand(input))).Messages ?? []
}

describe('the queue of messages to Slack', () => {
  it('shows a message again after the pause, not before', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'hello' }))
    const [first] = await receive(queueUrl)
    await queue.delay(first?.ReceiptHandle ?? '', 0)
    const [second] = await receive(queueUrl)
    expect(second?.Body).toBe('hello')
    await queue.delay(second?.ReceiptHandle ?? '', 43_200)
    expect(await receive(queueUrl)).toEqual([])
  })

  it('puts a dead message where people find it, with the reason', async () => {
    await queue.deadLetter('{"a":1}', 'Slack answered 404: no_service')
    expect(await receive(deadLetterUrl)).toMatchObject([
      { Body: '{"a":1}', MessageAttributes: { reason: { StringValue: 'Slack answered 404: no_service' } } },
    ])
  })
})
