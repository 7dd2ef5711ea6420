import { DescribeTasksCommand, ListTasksCommand, RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Fate } from '../../../sandbox/services/ecs/fates.ts'
import { refusal, run, type ServedEcs, serveEcs } from './ecs-clients.ts'

const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'ENABLED' as const } }

let served: ServedEcs
let digest: string
let taskDefinition: string
let wanted: {
  cluster: string
  taskDefinition: string
  launchType: 'FARGATE'
  startedBy: string
  networkConfiguration: typeof networkConfiguration
  overrides: { containerOverrides: { name: string; command: string[] }[] }
}

beforeEach(async () => {
  served = await serveEcs()
  const image = served.ecr.push({ repository: 'team/api', tag: 'v1' })
  digest = image.digest
  served.ecs.createCluster('prod')
  taskDefinition = served.ecs.registerContainers('api', { app: image.pinned })
  wanted = {
    cluster: 'prod',
    taskDefinition,
    launchType: 'FARGATE',
    startedBy: 'deployment-1',
    networkConfiguration,
    overrides: { containerOverrides: [{ name: 'app', command: ['npm', 'run', 'migrate'] }] },
  }
})

afterEach(() => served.stop())

async function start(fate?: Fate, more: object = {}): Promise<string> {
  if (fate) served.ecs.fate(digest, fate)
  const { tasks = [] } = await served.ecsClient.send(new RunTaskCommand({ ...wanted, ...more }))
  return tasks[0]?.taskArn ?? 'none'
}

async function described(task: string) {
  const { tasks = [] } = await served.ecsClient.send(new DescribeTasksCommand({ cluster: 'prod', tasks: [task] }))
  return tasks[0]
}

async function listed(filter: object): Promise<string[]> {
  const { taskArns = [] } = await served.ecsClient.send(new ListTasksCommand({ cluster: 'prod', ...filter }))
  return taskArns
}

describe('a one-off task', () => {
  it('runs with the overridden command, exits with 0 and stays visible for an hour', async () => {
    const task = await start()
    expect(await described(task)).toMatchObject({
      lastStatus: 'PROVISIONING',
      group: 'family:api',
      startedBy: 'deployment-1',
      launchType: 'FARGATE',
      overrides: { containerOverrides: [{ name: 'app', command: ['npm', 'run', 'migrate'] }] },
    })
    expect(await listed({ startedBy: 'deployment-1' })).toEqual([task])
    await run(served, 40)
    expect(await described(task)).toMatchObject({ lastStatus: 'RUNNING' })
    await run(served, 60)
    expect(await described(task)).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      containers: [{ name: 'app', exitCode: 0, imageDigest: digest }],
    })
    expect(await listed({ startedBy: 'deployment-1' })).toEqual([])
    expect(await listed({ startedBy: 'deployment-1', desiredStatus: 'STOPPED' })).toEqual([task])
    await run(served, 3700)
    expect(await described(task)).toBeUndefined()
    expect(served.ecs.oneOffTasks()).toMatchObject([
      { arn: task, family: 'api', digests: { app: digest }, exitCodes: { app: 0 }, networkConfiguration },
    ])
  })

  it.each<[string, Fate, number]>([
    ['the migration fails and the service is fine', { name: 'healthy', task: { exitCode: 3 } }, 3],
    ['the migration is fine and the service crashes', { name: 'crashes' }, 0],
    ['the fate of another command', { name: 'healthy', task: { command: 'seed', exitCode: 4 } }, 0],
    [
      'the fate of its command',
      {
        name: 'healthy',
        task: [
          { command: 'seed', exitCode: 4 },
          { command: 'run migrate', exitCode: 5 },
        ],
      },
      5,
    ],
  ])('ends by its own fate: %s', async (_, fate, exitCode) => {
    const task = await start(fate)
    await run(served, 100)
    expect(await described(task)).toMatchObject({ lastStatus: 'STOPPED', containers: [{ exitCode }] })
  })

  it("ends as the image's own program does when no command is overridden", async () => {
    const task = await start({ name: 'crashes', exitCode: 9 }, { overrides: {} })
    await run(served, 100)
    expect(await described(task)).toMatchObject({ containers: [{ exitCode: 9 }] })
  })
})

describe('a one-off task that does not end well', () => {
  it('never starts when its image is gone or its log group is missing', async () => {
    const unstartable = await start({ name: 'healthy', task: { ends: 'cannot-start' } })
    await run(served, 100)
    expect(await described(unstartable)).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringMatching(/^ResourceInitializationError/),
    })
    served.ecr.deleteImage('team/api', { imageDigest: digest })
    const unpullable = await start()
    await run(served, 300)
    const gone = await described(unpullable)
    expect(gone?.stoppedReason).toMatch(/^CannotPullContainerError/)
    expect(gone?.containers?.[0]).not.toHaveProperty('exitCode')
  })

  it('runs until it is stopped when it hangs, and is killed when it does not heed being asked', async () => {
    const task = await start({ name: 'healthy', task: { ends: 'hangs' } })
    await run(served, 7200)
    expect(await described(task)).toMatchObject({ lastStatus: 'RUNNING' })
    await served.ecsClient.send(new StopTaskCommand({ cluster: 'prod', task, reason: 'took too long' }))
    expect(await described(task)).toMatchObject({ lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED' })
    await run(served, 60)
    expect(await described(task)).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'UserInitiated',
      stoppedReason: 'took too long',
      containers: [{ exitCode: 137 }],
    })
  })

  it('does not run when stopped before it started', async () => {
    const task = await start()
    await served.ecsClient.send(new StopTaskCommand({ cluster: 'prod', task }))
    await run(served, 60)
    const stopped = await described(task)
    expect(stopped).toMatchObject({ lastStatus: 'STOPPED', stopCode: 'UserInitiated' })
    expect(stopped?.containers?.[0]).not.toHaveProperty('exitCode')
  })
})

describe('RunTask', () => {
  it('is started once for one client token, and refuses the token for another request', async () => {
    const clientToken = 'token-1'
    const first = await start(undefined, { clientToken })
    expect(await start(undefined, { clientToken })).toBe(first)
    expect(served.ecs.oneOffTasks()).toHaveLength(1)
    const other = served.ecsClient.send(new RunTaskCommand({ ...wanted, clientToken, startedBy: 'other' }))
    expect(await refusal(other)).toMatch(/^ConflictException/)
    expect(await start(undefined, { clientToken: 'token-2' })).not.toBe(first)
  })

  it('answers with a failure where there is no room, and starts under the same token later', async () => {
    served.ecs.fate(digest, { name: 'no-capacity' })
    const full = { ...wanted, clientToken: 'token-1' }
    expect(await served.ecsClient.send(new RunTaskCommand(full))).toMatchObject({
      tasks: [],
      failures: [{ reason: expect.stringMatching(/^Capacity is unavailable/) }],
    })
    const onInstances = { ...full, launchType: 'EC2' as const, clientToken: 'token-2' }
    expect(await served.ecsClient.send(new RunTaskCommand(onInstances))).toMatchObject({
      failures: [{ reason: 'RESOURCE:MEMORY' }],
    })
    served.ecs.fate(digest, 'healthy')
    expect((await served.ecsClient.send(new RunTaskCommand(full))).tasks).toHaveLength(1)
  })
})

describe('what is refused', () => {
  it.each<[string, object, string]>([
    ['no network', { networkConfiguration: undefined }, 'InvalidParameterException: Network Configuration must be'],
    ['an unknown cluster', { cluster: 'none' }, 'ClusterNotFoundException'],
    ['an unknown revision', { taskDefinition: 'api:9' }, 'ClientException'],
    [
      'a stranger overridden',
      { overrides: { containerOverrides: [{ name: 'db' }] } },
      'InvalidParameterException: Override for container named db',
    ],
    ['too many', { count: 11 }, 'InvalidParameterException: Task count'],
    ['a long startedBy', { startedBy: 'x'.repeat(129) }, 'InvalidParameterException: startedBy'],
    [
      'a launch type and a strategy',
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] },
      'InvalidParameterException: Specifying both',
    ],
  ])('is refused: %s', async (_, change, message) => {
    expect(await refusal(served.ecsClient.send(new RunTaskCommand({ ...wanted, ...change })))).toContain(message)
  })

  it('is refused with a revision that is inactive', async () => {
    served.ecs.deregister(taskDefinition)
    expect(await refusal(served.ecsClient.send(new RunTaskCommand(wanted)))).toContain('TaskDefinition is inactive')
  })

  it('cannot be stopped when nobody knows it', async () => {
    const call = served.ecsClient.send(new StopTaskCommand({ cluster: 'prod', task: 'a'.repeat(32) }))
    expect(await refusal(call)).toContain('The referenced task was not found')
  })
})

describe("a service's task", () => {
  it('is stopped by StopTask and replaced, and ListTasks tells it from one-off tasks', async () => {
    const image = served.ecr.push({ repository: 'team/api', tag: 'v1' })
    served.ecs.createService({ cluster: 'prod', name: 'api', containers: { app: image.pinned } })
    const { ecsClient: client } = served
    const ofService = await client.send(new ListTasksCommand({ cluster: 'prod', serviceName: 'api' }))
    await client.send(
      new RunTaskCommand({ cluster: 'prod', taskDefinition: 'api', launchType: 'FARGATE', networkConfiguration }),
    )
    expect((await client.send(new ListTasksCommand({ cluster: 'prod' }))).taskArns).toHaveLength(2)
    const again = await client.send(new ListTasksCommand({ cluster: 'prod', serviceName: 'api' }))
    expect(again.taskArns).toEqual(ofService.taskArns)
    await client.send(new StopTaskCommand({ cluster: 'prod', task: ofService.taskArns?.[0] ?? '' }))
    await run(served, 200)
    const after = await client.send(new ListTasksCommand({ cluster: 'prod', serviceName: 'api' }))
    expect(after.taskArns).toHaveLength(1)
    expect(after.taskArns).not.toEqual(ofService.taskArns)
  })
})
