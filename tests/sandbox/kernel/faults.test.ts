import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { BusEvent, Call } from '../../../sandbox/kernel/service.ts'
import { type Kernel, startKernel } from '../../../sandbox/kernel/start-kernel.ts'
import { clientOptions } from './client-options.ts'

let kernel: Kernel
let answered: Call[]

beforeEach(async () => {
  answered = []
  kernel = await startWorld()
})

async function startWorld(): Promise<Kernel> {
  const world = await startKernel()
  const answer =
    (reply: object) =>
    (_input: unknown, call: Call): object => {
      answered.push(call)
      return reply
    }
  world.register({ name: 'ecs', operations: { ListClusters: answer({ clusterArns: [] }) } })
  world.register({ name: 'sns', operations: { Publish: answer({ MessageId: '1' }) } })
  world.register({ name: 'sqs', operations: { CreateQueue: answer({ QueueUrl: 'http://127.0.0.1/q' }) } })
  world.register({ name: 'lambda', operations: { Invoke: answer({ StatusCode: 200 }) } })
  return world
}

afterEach(() => kernel.stop())

function ecs(caller = 'reconcile-1', maxAttempts = 3): ECSClient {
  return new ECSClient({ ...clientOptions(kernel.endpoint, caller), maxAttempts })
}

describe('a throttled call', () => {
  it.each([
    ['JSON 1.1', () => ecs().send(new ListClustersCommand({}))],
    ['JSON 1.0', () => new SQSClient(clientOptions(kernel.endpoint)).send(new CreateQueueCommand({ QueueName: 'q' }))],
    ['query', () => new SNSClient(clientOptions(kernel.endpoint)).send(new PublishCommand({ Message: 'm' }))],
    ['REST', () => new LambdaClient(clientOptions(kernel.endpoint)).send(new InvokeCommand({ FunctionName: 'f' }))],
  ])('is tried again by the SDK in %s', async (_protocol, send) => {
    kernel.faults.onCall({ times: 1 }, 'throttle')
    await send()
    expect(answered).toHaveLength(1)
    expect(kernel.calls.list()).toHaveLength(2)
  })

  it('reaches the caller by name when it does not end', async () => {
    kernel.faults.onCall({ service: 'ecs', operation: 'ListClusters' }, 'throttle')
    await expect(ecs('reconcile-1', 1).send(new ListClustersCommand({}))).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
    })
    expect(answered).toEqual([])
  })
})

describe('a refused call', () => {
  it('is denied in the words of IAM, for one function only', async () => {
    kernel.faults.onCall({ caller: 'reconcile' }, 'access-denied')
    await expect(ecs('reconcile-2').send(new ListClustersCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: ecs:ListClusters'),
    })
    await ecs('tick-1').send(new ListClustersCommand({}))
    expect(answered.map((call) => call.caller)).toEqual(['tick-1'])
  })

  it('passes a function that is spared, unless it is meant', async () => {
    kernel.faults.spare('status')
    kernel.faults.onCall({ service: 'ecs' }, 'access-denied')
    await expect(ecs('reconcile-1').send(new ListClustersCommand({}))).rejects.toThrow()
    await ecs('status-1').send(new ListClustersCommand({}))
    expect(answered.map((call) => call.caller)).toEqual(['status-1'])
    kernel.faults.onCall({ caller: 'status' }, 'access-denied')
    await expect(ecs('status-1').send(new ListClustersCommand({}))).rejects.toThrow()
  })

  it('is denied by SNS as its own exception', async () => {
    kernel.faults.onCall({ service: 'sns' }, 'access-denied')
    const client = new SNSClient(clientOptions(kernel.endpoint))
    await expect(client.send(new PublishCommand({ Message: 'm' }))).rejects.toMatchObject({
      name: 'AuthorizationErrorException',
    })
  })

  it('fails with a server error that the SDK tries again', async () => {
    const fault = kernel.faults.onCall({ nth: 1 }, 'server-error')
    await ecs().send(new ListClustersCommand({}))
    expect(fault.hits()).toBe(1)
    expect(kernel.calls.list().map((call) => call.outcome)).toEqual(['InternalFailure', 'ok'])
  })
})

describe('when a fault strikes', () => {
  async function outcomes(count: number): Promise<string[]> {
    const client = ecs('reconcile-1', 1)
    for (let index = 0; index < count; index += 1) await client.send(new ListClustersCommand({})).catch(() => undefined)
    return kernel.calls.list().map((call) => (call.outcome === 'ok' ? '.' : 'x'))
  }

  it('is the nth match', async () => {
    kernel.faults.onCall({ nth: 3 }, 'throttle')
    expect((await outcomes(5)).join('')).toBe('..x..')
  })

  it('is at most so many times', async () => {
    kernel.faults.onCall({ times: 2 }, 'throttle')
    expect((await outcomes(5)).join('')).toBe('xx...')
  })

  it('ends when it is removed', async () => {
    kernel.faults.onCall({}, 'throttle').remove()
    expect((await outcomes(2)).join('')).toBe('..')
  })

  it('lies within its span of world time', async () => {
    const start = kernel.clock.now()
    kernel.faults.onCall({ from: start + 1000, until: start + 2000 }, 'throttle')
    await outcomes(1)
    await kernel.clock.runUntil(start + 1000)
    await outcomes(1)
    await kernel.clock.runUntil(start + 2000)
    expect((await outcomes(1)).join('')).toBe('.x.')
  })

  it('is drawn from the seed', async () => {
    kernel.faults.onCall({ probability: 0.5 }, 'throttle')
    const first = await outcomes(20)
    const other = await startWorld()
    other.faults.onCall({ probability: 0.5 }, 'throttle')
    await kernel.stop()
    kernel = other
    expect(await outcomes(20)).toEqual(first)
    expect(first).toContain('x')
    expect(first).toContain('.')
  })

  it('asks a service for a stale answer', async () => {
    kernel.faults.onCall({ times: 1 }, { staleMs: 5000 })
    await outcomes(2)
    expect(answered.map((call) => call.staleMs)).toEqual([5000, undefined])
  })
})

describe('a worker that dies', () => {
  let ended: string[]

  beforeEach(() => {
    ended = []
    kernel.faults.onKill((caller) => ended.push(caller))
  })

  it('before its second call leaves no trace of that call', async () => {
    kernel.faults.kill({ function: 'reconcile', call: 2, when: 'before' })
    const client = ecs('reconcile-1', 1)
    await client.send(new ListClustersCommand({}))
    await expect(client.send(new ListClustersCommand({}))).rejects.toThrow()
    expect(ended).toEqual(['reconcile-1'])
    expect(answered).toHaveLength(1)
    expect(kernel.calls.list().map((call) => call.outcome)).toEqual(['ok', 'killed-before'])
  })

  it('after its call had its effect gets no reply', async () => {
    kernel.faults.kill({ function: 'reconcile', call: 1, when: 'after' })
    await expect(ecs('reconcile-1', 1).send(new ListClustersCommand({}))).rejects.toThrow()
    expect(ended).toEqual(['reconcile-1'])
    expect(answered).toHaveLength(1)
    expect(kernel.calls.list().map((call) => call.outcome)).toEqual(['killed-after'])
  })

  it('dies once, and its calls are counted anew for each invocation', async () => {
    kernel.faults.kill({ function: 'reconcile', call: 2, when: 'before' })
    const client = ecs('reconcile-1', 1)
    for (let invocation = 0; invocation < 3; invocation += 1) {
      kernel.faults.invocationStarted('reconcile-1')
      await client.send(new ListClustersCommand({}))
    }
    expect(ended).toEqual([])
    await expect(client.send(new ListClustersCommand({}))).rejects.toThrow()
    await client.send(new ListClustersCommand({}))
    expect(ended).toEqual(['reconcile-1'])
  })

  it('spares the workers of other functions', async () => {
    kernel.faults.kill({ function: 'reconcile', call: 1, when: 'before' })
    await ecs('tick-1').send(new ListClustersCommand({}))
    expect(ended).toEqual([])
  })
})

describe('an event on the bus', () => {
  const event: BusEvent = {
    source: 'aws.ecr',
    'detail-type': 'ECR Image Action',
    resources: [],
    detail: { result: 'SUCCESS' },
  }

  it('is delivered once, at once, without faults', () => {
    expect(kernel.faults.deliveries(event)).toEqual([0])
  })

  it.each([
    ['lost', 'drop', []],
    ['doubled', 'duplicate', [0, 0]],
    ['late', { delayMs: 5000 }, [5000]],
  ] as const)('can be %s', (_name, fault, deliveries) => {
    kernel.faults.onEvent({ source: 'aws.ecr', times: 1 }, fault)
    expect(kernel.faults.deliveries({ ...event, source: 'aws.ecs' })).toEqual([0])
    expect(kernel.faults.deliveries(event)).toEqual(deliveries)
    expect(kernel.faults.deliveries(event)).toEqual([0])
  })

  it('can be late and doubled', () => {
    kernel.faults.onEvent({}, 'duplicate')
    kernel.faults.onEvent({ detailType: 'ECR Image Action' }, { delayMs: 10 })
    expect(kernel.faults.deliveries(event)).toEqual([10, 10])
  })

  it('can be reordered within a span', () => {
    kernel.faults.onEvent({ where: ({ detail }) => detail['result'] === 'SUCCESS' }, { reorder: { withinMs: 1000 } })
    const delays = Array.from({ length: 20 }, () => kernel.faults.deliveries(event)[0] ?? -1)
    expect(new Set(delays).size).toBeGreaterThan(10)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...delays)).toBeLessThanOrEqual(1000)
  })
})
