import { DescribeServicesCommand, ECSClient, ListServicesCommand, RunTaskCommand } from '@aws-sdk/client-ecs'
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AwsError, type Operation } from '../../../sandbox/kernel/service.ts'
import { type Kernel, startKernel } from '../../../sandbox/kernel/start-kernel.ts'
import { clientOptions } from './client-options.ts'

let kernel: Kernel
let seen: Record<string, unknown>[]

beforeEach(async () => {
  kernel = await startKernel()
  seen = []
})

afterEach(() => kernel.stop())

/** Registers a service of one operation that remembers its input. */
function answerWith(name: string, operation: string, reply: (input: Record<string, unknown>) => object): void {
  const answer: Operation = (input) => {
    seen.push(input)
    return reply(input)
  }
  kernel.register({ name, operations: { [operation]: answer } })
}

function refuseWith(name: string, operation: string, error: AwsError): void {
  answerWith(name, operation, () => {
    throw error
  })
}

describe('a round trip with the real SDK', () => {
  it('carries JSON 1.1 with timestamps', async () => {
    const createdAt = new Date(1794819600123)
    answerWith('ecs', 'DescribeServices', () => ({ services: [{ serviceName: 'api', createdAt }], failures: [] }))
    const client = new ECSClient(clientOptions(kernel.endpoint))
    const reply = await client.send(
      new DescribeServicesCommand({ cluster: 'main', services: ['api'], include: ['TAGS'] }),
    )
    expect(reply.services).toEqual([{ serviceName: 'api', createdAt }])
    expect(seen).toEqual([{ cluster: 'main', services: ['api'], include: ['TAGS'] }])
  })

  it('carries JSON 1.0', async () => {
    answerWith('sqs', 'CreateQueue', () => ({ QueueUrl: 'http://127.0.0.1/q' }))
    const client = new SQSClient(clientOptions(kernel.endpoint))
    const reply = await client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { FifoQueue: 'true' } }))
    expect(reply.QueueUrl).toBe('http://127.0.0.1/q')
    expect(seen).toEqual([{ QueueName: 'q', Attributes: { FifoQueue: 'true' } }])
  })

  it('carries a form with a map, and XML with text that needs escaping', async () => {
    answerWith('sns', 'Publish', () => ({ MessageId: 'a<b>&"c"\nd', SequenceNumber: '7' }))
    const client = new SNSClient(clientOptions(kernel.endpoint))
    const input = {
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:t',
      Message: 'one & two\nthree=3 + é',
      MessageAttributes: {
        outcome: { DataType: 'String', StringValue: 'succeeded' },
        bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
      },
    }
    const reply = await client.send(new PublishCommand(input))
    expect(reply).toMatchObject({ MessageId: 'a<b>&"c"\nd', SequenceNumber: '7' })
    expect(seen).toEqual([input])
  })

  it('carries lists in a form and in XML', async () => {
    const Successful = [
      { Id: 'a', MessageId: '1' },
      { Id: 'b', MessageId: '2' },
    ]
    answerWith('sns', 'PublishBatch', () => ({ Successful, Failed: [] }))
    const client = new SNSClient(clientOptions(kernel.endpoint))
    const PublishBatchRequestEntries = [
      { Id: 'a', Message: 'x' },
      { Id: 'b', Message: 'y' },
    ]
    const reply = await client.send(new PublishBatchCommand({ TopicArn: 'arn', PublishBatchRequestEntries }))
    expect(reply).toMatchObject({ Successful, Failed: [] })
    expect(seen).toEqual([{ TopicArn: 'arn', PublishBatchRequestEntries }])
  })
})

describe('a REST round trip with the real SDK', () => {
  it('carries path, query, headers and payload', async () => {
    const Payload = new TextEncoder().encode('{"ok":true}')
    answerWith('lambda', 'Invoke', () => ({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      FunctionError: 'Unhandled',
      Payload,
    }))
    const client = new LambdaClient(clientOptions(kernel.endpoint))
    const reply = await client.send(
      new InvokeCommand({
        FunctionName: 'longshore-dev-status',
        Qualifier: 'live',
        InvocationType: 'RequestResponse',
        Payload: '{"a":1}',
      }),
    )
    expect(reply).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST', FunctionError: 'Unhandled' })
    expect(reply.Payload?.transformToString()).toBe('{"ok":true}')
    const [input] = seen
    expect(input).toMatchObject({
      FunctionName: 'longshore-dev-status',
      Qualifier: 'live',
      InvocationType: 'RequestResponse',
    })
    expect(Buffer.from(input?.['Payload'] as Uint8Array).toString()).toBe('{"a":1}')
  })

  it('carries a REST status of the reply', async () => {
    answerWith('lambda', 'Invoke', () => ({ StatusCode: 202 }))
    const client = new LambdaClient(clientOptions(kernel.endpoint))
    const reply = await client.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event' }))
    expect(reply).toMatchObject({ StatusCode: 202, $metadata: { httpStatusCode: 202 } })
  })
})

describe('an error', () => {
  it.each([
    ['ClusterNotFoundException', 'Cluster not found.'],
    ['ServiceNotActiveException', 'Service was not ACTIVE.'],
  ])('arrives from a JSON service as %s', async (name, message) => {
    refuseWith('ecs', 'ListServices', new AwsError(name, message))
    const client = new ECSClient(clientOptions(kernel.endpoint))
    await expect(client.send(new ListServicesCommand({}))).rejects.toMatchObject({ name, message })
  })

  it('arrives from SQS with the name and the old code', async () => {
    refuseWith('sqs', 'CreateQueue', new AwsError('QueueNameExists', 'A queue of that name has other attributes.'))
    const client = new SQSClient(clientOptions(kernel.endpoint))
    await expect(client.send(new CreateQueueCommand({ QueueName: 'q' }))).rejects.toMatchObject({
      name: 'QueueNameExists',
      Code: 'QueueAlreadyExists',
    })
  })

  it('arrives from a query service as its modelled exception', async () => {
    refuseWith('sns', 'Publish', new AwsError('InvalidParameterException', 'Invalid parameter: Subject'))
    const client = new SNSClient(clientOptions(kernel.endpoint))
    await expect(client.send(new PublishCommand({ Message: 'x' }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid parameter: Subject',
    })
  })

  it('arrives from Lambda with its status', async () => {
    refuseWith('lambda', 'Invoke', new AwsError('ResourceNotFoundException', 'Function not found: f'))
    const client = new LambdaClient(clientOptions(kernel.endpoint))
    await expect(client.send(new InvokeCommand({ FunctionName: 'f' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: f',
      $metadata: { httpStatusCode: 404 },
    })
  })
})

describe('an operation the sandbox lacks', () => {
  const name = 'UnknownOperationException'

  it('is an AWS error in JSON', async () => {
    const client = new ECSClient(clientOptions(kernel.endpoint))
    await expect(client.send(new RunTaskCommand({ taskDefinition: 't' }))).rejects.toMatchObject({ name })
    expect(kernel.calls.list()).toMatchObject([
      { service: 'ecs', operation: 'RunTask', caller: 'tester-1', outcome: name },
    ])
  })

  it('is an AWS error in XML', async () => {
    const client = new STSClient(clientOptions(kernel.endpoint))
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name })
    expect(kernel.calls.counts()).toEqual({ 'sts:GetCallerIdentity': 1 })
  })

  it('is an AWS error in REST', async () => {
    const client = new LambdaClient(clientOptions(kernel.endpoint))
    await expect(client.send(new ListFunctionsCommand({}))).rejects.toMatchObject({ name })
    expect(kernel.calls.counts()).toEqual({ 'lambda:ListFunctions': 1 })
  })

  it.each([
    ['an unknown target', { 'x-amz-target': 'AWSGlue.GetJob' }, '{}', 'AWSGlue:GetJob'],
    [
      'an unknown form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Action=DescribeStacks',
      'unknown:DescribeStacks',
    ],
    ['an unknown path', {}, undefined, 'unknown:POST /2019-01-01/things'],
  ])('is logged by name for %s', async (_case, headers, body, logged) => {
    const reply = await fetch(`${kernel.endpoint}/2019-01-01/things`, {
      method: 'POST',
      headers,
      ...(body && { body }),
    })
    expect(`${reply.headers.get('x-amzn-errortype')} ${await reply.text()}`).toContain(name)
    expect(kernel.calls.counts()).toEqual({ [logged]: 1 })
  })
})
