import { uuid } from '../../kernel/random.ts'
import { AwsError, type Operation, type Service, type World } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import type { SqsControl } from '../sqs/sqs-service.ts'
import { publishMessage } from './publish.ts'
import type { Delivery, InvokeFunction, Publication, SnsState, Subscription, Topic } from './topic.ts'

/** Set-up and read-back of topics without the wire; topics are named by name or ARN. */
export interface SnsControl {
  createTopic(name: string, attributes?: Readonly<Record<string, string>>): Topic
  /** `endpoint` is an ARN for `sqs` and `lambda`, an address for the others, whose messages are only recorded. */
  subscribe(
    topic: string,
    protocol: string,
    endpoint: string,
    attributes?: Readonly<Record<string, string>>,
  ): Subscription
  topics(): readonly Topic[]
  /** Members as in the API's Publish: Message, Subject, MessageStructure, MessageAttributes. */
  publish(topic: string, input: Readonly<Record<string, unknown>>): Publication
  /** Every message that was published, oldest first. */
  published(): readonly Publication[]
  /** What would have left the sandbox: email, sms, http. */
  deliveries(): readonly Delivery[]
}

/** SNS with fan-out to queues and functions. */
export function snsService(
  world: World,
  sqs: SqsControl,
  invoke: InvokeFunction,
): { service: Service; control: SnsControl } {
  const state: SnsState = {
    world,
    random: world.random.fork('sns'),
    sqs,
    invoke,
    topics: new Map(),
    published: [],
    deliveries: [],
  }
  const control: SnsControl = {
    createTopic: (name, attributes = {}) => createTopic(state, name, attributes),
    subscribe: (topic, protocol, endpoint, attributes = {}) =>
      subscribe(state, topicByArn(state, topic), { protocol, endpoint, attributes: { ...attributes } }),
    publish: (topic, input) => publishMessage(state, topicByArn(state, topic), input),
    topics: () => [...state.topics.values()],
    published: () => state.published,
    deliveries: () => state.deliveries,
  }
  return { service: { name: 'sns', operations: snsOperations(state) }, control }
}

function snsOperations(state: SnsState): Record<string, Operation> {
  const at = (input: Input) => topicByArn(state, input['TopicArn'] ?? input['TargetArn'])
  return {
    CreateTopic: (input) => ({ TopicArn: createTopic(state, input['Name'] ?? '', input['Attributes'] ?? {}).arn }),
    DeleteTopic: (input) => {
      state.topics.delete(nameIn(input['TopicArn']))
      return {}
    },
    ListTopics: () => ({ Topics: [...state.topics.values()].map(({ arn }) => ({ TopicArn: arn })) }),
    GetTopicAttributes: (input) => {
      const topic = at(input)
      const confirmed = String(topic.subscriptions.size)
      return {
        Attributes: {
          ...topic.attributes,
          TopicArn: topic.arn,
          Owner: state.world.account,
          SubscriptionsConfirmed: confirmed,
        },
      }
    },
    Subscribe: (input) => {
      const wanted = {
        protocol: input['Protocol'],
        endpoint: input['Endpoint'],
        attributes: { ...input['Attributes'] },
      }
      return { SubscriptionArn: subscribe(state, at(input), wanted).arn }
    },
    Unsubscribe: (input) => {
      for (const topic of state.topics.values()) topic.subscriptions.delete(input['SubscriptionArn'])
      return {}
    },
    ListSubscriptionsByTopic: (input) => ({
      Subscriptions: [...at(input).subscriptions.values()].map((one) => describe(state, one)),
    }),
    Publish: (input) => ({ MessageId: publishMessage(state, at(input), input).id }),
    PublishBatch: (input) => publishBatch(state, at(input), input),
  }
}

function publishBatch(state: SnsState, topic: Topic, input: Input): object {
  const Successful: object[] = []
  const Failed: object[] = []
  const entries: Input[] = input['PublishBatchRequestEntries'] ?? []
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.")
  if (entries.length > 10)
    throw new AwsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.')
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry['Id'], MessageId: publishMessage(state, topic, entry).id })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      Failed.push({ Id: entry['Id'], Code: error.code, Message: error.message, SenderFault: true })
    }
  }
  return { Successful, Failed }
}

function createTopic(state: SnsState, name: string, attributes: Readonly<Record<string, string>>): Topic {
  if (!/^[A-Za-z0-9_-]{1,251}(\.fifo)?$/.test(name))
    throw new AwsError('InvalidParameter', 'Invalid parameter: Topic Name')
  const existing = state.topics.get(name)
  if (existing) return existing
  const { account, region } = state.world
  const topic = {
    name,
    arn: `arn:aws:sns:${region}:${account}:${name}`,
    attributes: { ...attributes },
    subscriptions: new Map(),
  }
  state.topics.set(name, topic)
  return topic
}

function subscribe(
  state: SnsState,
  topic: Topic,
  wanted: Pick<Subscription, 'protocol' | 'endpoint' | 'attributes'>,
): Subscription {
  if (!wanted.protocol) throw new AwsError('InvalidParameter', 'Invalid parameter: Protocol')
  const all = [...topic.subscriptions.values()]
  const existing = all.find((one) => one.protocol === wanted.protocol && one.endpoint === wanted.endpoint)
  if (existing) return existing
  const subscription = { ...wanted, arn: `${topic.arn}:${uuid(state.random)}`, topicArn: topic.arn }
  topic.subscriptions.set(subscription.arn, subscription)
  return subscription
}

function describe(state: SnsState, { arn, topicArn, protocol, endpoint }: Subscription): object {
  return {
    SubscriptionArn: arn,
    TopicArn: topicArn,
    Protocol: protocol,
    Endpoint: endpoint,
    Owner: state.world.account,
  }
}

function topicByArn(state: SnsState, arn: unknown): Topic {
  const topic = state.topics.get(nameIn(arn))
  if (topic) return topic
  throw new AwsError('NotFound', 'Topic does not exist', 404)
}

function nameIn(arn: unknown): string {
  const text = String(arn)
  return text.slice(text.lastIndexOf(':') + 1)
}
