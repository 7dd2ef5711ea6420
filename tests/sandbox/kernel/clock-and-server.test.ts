import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { type Kernel, startKernel, WORLD_START } from '../../../sandbox/kernel/start-kernel.ts'
import { clientOptions } from './client-options.ts'

let kernel: Kernel

beforeEach(async () => {
  kernel = await startKernel()
})

afterEach(() => kernel.stop())

it('does not jump while a request is being answered', async () => {
  let release: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => {
    kernel.register({
      name: 'ecs',
      operations: {
        ListClusters: () =>
          new Promise((reply) => {
            release = () => reply({ clusterArns: [] })
            resolve()
          }),
      },
    })
  })
  const sent = new ECSClient(clientOptions(kernel.endpoint)).send(new ListClustersCommand({}))
  await arrived
  const ran = kernel.clock.runUntil(WORLD_START + 60_000)
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(kernel.clock.now()).toBe(WORLD_START)
  release()
  await Promise.all([sent, ran])
  expect(kernel.clock.now()).toBe(WORLD_START + 60_000)
})

it('jumps for a long poll that waits for the clock', async () => {
  kernel.register({
    name: 'sqs',
    operations: {
      ReceiveMessage: async (input) => {
        await kernel.clock.parked(kernel.clock.sleep(input['WaitTimeSeconds'] * 1000, 'a long poll'))
        return { Messages: [{ Body: new Date(kernel.clock.now()).toISOString() }] }
      },
    },
  })
  const client = new SQSClient({ ...clientOptions(kernel.endpoint), md5: false })
  const poll = client.send(new ReceiveMessageCommand({ QueueUrl: kernel.endpoint, WaitTimeSeconds: 20 }))
  const reply = await kernel.clock.during(poll)
  expect(reply.Messages).toEqual([{ Body: '2026-11-16T09:00:20.000Z' }])
})

it('logs each call with its caller and the time of the world', async () => {
  kernel.register({ name: 'ecs', operations: { ListClusters: () => ({ clusterArns: [] }) } })
  await kernel.clock.runUntil(WORLD_START + 5000)
  await new ECSClient(clientOptions(kernel.endpoint, 'tick-3')).send(new ListClustersCommand({}))
  expect(kernel.calls.list()).toEqual([
    { service: 'ecs', operation: 'ListClusters', caller: 'tick-3', at: WORLD_START + 5000, outcome: 'ok' },
  ])
  expect(kernel.calls.list({ caller: 'reconcile-1' })).toEqual([])
  kernel.calls.clear()
  expect(kernel.calls.counts()).toEqual({})
})

it('keeps events that are emitted before a bus is connected', () => {
  const seen: string[] = []
  const emit = (source: string) => kernel.world.emit({ source, 'detail-type': 't', resources: [], detail: {} })
  emit('first')
  kernel.connectBus((event) => seen.push(event.source))
  emit('second')
  expect(seen).toEqual(['first', 'second'])
})
