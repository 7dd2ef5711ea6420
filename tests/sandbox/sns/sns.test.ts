import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from '../kernel/client-options.ts'

let sandbox: Sandbox
let sns: SNSClient
let TopicArn: string | undefined

beforeEach(async () => {
  sandbox = await startSandbox()
  sns = new SNSClient({ ...clientOptions(sandbox.endpoint), maxAttempts: 1 })
  TopicArn = (await sns.send(new CreateTopicCommand({ Name: 'news' }))).TopicArn
})
afterEach(async () => {
  sns.destroy()
  await sandbox.stop()
})

const publish = (input: Partial<PublishCommandInput>) =>
  sns.send(new PublishCommand({ TopicArn, Message: 'm', ...input }))

async function queueSubscribed(name: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { arn } = sandbox.sqs.createQueue(name)
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes }))
  return name
}

const bodies = (queue: string) => sandbox.sqs.messages(queue).map(({ body }) => body)

describe('a topic', () => {
  it('wraps a message for a queue, and hands it over bare when the subscription says raw', async () => {
    await queueSubscribed('wrapped')
    await queueSubscribed('raw', { RawMessageDelivery: 'true' })
    const kind = { DataType: 'String', StringValue: 'outcome' }
    const { MessageId } = await publish({ Subject: 'Deployed', Message: 'body', MessageAttributes: { kind } })
    expect(JSON.parse(bodies('wrapped')[0] ?? '')).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'Deployed',
      Message: 'body',
      Timestamp: '2026-11-16T09:00:00.000Z',
      MessageAttributes: { kind: { Type: 'String', Value: 'outcome' } },
    })
    expect(sandbox.sqs.messages('raw')).toMatchObject([{ body: 'body', attributes: { kind } }])
  })

  it('filters by attributes and by body', async () => {
    const kind = { DataType: 'String', StringValue: 'outcome' }
    await queueSubscribed('by-kind', { FilterPolicy: JSON.stringify({ kind: ['outcome'] }) })
    await queueSubscribed('other-kind', { FilterPolicy: JSON.stringify({ kind: ['progress'] }) })
    const FilterPolicy = JSON.stringify({ target: [{ prefix: 'api' }] })
    await queueSubscribed('by-body', { FilterPolicy, FilterPolicyScope: 'MessageBody', RawMessageDelivery: 'true' })
    await publish({ Message: '{"target":"api-production"}', MessageAttributes: { kind } })
    expect([bodies('by-kind'), bodies('other-kind'), bodies('by-body')].map((all) => all.length)).toEqual([1, 0, 1])
  })

  it('gives each protocol its own text of a json message, and records what would leave the sandbox', async () => {
    await queueSubscribed('raw', { RawMessageDelivery: 'true' })
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }))
    const Message = JSON.stringify({ default: 'short', email: 'Dear all' })
    await publish({ Message, MessageStructure: 'json', Subject: 'Hello' })
    expect(bodies('raw')).toEqual(['short'])
    expect(sandbox.sns.deliveries()).toMatchObject([{ protocol: 'email', subject: 'Hello', message: 'Dear all' }])
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
    expect(Subscriptions?.map(({ Protocol }) => Protocol)).toEqual(['sqs', 'email'])
  })

  it.each<[string, Partial<PublishCommandInput>, string]>([
    ['a subject of 100 characters', { Subject: 's'.repeat(100) }, 'InvalidParameterException'],
    ['a line break in the subject', { Subject: 'one\ntwo' }, 'InvalidParameterException'],
    ['an empty message', { Message: '' }, 'InvalidParameterException'],
    [
      'a json message without a default',
      { Message: '{"sqs":"x"}', MessageStructure: 'json' },
      'InvalidParameterException',
    ],
    ['a topic that does not exist', { TopicArn: 'arn:aws:sns:us-east-1:123456789012:gone' }, 'NotFoundException'],
  ])('refuses %s', async (_, input, name) => {
    await expect(publish(input)).rejects.toMatchObject({ name })
    expect(sandbox.sns.published()).toEqual([])
  })

  it('takes a subject of 99 characters', async () => {
    await publish({ Subject: 's'.repeat(99) })
    expect(sandbox.sns.published()).toMatchObject([{ subject: 's'.repeat(99) }])
  })
})
