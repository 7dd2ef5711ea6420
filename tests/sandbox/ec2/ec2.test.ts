import { DescribeInstancesCommand, type DescribeInstancesCommandInput } from '@aws-sdk/client-ec2'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { refusal } from '../ecs/ecs-clients.ts'
import { type HostsWorld, serveHosts } from '../ssm/hosts-world.ts'

let world: HostsWorld
beforeEach(async () => {
  world = await serveHosts()
})
afterEach(() => world.stop())

const describeInstances = (input: DescribeInstancesCommandInput) => world.ec2.send(new DescribeInstancesCommand(input))

async function names(input: DescribeInstancesCommandInput): Promise<(string | undefined)[]> {
  const { Reservations = [] } = await describeInstances(input)
  return Reservations.flatMap(({ Instances = [] }) => Instances).map(
    ({ Tags = [] }) => Tags.find(({ Key }) => Key === 'Name')?.Value,
  )
}

describe('DescribeInstances', () => {
  it('finds running instances by tag', async () => {
    world.hosts.add({ name: 'web-1', tags: { App: 'web' } })
    world.hosts.add({ name: 'web-2', tags: { App: 'web' } })
    world.hosts.add({ name: 'db', tags: { App: 'db' } })
    world.hosts.down('web-2')
    expect(await names({ Filters: [{ Name: 'tag:App', Values: ['web'] }] })).toEqual(['web-1', 'web-2'])
    const running = { Name: 'instance-state-name', Values: ['running', 'pending'] }
    expect(await names({ Filters: [{ Name: 'tag:App', Values: ['web'] }, running] })).toEqual(['web-1'])
    expect(await names({ Filters: [{ Name: 'tag:App', Values: ['w*', 'x'] }] })).toEqual(['web-1', 'web-2'])
    expect(await names({ Filters: [{ Name: 'tag:App', Values: ['we'] }] })).toEqual([])
  })

  it('tells id, state, address and tags of an instance', async () => {
    const id = world.hosts.add({ name: 'web-1', tags: { App: 'web' } })
    const { Reservations } = await describeInstances({ InstanceIds: [id] })
    expect(Reservations?.[0]?.Instances).toMatchObject([
      {
        InstanceId: id,
        State: { Name: 'running', Code: 16 },
        PrivateIpAddress: expect.stringMatching(/^10\./),
        Tags: [
          { Key: 'Name', Value: 'web-1' },
          { Key: 'App', Value: 'web' },
        ],
      },
    ])
  })

  it('gives pages', async () => {
    for (let index = 0; index < 7; index += 1) world.hosts.add({ name: `web-${index}` })
    const first = await describeInstances({ MaxResults: 5 })
    expect(first.Reservations).toHaveLength(5)
    const second = await describeInstances({ MaxResults: 5, NextToken: first.NextToken })
    expect(second.Reservations).toHaveLength(2)
    expect(second.NextToken).toBeUndefined()
  })

  it.each([
    [
      'an unknown id',
      { InstanceIds: ['i-0123456789abcdef0'] },
      "InvalidInstanceID.NotFound: The instance ID 'i-0123456789abcdef0' does not exist",
    ],
    [
      'an unknown filter',
      { Filters: [{ Name: 'colour', Values: ['blue'] }] },
      "InvalidParameterValue: The filter 'colour' is invalid",
    ],
    [
      'a page that is too small',
      { MaxResults: 2 },
      'InvalidParameterValue: Value ( 2 ) for parameter maxResults is invalid.',
    ],
  ])('refuses %s', async (_, input, words) => {
    world.hosts.add({ name: 'web-1' })
    expect(await refusal(describeInstances(input))).toContain(words)
  })

  it.each([
    ['throttle', 'RequestLimitExceeded'],
    ['access-denied', 'UnauthorizedOperation'],
  ] as const)('says %s in its own words', async (fault, code) => {
    world.kernel.faults.onCall({ service: 'ec2' }, fault)
    expect(await refusal(describeInstances({}))).toContain(code)
  })
})
