import type { IntrinsicScope, PhysicalResource } from './resolve-intrinsics.ts'
import { resolveIntrinsics } from './resolve-intrinsics.ts'
import type { ServerlessFile } from './serverless-file.ts'
import { asRecord } from './value-at.ts'

export interface Place {
  readonly account: string
  readonly region: string
  readonly endpoint: string
}

/** The property that names a resource, by its type. */
export const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SecretsManager::Secret': 'Name',
}

/** The names, ARNs and URLs that everything in the file will have, before anything is created. `urls`: addresses of functions, by key. */
export function intrinsicScope(
  file: ServerlessFile,
  place: Place,
  urls: Readonly<Record<string, string>> = {},
): IntrinsicScope {
  const stack = `${file.service}-${file.stage}`
  const pseudo = {
    'AWS::AccountId': place.account,
    'AWS::Region': place.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
  }
  const onlyPseudo = { pseudo, resources: {} }
  const resources = Object.entries(file.resources).map(([id, resource]) => {
    const type = String(resource['Type'])
    const given = asRecord(resource['Properties'])[NAME_PROPERTIES[type] ?? '']
    const name = given === undefined ? `${stack}-${id}` : String(resolveIntrinsics(given, onlyPseudo))
    return [id, physicalResource(type, name, place)]
  })
  const functions = Object.entries(file.functions).flatMap(([key, definition]) => {
    const name = functionName(file, key, definition)
    const group = `/aws/lambda/${name}`
    const logs = `arn:aws:logs:${place.region}:${place.account}:log-group:${group}:*`
    return [
      [functionLogicalId(key), { name, ref: name, attributes: { Arn: functionArn(name, place) } }],
      [logGroupId(key), { name: group, ref: group, attributes: { Arn: logs } }],
    ]
  })
  const addresses = Object.entries(urls).map(([key, url]) => {
    const id = `${functionLogicalId(key)}Url`
    return [id, { name: id, ref: id, attributes: { FunctionUrl: url } }]
  })
  return { pseudo, resources: Object.fromEntries([...resources, ...functions, ...addresses]) }
}

export function functionName(file: ServerlessFile, key: string, definition: Readonly<Record<string, unknown>>): string {
  return definition['name'] === undefined ? `${file.service}-${file.stage}-${key}` : String(definition['name'])
}

export function functionArn(name: string, { region, account }: Place): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`
}

/** The framework's own naming: `notify-slack` becomes `NotifyDashslackLambdaFunction`. */
function functionLogicalId(key: string): string {
  return `${lettersOf(key)}LambdaFunction`
}

function logGroupId(key: string): string {
  return `${lettersOf(key)}LogGroup`
}

function lettersOf(key: string): string {
  const letters = key.replaceAll('-', 'Dash').replaceAll('_', 'Underscore')
  return `${letters.charAt(0).toUpperCase()}${letters.slice(1)}`
}

function physicalResource(type: string, name: string, { account, region, endpoint }: Place): PhysicalResource {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`
  switch (type) {
    case 'AWS::SQS::Queue': {
      const url = `${endpoint}/${account}/${name}`
      return { name, ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } }
    }
    case 'AWS::SNS::Topic':
      return { name, ref: arn('sns', name), attributes: { TopicArn: arn('sns', name), TopicName: name } }
    case 'AWS::DynamoDB::Table':
      return { name, ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } }
    case 'AWS::SecretsManager::Secret':
      return { name, ref: arn('secretsmanager', `secret:${name}-abcdef`), attributes: {} }
    case 'AWS::IAM::Role':
      return { name, ref: name, attributes: { Arn: `arn:aws:iam::${account}:role/${name}` } }
    default:
      return { name, ref: name, attributes: { Arn: arn('unknown', name) } }
  }
}
