import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Kernel, startKernel } from '../../../sandbox/kernel/start-kernel.ts'
import { clientOptions } from './client-options.ts'

let kernel: Kernel

beforeEach(async () => {
  kernel = await startKernel()
})

afterEach(() => kernel.stop())

async function replyOfEcs(reply: object): Promise<string> {
  kernel.register({ name: 'ecs', operations: { DescribeServices: () => reply } })
  const client = new ECSClient(clientOptions(kernel.endpoint))
  await expect(client.send(new DescribeServicesCommand({ services: ['api'] }))).rejects.toMatchObject({
    name: 'SandboxBug',
  })
  return kernel.takeBugs().map(String).join()
}

describe('a reply that the SDK does not allow', () => {
  it.each([
    [
      'an unknown member',
      { services: [{ serviceName: 'api', color: 'red' }] },
      'output.services[0].color: unknown-member',
    ],
    [
      'a wrong type',
      { services: [{ desiredCount: '3' }] },
      'output.services[0].desiredCount: wrong-type, expected a number, found a string',
    ],
    [
      'a timestamp that is no Date',
      { services: [{ createdAt: 1 }] },
      'output.services[0].createdAt: wrong-type, expected a timestamp',
    ],
    [
      'a null',
      { services: [{ clusterArn: null }] },
      'output.services[0].clusterArn: wrong-type, expected a string, found null',
    ],
    [
      'a wrong element of a list',
      { services: [{ loadBalancers: ['x'] }] },
      'output.services[0].loadBalancers[0]: wrong-type',
    ],
    [
      'a missing required member',
      { services: [{ deploymentConfiguration: { alarms: { enable: true, rollback: true } } }] },
      'output.services[0].deploymentConfiguration.alarms.alarmNames: missing-member',
    ],
  ])('names service, operation and place: %s', async (_case, reply, text) => {
    const bugs = await replyOfEcs(reply)
    expect(bugs).toContain('ecs:DescribeServices')
    expect(bugs).toContain(text)
  })

  it('is found in query services too', async () => {
    kernel.register({ name: 'sns', operations: { Publish: () => ({ Messageid: '1' }) } })
    const client = new SNSClient(clientOptions(kernel.endpoint))
    await expect(client.send(new PublishCommand({ Message: 'm' }))).rejects.toMatchObject({ name: 'SandboxBug' })
    expect(kernel.takeBugs().map(String).join()).toContain('sns:Publish')
  })

  it('fails the world when nobody takes it', async () => {
    const other = await startKernel()
    other.register({
      name: 'ecs',
      operations: {
        DescribeServices: () => {
          throw new TypeError('cannot read x of undefined')
        },
      },
    })
    const client = new ECSClient(clientOptions(other.endpoint))
    await expect(client.send(new DescribeServicesCommand({ services: [] }))).rejects.toMatchObject({
      name: 'SandboxBug',
    })
    await expect(other.stop()).rejects.toThrow('cannot read x of undefined')
  })
})

describe('a request that the SDK does not allow', () => {
  async function post(body: string): Promise<unknown> {
    kernel.register({ name: 'ecs', operations: { UpdateService: () => ({}) } })
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerServiceV20141113.UpdateService',
    }
    const reply = await fetch(kernel.endpoint, { method: 'POST', headers, body })
    return { status: reply.status, ...((await reply.json()) as object) }
  }

  it.each([
    [
      'an unknown member',
      '{"service":"api","colour":"red"}',
      { __type: 'ValidationException', message: expect.stringContaining("'colour'") },
    ],
    [
      'a missing member',
      '{}',
      { __type: 'ValidationException', message: expect.stringContaining("Value null at 'service'") },
    ],
    [
      'a wrong type',
      '{"service":7}',
      { __type: 'SerializationException', message: expect.stringContaining("'service'") },
    ],
    ['no JSON', '{', { __type: 'SerializationException' }],
    ['no object', '[]', { __type: 'SerializationException' }],
  ])('is refused in the shape of AWS: %s', async (_case, body, expected) => {
    expect(await post(body)).toMatchObject({ status: 400, ...expected })
  })

  it('leaves a request alone that the SDK writes', async () => {
    kernel.register({ name: 'ecs', operations: { UpdateService: () => ({ service: { serviceName: 'api' } }) } })
    const client = new ECSClient(clientOptions(kernel.endpoint))
    const reply = await client.send(
      new UpdateServiceCommand({
        service: 'api',
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
      }),
    )
    expect(reply.service).toEqual({ serviceName: 'api' })
  })
})
