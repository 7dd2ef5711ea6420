import { type Shape, shapeOf, type Traits, traitsOf } from './shape.ts'

/** `ec2` is EC2's own dialect of `query`. */
export type Protocol = 'json1.0' | 'json1.1' | 'query' | 'ec2' | 'rest'

/** How a service is spoken to. */
export interface Wire {
  readonly protocol: Protocol
  /** JSON: the part of `X-Amz-Target` before the dot. */
  readonly target?: string
  /** Query: the namespace of the reply. */
  readonly xmlNamespace?: string
  readonly load: () => Promise<object>
}

export interface OperationModel {
  readonly name: string
  readonly input: Shape
  readonly output: Shape
  readonly traits: Traits
}

/** What the SDK knows of a service. */
export interface ServiceModel {
  readonly operations: ReadonlyMap<string, OperationModel>
  /** Modelled exceptions by name. */
  readonly errors: ReadonlyMap<string, ErrorModel>
}

export interface ErrorModel {
  /** The code on the wire where it differs from the exception's name: `QueueDoesNotExist` is `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly queryCode?: string
  readonly status?: number
}

/**
 * The services the sandbox can speak, by their IAM prefix. Protocols and targets as the SDK's clients send them.
 * DynamoDB's load is never called: its requests are passed on as they are.
 */
export const wires: Readonly<Record<string, Wire>> = {
  ecs: {
    protocol: 'json1.1',
    target: 'AmazonEC2ContainerServiceV20141113',
    load: () => import('@aws-sdk/client-ecs'),
  },
  ecr: {
    protocol: 'json1.1',
    target: 'AmazonEC2ContainerRegistry_V20150921',
    load: () => import('@aws-sdk/client-ecr'),
  },
  codedeploy: {
    protocol: 'json1.1',
    target: 'CodeDeploy_20141006',
    load: () => import('@aws-sdk/client-codedeploy'),
  },
  events: { protocol: 'json1.1', target: 'AWSEvents', load: () => import('@aws-sdk/client-eventbridge') },
  ssm: { protocol: 'json1.1', target: 'AmazonSSM', load: () => import('@aws-sdk/client-ssm') },
  secretsmanager: {
    protocol: 'json1.1',
    target: 'secretsmanager',
    load: () => import('@aws-sdk/client-secrets-manager'),
  },
  sqs: { protocol: 'json1.0', target: 'AmazonSQS', load: () => import('@aws-sdk/client-sqs') },
  dynamodb: { protocol: 'json1.0', target: 'DynamoDB_20120810', load: () => import('@aws-sdk/client-dynamodb') },
  sns: {
    protocol: 'query',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    load: () => import('@aws-sdk/client-sns'),
  },
  sts: {
    protocol: 'query',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    load: () => import('@aws-sdk/client-sts'),
  },
  iam: {
    protocol: 'query',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    load: () => import('@aws-sdk/client-iam'),
  },
  ec2: {
    protocol: 'ec2',
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    load: () => import('@aws-sdk/client-ec2'),
  },
  cloudwatch: {
    protocol: 'json1.0',
    target: 'GraniteServiceVersion20100801',
    load: () => import('@aws-sdk/client-cloudwatch'),
  },
  logs: { protocol: 'json1.1', target: 'Logs_20140328', load: () => import('@aws-sdk/client-cloudwatch-logs') },
  lambda: { protocol: 'rest', load: () => import('@aws-sdk/client-lambda') },
  xray: { protocol: 'rest', load: () => import('@aws-sdk/client-xray') },
  scheduler: { protocol: 'rest', load: () => import('@aws-sdk/client-scheduler') },
}

const OPERATION = 9
const ERROR = -3

function errorModel(traits: Traits): ErrorModel {
  const query = traits['awsQueryError']
  const status = traits['httpError']
  return {
    ...(typeof status === 'number' ? { status } : {}),
    ...(Array.isArray(query) ? { queryCode: String(query[0]), status: Number(query[1]) } : {}),
  }
}

function readModel(exported: object): ServiceModel {
  const schemas = Object.values(exported).filter((value): value is unknown[] => Array.isArray(value))
  const operations = schemas
    .filter(([kind]) => kind === OPERATION)
    .map(([, , name, traits, input, output]) => ({
      name: String(name),
      traits: traitsOf(traits),
      input: shapeOf(input),
      output: shapeOf(output),
    }))
  const errors = schemas.filter(([kind]) => kind === ERROR)
  return {
    operations: new Map(operations.map((operation) => [operation.name, operation])),
    errors: new Map(errors.map(([, , name, traits]) => [String(name), errorModel(traitsOf(traits))])),
  }
}

const models = new Map<string, Promise<ServiceModel>>()

/** Loads the SDK's model of a service, the first time it is asked for. */
export function loadModel(service: string): Promise<ServiceModel> {
  const wire = wires[service]
  if (wire === undefined) {
    throw new Error(`The sandbox does not know how to speak to '${service}': add it to wires in service-model.ts.`)
  }
  const model = models.get(service) ?? wire.load().then(readModel)
  models.set(service, model)
  return model
}
