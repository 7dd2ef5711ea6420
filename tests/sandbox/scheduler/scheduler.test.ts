import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { nextRun } from '../../../sandbox/services/scheduler/next-run.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from '../kernel/client-options.ts'

let sandbox: Sandbox
let client: SchedulerClient
let digest: string
let taskDefinition: string

beforeEach(async () => {
  sandbox = await startSandbox()
  client = new SchedulerClient({ ...clientOptions(sandbox.endpoint), maxAttempts: 1 })
  const image = sandbox.ecr.push({ repository: 'team/report', tag: 'v1' })
  digest = image.digest
  sandbox.ecs.createCluster('prod')
  taskDefinition = sandbox.ecs.registerContainers('report', { app: image.pinned })
})
afterEach(async () => {
  client.destroy()
  await sandbox.stop()
})

const settle = (hours: number) => sandbox.clock.runUntil(sandbox.clock.now() + hours * 3_600_000)

function nightly(more: object = {}) {
  return {
    Name: 'nightly',
    ScheduleExpression: 'cron(0 2 * * ? *)',
    ScheduleExpressionTimezone: 'Asia/Seoul',
    Description: 'numbers of the day',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: {
      Arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/prod',
      RoleArn: 'arn:aws:iam::123456789012:role/run-reports',
      Input: JSON.stringify({ containerOverrides: [{ name: 'app', command: ['report'] }] }),
      EcsParameters: {
        TaskDefinitionArn: taskDefinition,
        LaunchType: 'FARGATE' as const,
        NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-1'] } },
      },
    },
    ...more,
  }
}

describe('a schedule', () => {
  it('runs its task at the times of its zone', async () => {
    await client.send(new CreateScheduleCommand(nightly()))
    // The world begins at 09:00 UTC, which is 18:00 in Seoul: eight hours to go.
    await settle(7.9)
    expect(sandbox.ecs.oneOffTasks()).toEqual([])
    await settle(0.2)
    expect(sandbox.ecs.oneOffTasks()).toMatchObject([
      {
        taskDefinition,
        digests: { app: digest },
        startedBy: 'chronos-schedule/nightly',
        commands: { app: ['report'] },
      },
    ])
    await settle(24)
    expect(sandbox.ecs.oneOffTasks()).toHaveLength(2)
  })

  it('shows what it was given, with defaults where nothing was said', async () => {
    await client.send(new CreateScheduleCommand(nightly()))
    const { Target, ...shown } = await client.send(new GetScheduleCommand({ Name: 'nightly' }))
    expect(shown).toMatchObject({
      Arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly',
      GroupName: 'default',
      State: 'ENABLED',
      Description: 'numbers of the day',
      ScheduleExpressionTimezone: 'Asia/Seoul',
      FlexibleTimeWindow: { Mode: 'OFF' },
      CreationDate: new Date('2026-11-16T09:00:00Z'),
    })
    expect(Target).toEqual({
      ...nightly().Target,
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    })
  })

  it('loses whatever an update leaves out', async () => {
    await client.send(new CreateScheduleCommand(nightly({ State: 'DISABLED' })))
    const { ScheduleExpressionTimezone: _, Description: __, ...rest } = nightly()
    await client.send(new UpdateScheduleCommand(rest))
    const shown = await client.send(new GetScheduleCommand({ Name: 'nightly' }))
    expect(shown).toMatchObject({ State: 'ENABLED', ScheduleExpressionTimezone: 'UTC' })
    expect(shown.Description).toBeUndefined()
  })

  it('runs by the update alone from then on, and not at all when disabled or deleted', async () => {
    await client.send(new CreateScheduleCommand(nightly({ ScheduleExpression: 'rate(1 hour)' })))
    await settle(1.5)
    await client.send(new UpdateScheduleCommand(nightly({ ScheduleExpression: 'at(2026-11-16T23:00:00)' })))
    await settle(8)
    expect(sandbox.ecs.oneOffTasks()).toHaveLength(2)
    await client.send(new UpdateScheduleCommand(nightly({ ScheduleExpression: 'rate(1 hour)', State: 'DISABLED' })))
    await settle(3)
    await client.send(new DeleteScheduleCommand({ Name: 'nightly' }))
    expect(sandbox.ecs.oneOffTasks()).toHaveLength(2)
    await expect(client.send(new GetScheduleCommand({ Name: 'nightly' }))).rejects.toThrow('does not exist')
  })

  it('notes a run that ECS refused', async () => {
    await client.send(new CreateScheduleCommand(nightly({ ScheduleExpression: 'rate(1 hour)' })))
    sandbox.ecs.deregister(taskDefinition)
    await settle(1.1)
    expect(sandbox.ecs.oneOffTasks()).toEqual([])
    expect(sandbox.schedules.missed()).toMatchObject([
      { schedule: 'nightly', error: expect.stringContaining('inactive') },
    ])
  })

  it('may send to a queue instead', async () => {
    const { arn } = sandbox.sqs.createQueue('inbox')
    const Target = { Arn: arn, RoleArn: 'arn:aws:iam::123456789012:role/send', Input: '{"go":true}' }
    await client.send(new CreateScheduleCommand(nightly({ ScheduleExpression: 'rate(1 hour)', Target })))
    await settle(1.1)
    expect(sandbox.sqs.messages('inbox').map(({ body }) => JSON.parse(body))).toEqual([{ go: true }])
  })
})

describe('Scheduler', () => {
  it('lists schedules by group and prefix, page by page, with the ARN of their targets alone', async () => {
    sandbox.schedules.createGroup('reports')
    for (const Name of ['a-1', 'a-2', 'b-1']) await client.send(new CreateScheduleCommand(nightly({ Name })))
    await client.send(new CreateScheduleCommand(nightly({ Name: 'a-3', GroupName: 'reports' })))
    const names = async (input: object) =>
      ((await client.send(new ListSchedulesCommand(input))).Schedules ?? []).map(({ Name }) => Name)
    expect(await names({ NamePrefix: 'a-' })).toEqual(['a-1', 'a-2', 'a-3'])
    expect(await names({ GroupName: 'reports' })).toEqual(['a-3'])
    const page = await client.send(new ListSchedulesCommand({ MaxResults: 3 }))
    expect(page.Schedules?.[0]?.Target).toEqual({ Arn: nightly().Target.Arn })
    expect(await names({ MaxResults: 3, NextToken: page.NextToken })).toEqual(['a-3'])
  })

  it('creates once for one client token, and refuses a second of the same name', async () => {
    const first = await client.send(new CreateScheduleCommand(nightly({ ClientToken: 'one' })))
    expect(await client.send(new CreateScheduleCommand(nightly({ ClientToken: 'one' })))).toMatchObject({
      ScheduleArn: first.ScheduleArn,
    })
    const second = client.send(new CreateScheduleCommand(nightly({ ClientToken: 'two' })))
    await expect(second).rejects.toMatchObject({ name: 'ConflictException', $metadata: { httpStatusCode: 409 } })
  })

  it.each<[string, object, string]>([
    ['an expression nobody can read', { ScheduleExpression: 'sometimes' }, 'ValidationException'],
    ['a zone nobody knows', { ScheduleExpressionTimezone: 'Mars/Base' }, 'ValidationException'],
    ['a window without its size', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, 'ValidationException'],
    ['a group that does not exist', { GroupName: 'none' }, 'ResourceNotFoundException'],
  ])('refuses %s', async (_, change, name) => {
    await expect(client.send(new CreateScheduleCommand(nightly(change)))).rejects.toMatchObject({ name })
  })

  it('refuses to update what does not exist', async () => {
    await expect(client.send(new UpdateScheduleCommand(nightly()))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    })
  })
})

describe('the next run', () => {
  const at = (text: string) => Date.parse(text)

  it.each([
    [
      'a zone without daylight saving',
      'cron(30 9 * * ? *)',
      'Asia/Seoul',
      '2026-11-16T00:00:00Z',
      '2026-11-16T00:30:00Z',
    ],
    ['summer time', 'cron(0 2 * * ? *)', 'Europe/Berlin', '2026-07-01T12:00:00Z', '2026-07-02T00:00:00Z'],
    ['winter time', 'cron(0 2 * * ? *)', 'Europe/Berlin', '2026-12-01T12:00:00Z', '2026-12-02T01:00:00Z'],
    ['one instant', 'at(2026-11-16T10:00:00)', 'UTC', '2026-11-16T09:00:00Z', '2026-11-16T10:00:00Z'],
  ])('heeds %s', (_, expression, zone, after, next) => {
    expect(nextRun(expression, zone, at(after))).toBe(at(next))
  })

  it('is none after the one instant', () => {
    expect(nextRun('at(2026-11-16T10:00:00)', 'UTC', at('2026-11-16T10:00:00Z'))).toBeUndefined()
  })
})
