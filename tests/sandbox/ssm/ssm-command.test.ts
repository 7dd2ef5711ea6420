import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandsCommand,
  SendCommandCommand,
} from '@aws-sdk/client-ssm'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { refusal } from '../ecs/ecs-clients.ts'
import { type HostsWorld, serveHosts } from './hosts-world.ts'

let world: HostsWorld
beforeEach(async () => {
  world = await serveHosts()
  for (const name of ['web-1', 'web-2', 'web-3']) world.hosts.add({ name, tags: { App: 'web' } })
})
afterEach(() => world.stop())

const idOf = (name: string) => world.hosts.read(name).instanceId
const statuses = async (id: string) => (await world.invocations(id)).map(({ StatusDetails }) => StatusDetails)
const get = (id: string, name: string) =>
  world.ssm.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: idOf(name) }))

describe('a command', () => {
  it('runs its lines with a shell on the host and tells what they printed', async () => {
    const id = await world.send(['web-1'], ['pwd -P > here', 'echo out; echo wrong >&2', 'exit 3'])
    await world.later(60)
    expect(await world.invocations(id)).toMatchObject([
      {
        InstanceId: idOf('web-1'),
        Status: 'Failed',
        CommandPlugins: [{ ResponseCode: 3, Output: 'out\n\n----------ERROR-------\nwrong\n' }],
      },
    ])
    expect(await get(id, 'web-1')).toMatchObject({
      Status: 'Failed',
      ResponseCode: 3,
      StandardOutputContent: 'out\n',
      StandardErrorContent: 'wrong\n',
    })
  })

  it('runs under the interpreter its first line names', async () => {
    const id = await world.send(['web-1'], ['#!/usr/bin/env bash', '[[ 2 == 2 ]] && echo 2'])
    await world.later(60)
    expect(await get(id, 'web-1')).toMatchObject({ Status: 'Success', ResponseCode: 0, StandardOutputContent: '2\n' })
  })

  it('is not known to readers at once, then pending, in progress and done', async () => {
    const id = await world.send(['web-1'], ['sleep 20'])
    expect(await refusal(get(id, 'web-1'))).toContain('InvocationDoesNotExist')
    expect(await world.invocations(id)).toEqual([])
    await world.later(10)
    expect(await get(id, 'web-1')).toMatchObject({ Status: 'InProgress', ResponseCode: -1 })
    await world.later(20)
    expect(await get(id, 'web-1')).toMatchObject({ Status: 'Success', ExecutionElapsedTime: 'PT20S' })
  })

  it("has the world's time for its script", async () => {
    const id = await world.send(['web-1'], ['a=$(date +%s); sleep 7; b=$(date +%s); echo $((b - a))'])
    await world.later(60)
    expect(await get(id, 'web-1')).toMatchObject({ StandardOutputContent: '7\n' })
  })

  it('shows at most 2,500 characters of the output in lists, the beginning of it', async () => {
    const id = await world.send(['web-1'], ['i=0; while [ $i -lt 600 ]; do echo "line $i"; i=$((i + 1)); done'])
    await world.later(60)
    const [invocation] = await world.invocations(id)
    const output = invocation?.CommandPlugins?.[0]?.Output ?? ''
    expect(output).toHaveLength(2500)
    expect(output).toMatch(/^line 0\n.*---Output truncated---$/s)
    expect((await get(id, 'web-1')).StandardOutputContent).toMatch(/line 599\n$/)
  })
})

describe('the end of a command', () => {
  it('tells of each step of each instance and of the whole', async () => {
    await world.send(['web-1', 'web-2'], ['true'])
    await world.later(60)
    expect(world.events.map((event) => [event['detail-type'], event.detail['status']])).toEqual(
      expect.arrayContaining([
        ['EC2 Command Invocation Status-change Notification', 'InProgress'],
        ['EC2 Command Invocation Status-change Notification', 'Success'],
        ['EC2 Command Status-change Notification', 'InProgress'],
        ['EC2 Command Status-change Notification', 'Success'],
      ]),
    )
    expect(world.events).toHaveLength(6)
    expect(world.events[0]).toMatchObject({
      source: 'aws.ssm',
      detail: {
        'document-name': 'AWS-RunShellScript',
        parameters: '{"commands":["true"]}',
        'instance-id': expect.stringMatching(/^i-/),
      },
    })
  })

  it('goes to as many hosts at once as it may, and stops at the errors it may have', async () => {
    const id = await world.send(['web-1', 'web-2', 'web-3'], ['exit 1'], { MaxConcurrency: '1', MaxErrors: '0' })
    await world.later(60)
    expect(await statuses(id)).toEqual(['Failed', 'Terminated', 'Terminated'])
    const { Commands } = await world.ssm.send(new ListCommandsCommand({ CommandId: id }))
    expect(Commands).toMatchObject([{ Status: 'Failed', TargetCount: 3, CompletedCount: 3, ErrorCount: 1 }])
  })

  it('is killed when its time is over', async () => {
    const Parameters = { commands: ['sleep 500', 'touch too-late'], executionTimeout: ['60'] }
    const id = await world.send(['web-1'], [], { Parameters })
    await world.later(120)
    expect(await statuses(id)).toEqual(['ExecutionTimedOut'])
  })

  it('can be cancelled', async () => {
    const id = await world.send(['web-1'], ['sleep 100'])
    await world.later(5)
    await world.ssm.send(new CancelCommandCommand({ CommandId: id }))
    expect(await statuses(id)).toEqual(['Cancelled'])
    expect(world.events.at(-1)).toMatchObject({ detail: { status: 'Canceled' } })
  })
})

describe('hosts that cannot be reached', () => {
  it('keep a command waiting until it expires', async () => {
    world.hosts.offline('web-1')
    const id = await world.send(['web-1', 'web-2'], ['true'], { TimeoutSeconds: 120 })
    await world.later(60)
    expect(await statuses(id)).toEqual(['Delayed', 'Success'])
    await world.later(70)
    expect(await statuses(id)).toEqual(['DeliveryTimedOut', 'Success'])
  })

  it('get it when they come back in time', async () => {
    world.hosts.down('web-1')
    const id = await world.send(['web-1'], ['true'])
    await world.later(600)
    world.hosts.up('web-1')
    await world.later(10)
    expect(await statuses(id)).toEqual(['Success'])
  })

  it('never tell how it ended when they go down in the middle', async () => {
    const Parameters = { commands: ['sleep 30'], executionTimeout: ['300'] }
    const id = await world.send(['web-1'], [], { Parameters })
    await world.later(10)
    world.hosts.down('web-1')
    await world.later(200)
    expect(await statuses(id)).toEqual(['InProgress'])
    await world.later(200)
    expect(await statuses(id)).toEqual(['ExecutionTimedOut'])
  })

  it('die at the very call they are told to', async () => {
    world.hosts.dieAt('web-1', { command: 'sleep 2', when: 'before' })
    const id = await world.send(['web-1'], ['sleep 1', 'sleep 2'])
    await world.later(30)
    expect(await statuses(id)).toEqual(['InProgress'])
    expect(world.hosts.read('web-1').state).toBe('stopped')
  })
})

describe('DescribeInstanceInformation', () => {
  it('tells whose agent is heard of', async () => {
    world.hosts.add({ name: 'unmanaged', agent: 'missing' })
    world.hosts.offline('web-2')
    const { InstanceInformationList } = await world.ssm.send(new DescribeInstanceInformationCommand({}))
    expect(InstanceInformationList?.map(({ InstanceId, PingStatus }) => [InstanceId, PingStatus])).toEqual([
      [idOf('web-1'), 'Online'],
      [idOf('web-2'), 'ConnectionLost'],
      [idOf('web-3'), 'Online'],
    ])
  })

  it('takes filters', async () => {
    const Filters = [{ Key: 'InstanceIds', Values: [idOf('web-3')] }]
    const { InstanceInformationList } = await world.ssm.send(new DescribeInstanceInformationCommand({ Filters }))
    expect(InstanceInformationList).toMatchObject([{ InstanceId: idOf('web-3') }])
  })
})

describe('SendCommand', () => {
  it('finds hosts by tag', async () => {
    world.hosts.add({ name: 'db', tags: { App: 'db' } })
    const id = await world.send([], ['true'], { Targets: [{ Key: 'tag:App', Values: ['web'] }] })
    await world.later(30)
    expect((await world.invocations(id)).map(({ InstanceName }) => InstanceName)).toEqual(['web-1', 'web-2', 'web-3'])
  })

  it('accepts a tag that nobody carries', async () => {
    const id = await world.send([], ['true'], { Targets: [{ Key: 'tag:App', Values: ['nobody'] }] })
    await world.later(30)
    const { Commands } = await world.ssm.send(new ListCommandsCommand({ CommandId: id }))
    expect(Commands).toMatchObject([{ TargetCount: 0, StatusDetails: 'NoInstancesInTag' }])
  })

  it.each([
    ['another document', { DocumentName: 'Mine' }, 'InvalidDocument'],
    ['an unknown parameter', { Parameters: { commands: ['true'], colour: ['blue'] } }, 'InvalidParameters'],
    ['no commands', { Parameters: {} }, 'InvalidParameters'],
    ['a long comment', { Comment: 'x'.repeat(101) }, 'ValidationException'],
    ['nobody to send it to', { InstanceIds: [] }, 'InvalidTarget'],
    [
      'an instance that SSM does not know',
      { InstanceIds: ['i-0123456789abcdef0'] },
      'InvalidInstanceId: Instances [[i-0123456789abcdef0]] not in a valid state for account',
    ],
  ])('refuses %s', async (_, input, words) => {
    const plain = {
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [idOf('web-1')],
      Parameters: { commands: ['true'] },
    }
    expect(await refusal(world.ssm.send(new SendCommandCommand({ ...plain, ...input })))).toContain(words)
  })
})

describe('ListCommands', () => {
  it('tells the newest first, with their comments, for thirty days', async () => {
    await world.send(['web-1'], ['true'], { Comment: 'first' })
    await world.later(60)
    const between = new Date(world.kernel.clock.now()).toISOString()
    await world.later(60)
    await world.send(['web-2'], ['true'], { Comment: 'second' })
    await world.later(60)
    const comments = async (input = {}) =>
      (await world.ssm.send(new ListCommandsCommand(input))).Commands?.map(({ Comment }) => Comment)
    expect(await comments()).toEqual(['second', 'first'])
    expect(await comments({ Filters: [{ key: 'InvokedAfter', value: between }] })).toEqual(['second'])
    expect(await comments({ InstanceId: idOf('web-1') })).toEqual(['first'])
    await world.later(30 * 24 * 3600)
    expect(await comments()).toEqual([])
  })
})
