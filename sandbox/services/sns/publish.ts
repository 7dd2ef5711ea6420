import { uuid } from '../../kernel/random.ts'
import { AwsError } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { messageBytes } from '../sqs/message-digest.ts'
import { fanOut } from './fan-out.ts'
import type { Publication, SnsState, Topic } from './topic.ts'

const MESSAGE_BYTES = 262_144
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these characters are what SNS refuses
const FORBIDDEN_IN_SUBJECT = /[\u0000-\u001f\u007f]/

/**
 * Publishes to a topic and hands the message to every subscription that takes it.
 * @throws {AwsError} InvalidParameter for what SNS refuses, NotFound for a topic that does not exist
 */
export function publishMessage(state: SnsState, topic: Topic, input: Input): Publication {
  const attributes = input['MessageAttributes'] ?? {}
  const message: unknown = input['Message']
  if (typeof message !== 'string' || message === '') throw invalid('Empty message')
  if (messageBytes(message, attributes) > MESSAGE_BYTES) throw invalid('Message too long')
  requireSubject(input['Subject'])
  requireFifoMembers(topic, input)
  const publication: Publication = {
    id: uuid(state.random),
    topicArn: topic.arn,
    messages: input['MessageStructure'] === 'json' ? messagesByProtocol(message) : { default: message },
    attributes,
    at: state.world.clock.now(),
    ...(input['Subject'] === undefined ? {} : { subject: input['Subject'] }),
    ...(input['MessageGroupId'] === undefined ? {} : { groupId: input['MessageGroupId'] }),
    ...(input['MessageDeduplicationId'] === undefined ? {} : { deduplicationId: input['MessageDeduplicationId'] }),
  }
  state.published.push(publication)
  fanOut(state, topic, publication)
  return publication
}

function requireSubject(subject: unknown): void {
  if (subject === undefined) return
  const text = String(subject)
  if (text === '' || text.length >= 100 || FORBIDDEN_IN_SUBJECT.test(text)) throw invalid('Subject')
}

function requireFifoMembers(topic: Topic, input: Input): void {
  if (!topic.name.endsWith('.fifo')) return
  if (!input['MessageGroupId']) throw invalid('The MessageGroupId parameter is required for FIFO topics')
  if (!input['MessageDeduplicationId'] && topic.attributes['ContentBasedDeduplication'] !== 'true') {
    throw invalid(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
  }
}

function messagesByProtocol(message: string): Record<string, string> {
  const parsed = parse(message)
  if (typeof parsed !== 'object' || parsed === null || !('default' in parsed)) {
    throw invalid('Message Structure - No default entry in JSON message body')
  }
  const texts = Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts)
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse')
  }
}

function invalid(reason: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${reason}`)
}
