import { AwsError } from '../../kernel/service.ts'
import { type EventPattern, matchesPattern } from '../events/matches-pattern.ts'
import type { MessageAttribute } from '../sqs/queue.ts'
import type { Publication, SnsState, Subscription, Topic } from './topic.ts'

/** Hands a publication to each subscription of the topic whose filter lets it through. */
export function fanOut(state: SnsState, topic: Topic, publication: Publication): void {
  for (const subscription of topic.subscriptions.values()) {
    if (!passesFilter(subscription, publication)) continue
    const message = messageFor(subscription, publication)
    if (subscription.protocol === 'sqs') toQueue(state, subscription, publication, message)
    else if (subscription.protocol === 'lambda') toFunction(state, subscription, publication, message)
    else record(state, subscription, publication, message)
  }
}

function toQueue(state: SnsState, subscription: Subscription, publication: Publication, message: string): void {
  const raw = subscription.attributes['RawMessageDelivery'] === 'true'
  const request = {
    MessageBody: raw ? message : JSON.stringify(envelope(state, subscription, publication, message)),
    ...(raw ? { MessageAttributes: publication.attributes } : {}),
    ...(publication.groupId === undefined ? {} : { MessageGroupId: publication.groupId }),
    ...(publication.deduplicationId === undefined ? {} : { MessageDeduplicationId: publication.deduplicationId }),
  }
  orDeadLetters(state, subscription, request.MessageBody, () => {
    if (!state.sqs.has(subscription.endpoint)) throw new AwsError('QueueDoesNotExist', 'The queue does not exist.')
    state.sqs.send(subscription.endpoint, request, 'sns')
  })
}

function toFunction(state: SnsState, subscription: Subscription, publication: Publication, message: string): void {
  const { SigningCertURL, UnsubscribeURL, ...shared } = envelope(state, subscription, publication, message)
  const Sns = { ...shared, SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL }
  const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscription.arn, Sns }
  const payload = { Records: [record] }
  orDeadLetters(state, subscription, JSON.stringify(payload), () => state.invoke(subscription.endpoint, payload))
}

function record(state: SnsState, subscription: Subscription, publication: Publication, message: string): void {
  state.deliveries.push({
    protocol: subscription.protocol,
    endpoint: subscription.endpoint,
    publicationId: publication.id,
    message,
    at: publication.at,
    ...(publication.subject === undefined ? {} : { subject: publication.subject }),
  })
}

// A client-side error (no such queue or function) is not retried by SNS: without a redrive policy the message is gone.
function orDeadLetters(state: SnsState, { attributes }: Subscription, body: string, deliver: () => void): void {
  try {
    deliver()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const policy: { deadLetterTargetArn?: string } = JSON.parse(attributes['RedrivePolicy'] ?? '{}')
    if (policy.deadLetterTargetArn) state.sqs.send(policy.deadLetterTargetArn, { MessageBody: body }, 'sns')
  }
}

function messageFor({ protocol }: Subscription, { messages }: Publication): string {
  return messages[protocol] ?? messages['default'] ?? ''
}

function envelope(state: SnsState, subscription: Subscription, publication: Publication, message: string) {
  const base = `https://sns.${state.world.region}.amazonaws.com`
  const attributes = Object.entries(publication.attributes).map(([name, value]) => [name, asEnvelopeAttribute(value)])
  return {
    Type: 'Notification',
    MessageId: publication.id,
    TopicArn: publication.topicArn,
    ...(publication.subject === undefined ? {} : { Subject: publication.subject }),
    Message: message,
    Timestamp: new Date(publication.at).toISOString(),
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertURL: `${base}/SimpleNotificationService-0000000000000000000000.pem`,
    UnsubscribeURL: `${base}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(attributes.length > 0 ? { MessageAttributes: Object.fromEntries(attributes) } : {}),
  }
}

function asEnvelopeAttribute({ DataType, StringValue, BinaryValue }: MessageAttribute): object {
  const value = StringValue ?? Buffer.from(BinaryValue ?? new Uint8Array()).toString('base64')
  return { Type: DataType, Value: value }
}

function passesFilter({ attributes }: Subscription, publication: Publication): boolean {
  const policy = attributes['FilterPolicy']
  if (!policy) return true
  const pattern: EventPattern = JSON.parse(policy)
  if (attributes['FilterPolicyScope'] === 'MessageBody') return matchesPattern(pattern, parseBody(publication))
  const values = Object.entries(publication.attributes).map(([name, value]) => [name, filterValue(value)])
  return matchesPattern(pattern, Object.fromEntries(values))
}

function filterValue({ DataType, StringValue = '' }: MessageAttribute): unknown {
  if (DataType === 'String.Array') return JSON.parse(StringValue)
  return DataType.startsWith('Number') ? Number(StringValue) : StringValue
}

// SNS drops a message whose body is not JSON when a filter looks into the body: nothing matches undefined.
function parseBody({ messages }: Publication): unknown {
  try {
    return JSON.parse(messages['default'] ?? '')
  } catch {
    return undefined
  }
}
