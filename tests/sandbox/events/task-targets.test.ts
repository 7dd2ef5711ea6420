import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from '../kernel/client-options.ts'

let sandbox: Sandbox
let client: EventBridgeClient

beforeEach(async () => {
  sandbox = await startSandbox()
  client = new EventBridgeClient({ ...clientOptions(sandbox.endpoint), maxAttempts: 1 })
})
afterEach(async () => {
  client.destroy()
  await sandbox.stop()
})

const settle = (hours: number) => sandbox.clock.runUntil(sandbox.clock.now() + hours * 3_600_000)

/** A family `report` of one container `app`, by digest. */
function revision(tag: string) {
  const image = sandbox.ecr.push({ repository: 'team/report', tag })
  sandbox.ecs.createCluster('prod')
  return { digest: image.digest, arn: sandbox.ecs.registerContainers('report', { app: image.pinned }) }
}

function target(taskDefinition: string, more: object = {}) {
  return {
    Id: 'report',
    Arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/prod',
    RoleArn: 'arn:aws:iam::123456789012:role/run-reports',
    Input: JSON.stringify({ containerOverrides: [{ name: 'app', command: ['report', '--daily'] }] }),
    EcsParameters: {
      TaskDefinitionArn: taskDefinition,
      TaskCount: 1,
      LaunchType: 'FARGATE' as const,
      NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-1'], AssignPublicIp: 'DISABLED' as const } },
    },
    ...more,
  }
}

async function hourly(taskDefinition: string): Promise<void> {
  await client.send(new PutRuleCommand({ Name: 'nightly.report', ScheduleExpression: 'rate(1 hour)' }))
  await client.send(new PutTargetsCommand({ Rule: 'nightly.report', Targets: [target(taskDefinition)] }))
}

describe('a rule with a task as its target', () => {
  it('runs the task at its times, with the network and the command of the target', async () => {
    const { arn, digest } = revision('v1')
    await hourly(arn)
    await settle(2.1)
    expect(sandbox.ecs.oneOffTasks()).toHaveLength(2)
    expect(sandbox.ecs.oneOffTasks()[0]).toMatchObject({
      taskDefinition: arn,
      digests: { app: digest },
      commands: { app: ['report', '--daily'] },
      startedBy: 'events-rule/nightly_report',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'DISABLED' } },
      exitCodes: { app: 0 },
    })
  })

  it('gives targets back as they were put, and replaces one of the same id whole', async () => {
    const { arn } = revision('v1')
    await hourly(arn)
    expect((await client.send(new ListTargetsByRuleCommand({ Rule: 'nightly.report' }))).Targets).toEqual([target(arn)])
    const { Input: _lost, ...replaced } = target(revision('v2').arn, { RetryPolicy: { MaximumRetryAttempts: 3 } })
    await client.send(new PutTargetsCommand({ Rule: 'nightly.report', Targets: [replaced] }))
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'nightly.report' }))
    expect(Targets).toEqual([replaced])
    await client.send(new RemoveTargetsCommand({ Rule: 'nightly.report', Ids: ['report'] }))
    expect((await client.send(new ListTargetsByRuleCommand({ Rule: 'nightly.report' }))).Targets).toEqual([])
  })

  it('pages through the targets', async () => {
    const { arn } = revision('v1')
    await hourly(arn)
    const second = target(arn, { Id: 'second' })
    await client.send(new PutTargetsCommand({ Rule: 'nightly.report', Targets: [second] }))
    const first = await client.send(new ListTargetsByRuleCommand({ Rule: 'nightly.report', Limit: 1 }))
    expect(first.Targets).toHaveLength(1)
    const rest = await client.send(
      new ListTargetsByRuleCommand({ Rule: 'nightly.report', NextToken: first.NextToken, Limit: 1 }),
    )
    expect(rest).toMatchObject({ Targets: [{ Id: 'second' }] })
    expect(rest.NextToken).toBeUndefined()
  })

  it('runs the newest active revision of a family named without one', async () => {
    revision('v1')
    await hourly('arn:aws:ecs:us-east-1:123456789012:task-definition/report')
    const { digest } = revision('v2')
    await settle(1.1)
    expect(sandbox.ecs.oneOffTasks()[0]?.digests).toEqual({ app: digest })
  })

  it('runs nothing when its revision is inactive', async () => {
    const { arn } = revision('v1')
    await hourly(arn)
    sandbox.ecs.deregister(arn)
    await settle(3)
    expect(sandbox.ecs.oneOffTasks()).toEqual([])
  })

  it('tries again while there is no room', async () => {
    const { arn, digest } = revision('v1')
    sandbox.ecs.fate(digest, 'no-capacity')
    await hourly(arn)
    await settle(1.1)
    expect(sandbox.ecs.oneOffTasks()).toEqual([])
    sandbox.ecs.fate(digest, 'healthy')
    await settle(0.3)
    expect(sandbox.ecs.oneOffTasks()).toHaveLength(1)
  })
})

describe('PutTargets', () => {
  it.each([
    ['no parameters', { EcsParameters: undefined }, 'EcsParameters'],
    ['no role', { RoleArn: undefined }, 'RoleArn'],
  ])('is refused with %s', async (_, change, message) => {
    const { arn } = revision('v1')
    await client.send(new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(1 hour)' }))
    const call = client.send(new PutTargetsCommand({ Rule: 'r', Targets: [target(arn, change)] }))
    await expect(call).rejects.toThrow(message)
  })

  it('takes five targets and no more', async () => {
    const { arn } = revision('v1')
    await client.send(new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(1 hour)' }))
    const Targets = ['1', '2', '3', '4', '5', '6'].map((Id) => target(arn, { Id }))
    await expect(client.send(new PutTargetsCommand({ Rule: 'r', Targets }))).rejects.toThrow('exceeds the maximum')
  })
})
