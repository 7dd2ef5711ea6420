import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ServiceSetUp } from '../../sandbox/services/ecs/set-up-service.ts'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { ecsApi } from '../../shared/aws/ecs-api.ts'
import { ecsTasksApi } from '../../shared/aws/ecs-tasks-api.ts'
import type { RunTaskEffect } from '../../shared/domain/effect.ts'
import type { TaskNeeds } from '../../shared/domain/needs.ts'
import type { TaskSight } from '../../shared/domain/observation.ts'
import { ecsOneOffTasks } from '../../shared/platforms/ecs/one-off-tasks.ts'
import type { OneOffTasks } from '../../shared/ports.ts'
import { type AwsWorld, startAws } from '../contracts/aws-world.ts'
import { aPolicy, digest, repository } from '../contracts/platform-worlds.ts'

const cluster = 'production'
const image = (n: number) => `${repository}@${digest(n)}`
const logConfiguration = {
  logDriver: 'awslogs' as const,
  options: { 'awslogs-group': '/ecs/api', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'app' },
}

let aws: AwsWorld
let tasks: OneOffTasks

beforeEach(async () => {
  aws = await startAws()
  for (const n of [1, 2, 3]) aws.ecr.push({ repository: 'team/api', tag: `v${n}`, digest: digest(n), silent: true })
  const ecs = ecsApi(clientSettings())
  const api = ecsTasksApi(clientSettings())
  const targets = { api: { cluster, service: 'api', family: 'api', roles: [] } }
  tasks = ecsOneOffTasks({ targets, ecs: async () => ecs, tasks: async () => api, clock: aws.world.clock })
})
afterEach(() => aws.stop())

function addService(more: Partial<ServiceSetUp> = {}): void {
  aws.ecs.createService({ cluster, name: 'api', containers: { app: { image: image(1), logConfiguration } }, ...more })
}

function anEffect(more: Partial<RunTaskEffect> = {}): RunTaskEffect {
  const release = { images: { app: { repository, digest: digest(2) } } }
  const task = { container: 'app', command: ['npm', 'run', 'migrate'], timeoutMs: 600_000 }
  return { kind: 'run-task', deploymentId: 'deployment-2', place: 'before', release, task, again: false, ...more }
}

async function run(more: Partial<RunTaskEffect> = {}) {
  const result = await tasks.run(aPolicy(), anEffect(more))
  if (result.kind !== 'task-started') throw new Error(result.message)
  return result
}

async function see(more: Partial<TaskNeeds> = {}): Promise<TaskSight> {
  const wanted = { deploymentId: 'deployment-2', place: 'before', container: 'app', ...more } as const
  const sight = await tasks.observe(aPolicy(), wanted)
  if (sight.kind === 'problem') throw new Error(sight.message)
  return sight
}

describe('running a task', () => {
  it('runs a revision pinned to the new images, in the network of the service, and touches nothing of it', async () => {
    addService()
    const before = aws.ecs.service(cluster, 'api')
    const { task, carrier } = await run()
    const [seen] = aws.ecs.oneOffTasks()
    expect(seen).toMatchObject({
      arn: task,
      taskDefinition: carrier,
      digests: { app: digest(2) },
      commands: { app: ['npm', 'run', 'migrate'] },
      startedBy: 'deployment-2',
      networkConfiguration: before.networkConfiguration,
      launch: { launchType: 'FARGATE' },
    })
    expect(aws.ecs.service(cluster, 'api')).toEqual(before)
  })

  it('runs on the capacity providers of the service where it has some', async () => {
    addService({ settings: { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] } })
    await run()
    expect(aws.ecs.oneOffTasks()[0]?.launch).toEqual({ capacityProviderName: 'FARGATE_SPOT' })
  })

  it('takes the network from the task set of a service that CodeDeploy controls', async () => {
    addService({ controller: 'CODE_DEPLOY' })
    await run()
    expect(aws.ecs.oneOffTasks()[0]?.networkConfiguration).toBeDefined()
  })

  it('runs the revision that was rolled out, after the proof', async () => {
    addService()
    const carrier = aws.ecs.registerContainers('api', { app: image(2) })
    const release = { images: { app: { repository, digest: digest(2) } }, carrier }
    expect(await run({ place: 'after', release })).toMatchObject({ carrier, place: 'after' })
    expect(aws.ecs.oneOffTasks()[0]?.startedBy).toBe('deployment-2/after')
  })

  it('starts one task however often it is asked, whatever was seen of the first', async () => {
    addService()
    const first = await run()
    expect(await run({ again: true })).toEqual(first)
    aws.calls.clear()
    aws.faults.onCall({ service: 'ecs', operation: 'ListTasks' }, { staleMs: 60_000 })
    expect((await run({ again: true })).task).toBe(first.task)
    expect(aws.calls.counts()).toMatchObject({ 'ecs:RunTask': 1 })
    await aws.run(120_000)
    expect(await run({ again: true })).toEqual(first)
    expect(aws.ecs.oneOffTasks()).toHaveLength(1)
    expect(aws.ecs.taskDefinitions('api')).toHaveLength(2)
  })

  it('takes what an earlier call started although the network of the service changed since', async () => {
    addService()
    const first = await run()
    aws.ecs.deleteService(cluster, 'api', { forget: true })
    addService({ settings: { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-2'] } } } })
    expect((await run()).task).toBe(first.task)
  })
})

describe('a task that cannot be run', () => {
  it('is told as passing while there is no room', async () => {
    addService()
    aws.ecs.fate(digest(2), 'no-capacity')
    expect(await tasks.run(aPolicy(), anEffect())).toMatchObject({
      ...{ kind: 'refused', deploymentId: 'deployment-2', cause: 'throttled' },
      message: expect.stringContaining('Capacity is unavailable'),
    })
  })

  it('is told as invalid when the failure is none of room', async () => {
    addService()
    const task = { ends: 'no-capacity' as const, reason: 'MISSING' }
    aws.ecs.fate(digest(2), { name: 'healthy', task })
    expect(await tasks.run(aPolicy(), anEffect())).toMatchObject({
      cause: 'invalid',
      message: expect.stringContaining('MISSING'),
    })
  })

  it('is told as gone with its service, and as invalid without its container or its target', async () => {
    expect(await tasks.run(aPolicy(), anEffect())).toMatchObject({ kind: 'refused', cause: 'gone' })
    addService()
    const task = { container: 'db', command: ['migrate'], timeoutMs: 1 }
    expect(await tasks.run(aPolicy(), anEffect({ task }))).toMatchObject({ cause: 'invalid' })
    expect(await tasks.run(aPolicy('web'), anEffect())).toMatchObject({ cause: 'invalid' })
    expect(aws.ecs.oneOffTasks()).toEqual([])
  })

  it('names the permission that is missing', async () => {
    addService()
    aws.faults.onCall({ service: 'ecs', operation: 'RunTask' }, 'access-denied')
    const result = await tasks.run(aPolicy(), anEffect())
    expect(result).toMatchObject({ cause: 'denied', message: expect.stringContaining('ecs:RunTask') })
  })
})

describe('looking at a task', () => {
  it('shows none before it was started', async () => {
    addService()
    expect((await see()).task).toBeUndefined()
  })

  it('follows it to its exit code, by its deployment and by its id', async () => {
    addService()
    const { task: id, carrier } = await run()
    expect((await see()).task).toEqual({ id, carrier, state: 'starting' })
    await aws.run(40_000)
    expect((await see({ id })).task).toEqual({ id, carrier, state: 'running' })
    await aws.run(20_000)
    expect((await see({ id })).task?.state).toBe('stopping')
    await aws.run(30_000)
    expect((await see()).task).toEqual({ id, carrier, state: 'stopped', exitCode: 0 })
    expect((await see({ place: 'after' })).task).toBeUndefined()
    await aws.run(3_700_000)
    expect((await see({ id })).task).toBeUndefined()
  })

  it('tells why it failed and where its log is', async () => {
    addService()
    aws.ecs.fate(digest(2), { name: 'healthy', task: { exitCode: 3 } })
    const { task: id } = await run()
    await aws.run(90_000)
    const stream = `app/app/${id.split('/').at(-1)}`
    expect((await see()).task).toMatchObject({
      exitCode: 3,
      reason: 'container app exited with code 3',
      conclusive: true,
      log: {
        name: `/ecs/api ${stream}`,
        link: `https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Fecs$252Fapi/log-events/${stream.replaceAll('/', '$252F')}`,
      },
    })
  })

  it('tells why it never ran', async () => {
    addService()
    aws.ecs.fate(digest(2), { name: 'healthy', task: { ends: 'cannot-start' } })
    await run()
    await aws.run(90_000)
    const { task } = await see()
    expect(task).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('cannot be set up'),
      conclusive: true,
    })
    expect(task).not.toHaveProperty('exitCode')
  })

  it('says nothing of a log that goes elsewhere', async () => {
    addService({ containers: { app: image(1) } })
    aws.ecs.fate(digest(2), { name: 'healthy', task: { exitCode: 3 } })
    await run()
    await aws.run(90_000)
    expect((await see()).task).not.toHaveProperty('log')
  })

  it('is a problem when it may not look', async () => {
    addService()
    aws.faults.onCall({ service: 'ecs', operation: 'ListTasks' }, 'access-denied')
    const wanted = { deploymentId: 'deployment-2', place: 'before', container: 'app' } as const
    expect(await tasks.observe(aPolicy(), wanted)).toMatchObject({ kind: 'problem', cause: 'denied' })
  })
})

describe('stopping a task', () => {
  it('stops it with the reason, which is to be seen', async () => {
    addService()
    aws.ecs.fate(digest(2), { name: 'healthy', task: { ends: 'hangs' } })
    const { task } = await run()
    await aws.run(60_000)
    const effect = { kind: 'stop-task', deploymentId: 'deployment-2', place: 'before', task, why: 'too long' } as const
    expect(await tasks.stop(aPolicy(), effect)).toEqual({ kind: 'task-stopping', deploymentId: 'deployment-2' })
    expect((await see({ id: task })).task?.state).toBe('stopping')
    await aws.run(60_000)
    expect((await see({ id: task })).task).toMatchObject({
      ...{ state: 'stopped', exitCode: 137 },
      reason: 'somebody stopped it: Longshore: too long',
      conclusive: false,
    })
    expect(await tasks.stop(aPolicy(), { ...effect, task: 'none' })).toMatchObject({ kind: 'refused' })
  })

  it('stops that of a target which left the configuration, in the cluster that its ARN names', async () => {
    addService()
    aws.ecs.fate(digest(2), { name: 'healthy', task: { ends: 'hangs' } })
    const { task } = await run()
    await aws.run(60_000)
    const effect = { kind: 'stop-task', deploymentId: 'deployment-2', place: 'before', task, why: 'gone' } as const
    expect(await tasks.stop(aPolicy('gone'), effect)).toMatchObject({ kind: 'task-stopping' })
    expect((await see({ id: task })).task?.state).toBe('stopping')
    expect(await tasks.stop(aPolicy('gone'), { ...effect, task: 'none' })).toMatchObject({
      ...{ kind: 'refused', cause: 'invalid' },
      message: expect.stringContaining('by hand'),
    })
  })
})
