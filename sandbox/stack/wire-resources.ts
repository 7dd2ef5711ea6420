import { hex } from '../kernel/random.ts'
import type { Random } from '../kernel/service.ts'
import type { Messaging } from '../runtime/start-messaging.ts'
import { asRecord } from './value-at.ts'

/** Where secrets are kept. */
export interface SecretCreator {
  set(name: string, value: string): string
}

/** Where tables are created: the DynamoDB engine's own set-up. */
export interface TableCreator {
  /** `input` is CreateTable's. */
  create(input: Readonly<Record<string, unknown>>): Promise<void>
}

export interface Resource {
  readonly id: string
  readonly type: (typeof CREATED_TYPES)[number]
  /** CloudFormation's properties with every function resolved. */
  readonly properties: Readonly<Record<string, unknown>>
}

/** The kinds of resources the sandbox has a counterpart for. */
export const CREATED_TYPES = [
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::DynamoDB::Table',
  'AWS::SecretsManager::Secret',
  'AWS::Events::EventBusPolicy',
] as const

type Creators = Readonly<
  Record<(typeof CREATED_TYPES)[number], (properties: Resource['properties']) => void | Promise<void>>
>

const TABLE_MEMBERS = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
]
const SUBSCRIPTION_MEMBERS = ['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy']

/** What resources are created with besides messaging. */
export interface Creation {
  readonly tables: TableCreator
  readonly secrets: SecretCreator
  /** For secrets that are generated. */
  readonly random: Random
}

/** Creates queues, topics, subscriptions, tables and secrets, in an order in which each finds what it names. */
export async function wireResources(
  messaging: Messaging,
  { tables, secrets, random }: Creation,
  resources: readonly Resource[],
): Promise<void> {
  const creators = resourceCreators(messaging, { tables, secrets, random })
  for (const type of CREATED_TYPES) {
    for (const resource of resources.filter((one) => one.type === type)) await creators[type](resource.properties)
  }
}

function resourceCreators({ sqs, sns, events }: Messaging, { tables, secrets, random }: Creation): Creators {
  return {
    'AWS::SQS::Queue': ({ QueueName, ...properties }) => {
      const { Tags: _tags, ...attributes } = properties
      sqs.createQueue(String(QueueName), asAttributes(attributes))
    },
    'AWS::SNS::Topic': ({ TopicName, Subscription, FifoTopic, ContentBasedDeduplication }) => {
      const attributes = asAttributes({ FifoTopic, ContentBasedDeduplication })
      const { arn } = sns.createTopic(String(TopicName), attributes)
      for (const given of Array.isArray(Subscription) ? Subscription : []) subscribe(sns, arn, asRecord(given))
    },
    'AWS::SNS::Subscription': (properties) => subscribe(sns, String(properties['TopicArn']), properties),
    'AWS::DynamoDB::Table': (properties) => tables.create(only(properties, TABLE_MEMBERS)),
    'AWS::Events::EventBusPolicy': ({ Statement }) => {
      const principals = [asRecord(asRecord(Statement)['Principal'])['AWS'] ?? []].flat()
      for (const principal of principals) events.admit(/\d{12}/.exec(String(principal))?.[0] ?? '')
    },
    'AWS::SecretsManager::Secret': ({ Name, SecretString, GenerateSecretString }) => {
      const length = Number(asRecord(GenerateSecretString)['PasswordLength'] ?? 32)
      secrets.set(String(Name), SecretString === undefined ? hex(random, length) : String(SecretString))
    },
  }
}

function subscribe(sns: Messaging['sns'], topicArn: string, properties: Resource['properties']): void {
  const attributes = asAttributes(only(properties, SUBSCRIPTION_MEMBERS))
  sns.subscribe(topicArn, String(properties['Protocol']), String(properties['Endpoint']), attributes)
}

/** The services' attributes are all text: CloudFormation's objects become JSON. */
function asAttributes(properties: Resource['properties']): Record<string, string> {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined)
  const texts = given.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
  return Object.fromEntries(texts)
}

function only(from: Resource['properties'], members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(members.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]))
}
