import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { refusal, type ServedEcs, serveEcs } from './ecs-clients.ts'

let aws: ServedEcs
beforeEach(async () => {
  aws = await serveEcs()
})
afterEach(() => aws.stop())

const full: RegisterTaskDefinitionCommandInput = {
  family: 'api',
  taskRoleArn: 'arn:aws:iam::123456789012:role/api',
  runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
  ephemeralStorage: { sizeInGiB: 40 },
  enableFaultInjection: true,
  volumes: [{ name: 'data', efsVolumeConfiguration: { fileSystemId: 'fs-1', transitEncryption: 'ENABLED' } }],
  containerDefinitions: [
    {
      name: 'app',
      image: 'team/api:v1',
      environment: [{ name: 'MODE', value: 'production' }],
      secrets: [{ name: 'TOKEN', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/token' }],
      healthCheck: { command: ['CMD', 'true'], interval: 5 },
      versionConsistency: 'disabled',
    },
  ],
}
const register = (input: RegisterTaskDefinitionCommandInput = full) =>
  aws.ecsClient.send(new RegisterTaskDefinitionCommand(input))

describe('RegisterTaskDefinition', () => {
  it('gives everything back that was registered', async () => {
    await register()
    const { taskDefinition } = await aws.ecsClient.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'api' }))
    expect(taskDefinition).toMatchObject({ ...full, revision: 1, status: 'ACTIVE' })
  })

  it.each(['us-east-1:210987654321', 'eu-west-1:123456789012'])('is not found under %s', async (place) => {
    await register()
    const taskDefinition = `arn:aws:ecs:${place}:task-definition/api:1`
    const told = await refusal(aws.ecsClient.send(new DescribeTaskDefinitionCommand({ taskDefinition })))
    expect(told).toBe('ClientException: Unable to describe task definition.')
  })

  it('makes a new revision even when nothing differs', async () => {
    await register()
    expect((await register()).taskDefinition?.revision).toBe(2)
  })

  it('keeps tags beside the definition and shows them only when asked', async () => {
    await register({ ...full, tags: [{ key: 'deployment', value: '1' }] })
    const plain = await aws.ecsClient.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'api:1' }))
    expect(plain.tags).toEqual([])
    const tagged = await aws.ecsClient.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'api:1', include: ['TAGS'] }),
    )
    expect(tagged.tags).toEqual([{ key: 'deployment', value: '1' }])
  })

  it.each([
    [{ tags: [] }, 'ClientException: Tags can not be empty.'],
    [{ tags: [{ key: 'aws:x', value: '1' }] }, /^InvalidParameterException: Invalid tag key/],
    [{ containerDefinitions: [] }, 'ClientException: Container list cannot be empty.'],
    [{ family: '' }, 'ClientException: Family should not be null or empty.'],
  ])('refuses %j', async (wrong, error) => {
    const told = await refusal(register({ ...full, ...wrong }))
    if (typeof error === 'string') expect(told).toBe(error)
    else expect(told).toMatch(error)
  })
})

describe('inactive revisions', () => {
  it('can be described but are neither listed nor taken for a bare family', async () => {
    await register()
    await register()
    await aws.ecsClient.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'api:2' }))
    const gone = await aws.ecsClient.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'api:2' }))
    expect(gone.taskDefinition).toMatchObject({ status: 'INACTIVE', deregisteredAt: expect.any(Date) })
    const newest = await aws.ecsClient.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'api' }))
    expect(newest.taskDefinition?.revision).toBe(1)
    const inactive = await aws.ecsClient.send(new ListTaskDefinitionsCommand({ status: 'INACTIVE' }))
    expect(inactive.taskDefinitionArns).toEqual([gone.taskDefinition?.taskDefinitionArn])
  })
})

describe('ListTaskDefinitions', () => {
  it('takes the whole family, newest first on demand, in pages', async () => {
    for (const family of ['api', 'api', 'api', 'api-worker']) await register({ ...full, family })
    const page = { familyPrefix: 'api', sort: 'DESC', maxResults: 2 } as const
    const first = await aws.ecsClient.send(new ListTaskDefinitionsCommand(page))
    expect(first.taskDefinitionArns?.map((arn) => arn.split('/')[1])).toEqual(['api:3', 'api:2'])
    const nextToken = first.nextToken ?? ''
    const second = await aws.ecsClient.send(new ListTaskDefinitionsCommand({ ...page, nextToken }))
    expect(second.taskDefinitionArns?.map((arn) => arn.split('/')[1])).toEqual(['api:1'])
    const wrong = new ListTaskDefinitionsCommand({ ...page, nextToken: 'bogus' })
    expect(await refusal(aws.ecsClient.send(wrong))).toBe('InvalidParameterException: Invalid token.')
  })
})
