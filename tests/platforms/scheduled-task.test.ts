import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { ecrApi } from '../../shared/aws/ecr-api.ts'
import { ecrRegistry } from '../../shared/aws/ecr-registry.ts'
import { ecsApi } from '../../shared/aws/ecs-api.ts'
import { eventsApi } from '../../shared/aws/events-api.ts'
import { schedulerApi } from '../../shared/aws/scheduler-api.ts'
import type { ScheduledTaskTarget } from '../../shared/config/normalised.ts'
import type { ApplyEffect } from '../../shared/domain/effect.ts'
import type { PlatformView, Problem, Rollout } from '../../shared/domain/observation.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import { scheduledTaskPlatform } from '../../shared/platforms/scheduled-task/scheduled-task-platform.ts'
import type { Ask, Platform } from '../../shared/ports.ts'
import { type AwsWorld, account, region, startAws } from '../contracts/aws-world.ts'
import { anAsk, anEffect, aPolicy, digest, repository } from '../contracts/platform-worlds.ts'

const image = (n: number) => `${repository}@${digest(n)}`
const runs = { family: 'report', roles: [] }
const targets: Readonly<Record<string, ScheduledTaskTarget>> = {
  rule: { by: 'rule', rule: 'nightly', ...runs },
  one: { by: 'rule', rule: 'nightly', target: 'second', ...runs },
  schedule: { by: 'schedule', schedule: 'nightly', group: 'reports', ...runs },
}

let aws: AwsWorld
let platform: Platform

beforeEach(async () => {
  aws = await startAws()
  for (const n of [1, 2, 3]) aws.ecr.push({ repository: 'team/api', tag: `v${n}`, digest: digest(n), silent: true })
  aws.ecs.createCluster('batch')
  const registry = ecrRegistry(async (where) => ecrApi(clientSettings(where)))
  platform = scheduledTaskPlatform({
    targets,
    ecs: async () => ecsApi(clientSettings()),
    events: async () => eventsApi(clientSettings()),
    scheduler: async () => schedulerApi(clientSettings()),
    clock: aws.world.clock,
    named: registry.named,
  })
})
afterEach(() => aws.stop())

const revision = (n: number | string): string =>
  aws.ecs.registerContainers('report', { app: typeof n === 'number' ? image(n) : `${repository}:${n}` })

/** Everything that a target may carry, so that what is lost is seen. */
function target(taskDefinition: string) {
  return {
    Arn: `arn:aws:ecs:${region}:${account}:cluster/batch`,
    RoleArn: `arn:aws:iam::${account}:role/run`,
    Input: '{"containerOverrides":[{"name":"app","command":["report"]}]}',
    DeadLetterConfig: { Arn: `arn:aws:sqs:${region}:${account}:failed` },
    RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 600 },
    EcsParameters: {
      TaskDefinitionArn: taskDefinition,
      TaskCount: 2,
      LaunchType: 'FARGATE',
      PlatformVersion: '1.4.0',
      Group: 'reports',
      EnableECSManagedTags: true,
      NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-1'] } },
      Tags: [{ Key: 'team', Value: 'data' }],
    },
  }
}

function addRule(taskDefinition: string, ids: readonly string[] = ['first']): void {
  aws.events.putRule({ name: 'nightly', schedule: 'rate(1 hour)' })
  aws.events.putTargets(
    'nightly',
    ids.map((Id) => ({ Id, ...target(taskDefinition) })),
  )
}

function scheduleOf(taskDefinition: string) {
  return {
    Name: 'nightly',
    GroupName: 'reports',
    ScheduleExpression: 'cron(0 2 * * ? *)',
    ScheduleExpressionTimezone: 'Asia/Seoul',
    Description: 'numbers of the day',
    StartDate: new Date('2027-01-01T00:00:00Z'),
    EndDate: new Date('2028-01-01T00:00:00Z'),
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    State: 'DISABLED',
    Target: target(taskDefinition),
  }
}

function addSchedule(taskDefinition: string, more: object = {}): void {
  aws.schedules.createGroup('reports')
  aws.schedules.put({ ...scheduleOf(taskDefinition), ...more })
}

const policyOf = (name: string): Policy => aPolicy(name)

async function answer(name: string, more: Partial<Ask> = {}): Promise<PlatformView | Problem> {
  const found = (await platform.observe([anAsk({ policy: policyOf(name), ...more })])).get(name)
  if (!found) throw new Error('no answer')
  return found
}

async function leading(name: string, more: Partial<Ask> = {}): Promise<Rollout> {
  const view = await answer(name, more)
  if (view.kind === 'problem') throw new Error(view.message)
  expect(view.rollouts).toHaveLength(1)
  return view.rollouts[0] as Rollout
}

async function apply(name: string, n: number, more: Partial<ApplyEffect> = {}) {
  const result = await platform.apply(policyOf(name), anEffect(n, more))
  if (result.kind !== 'applied') throw new Error(result.message)
  return result.rollout
}

const watching = (more: Partial<NonNullable<Ask['own']>> = {}): Partial<Ask> => ({
  own: {
    ...{ deploymentId: 'deployment-2', reverting: false, evidence: 0, search: false },
    notBefore: aws.world.clock.now(),
    ...more,
  },
  goal: { app: digest(2) },
})

const named = {
  rule: () => [...(aws.events.rules()[0]?.targets.values() ?? [])][0]?.given?.['EcsParameters'].TaskDefinitionArn,
  schedule: () => aws.schedules.schedule('nightly', 'reports')?.['Target'].EcsParameters.TaskDefinitionArn,
}
const add = { rule: addRule, schedule: addSchedule }

describe.each(['rule', 'schedule'] as const)('a %s', (kind) => {
  it('shows what it names, completed', async () => {
    const carrier = revision(1)
    add[kind](carrier)
    expect(await answer(kind)).toMatchObject({ kind: 'seen', desired: 1, at: aws.world.clock.now() })
    expect(await leading(kind)).toMatchObject({
      ...{ carrier, leading: true, state: 'completed', running: 1, digests: { app: digest(1) } },
    })
  })

  it('gets a revision pinned to the release, shown as our own rollout', async () => {
    add[kind](revision(1))
    const before = await leading(kind)
    const rollout = await apply(kind, 2)
    expect(named[kind]()).toBe(rollout.carrier)
    expect(await leading(kind, watching({ id: rollout.id }))).toMatchObject({
      ...{ id: rollout.id, carrier: rollout.carrier, digests: { app: digest(2) }, state: 'completed' },
    })
    expect(rollout.id).not.toBe(before.id)
  })

  it('is known for our own when a worker died before it was answered', async () => {
    add[kind](revision(1))
    const rollout = await apply(kind, 2)
    const seen = await leading(kind, watching())
    expect(seen).toMatchObject({ id: rollout.id, createdAt: aws.world.clock.now() })
  })

  it('makes one revision however often it is asked', async () => {
    add[kind](revision(1))
    const first = await apply(kind, 2)
    expect(await apply(kind, 2, { again: true })).toEqual(first)
    expect(aws.ecs.taskDefinitions('report')).toHaveLength(2)
  })

  it('shows somebody else as another rollout', async () => {
    add[kind](revision(1))
    const { id } = await apply(kind, 2)
    const theirs = revision(3)
    add[kind](theirs)
    const seen = await leading(kind, watching({ id }))
    expect(seen).toMatchObject({ carrier: theirs, digests: { app: digest(3) } })
    expect(seen.id).not.toBe(id)
  })
})

describe.each(['rule', 'schedule'] as const)('at its edges a %s', (kind) => {
  it('goes back to the revision of an earlier release, and to a copy where that is inactive', async () => {
    const carrier = revision(1)
    add[kind](carrier)
    await apply(kind, 2)
    const release = { images: { app: { repository, digest: digest(1) } }, carrier }
    const back = await apply(kind, 1, { kind: 'revert', release })
    expect(back.carrier).toBe(carrier)
    expect(named[kind]()).toBe(carrier)
    await apply(kind, 2, { again: true })
    aws.ecs.deregister(carrier)
    const copied = await apply(kind, 1, { kind: 'revert', release })
    expect(copied.carrier).not.toBe(carrier)
    expect(await leading(kind)).toMatchObject({ carrier: copied.carrier, digests: { app: digest(1) } })
  })

  it('is gone, denied or of another family: said, and nothing done', async () => {
    expect(await answer(kind)).toMatchObject({
      kind: 'problem',
      cause: 'gone',
      message: expect.stringContaining('nightly'),
    })
    const stranger = aws.ecs.registerContainers('stranger', { app: image(1) })
    add[kind](stranger)
    expect(await platform.apply(policyOf(kind), anEffect(2))).toMatchObject({
      ...{ kind: 'refused', cause: 'invalid' },
      message: expect.stringContaining('the family stranger'),
    })
    aws.faults.onCall({ operation: kind === 'rule' ? 'PutTargets' : 'UpdateSchedule' }, 'access-denied')
    add[kind](revision(1))
    const denied = await platform.apply(policyOf(kind), anEffect(2))
    expect(denied).toMatchObject({ kind: 'refused', cause: 'denied', deploymentId: 'deployment-2' })
  })

  it('is touched by nobody who only observes', async () => {
    const carrier = revision(1)
    add[kind](carrier)
    expect(await platform.apply(aPolicy(kind, 'observe'), anEffect(2))).toMatchObject({ kind: 'refused' })
    expect(named[kind]()).toBe(carrier)
  })

  it('shows what its tag names, unless that is the tag it follows', async () => {
    add[kind](revision('v1'))
    expect((await leading(kind)).digests).toEqual({ app: digest(1) })
    aws.ecr.push({ repository: 'team/api', tag: 'live', digest: digest(3), silent: true })
    add[kind](revision('live'))
    expect((await leading(kind)).digests).toBeUndefined()
  })
})

describe('what is put', () => {
  it('keeps every other member of the target of a rule', async () => {
    addRule(revision(1), ['first'])
    const { carrier } = await apply('rule', 2)
    const [kept] = [...(aws.events.rules()[0]?.targets.values() ?? [])]
    expect(kept?.given).toEqual({ Id: 'first', ...target(carrier) })
  })

  it('keeps every other member of a schedule, which is replaced whole', async () => {
    addSchedule(revision(1))
    const { carrier } = await apply('schedule', 2)
    expect(aws.schedules.schedule('nightly', 'reports')).toMatchObject(scheduleOf(carrier))
  })

  it('leaves out a start that lies in the past', async () => {
    addSchedule(revision(1), { StartDate: new Date('2026-01-01T00:00:00Z') })
    await apply('schedule', 2)
    expect(aws.schedules.schedule('nightly', 'reports')).not.toHaveProperty('StartDate')
  })

  it('is the named target of several, and none that is not named', async () => {
    const carrier = revision(1)
    addRule(carrier, ['first', 'second'])
    expect(await answer('rule')).toMatchObject({ cause: 'invalid', message: expect.stringContaining('first, second') })
    const rollout = await apply('one', 2)
    const names = [...(aws.events.rules()[0]?.targets.values() ?? [])].map(({ given }) => given?.['EcsParameters'])
    expect(names.map((parameters) => parameters.TaskDefinitionArn)).toEqual([carrier, rollout.carrier])
  })

  it('is refused where no ECS task is run', async () => {
    const { arn } = aws.sqs.createQueue('inbox')
    aws.events.putRule({ name: 'nightly', schedule: 'rate(1 hour)' })
    expect(await answer('rule')).toMatchObject({
      cause: 'gone',
      message: expect.stringContaining('no target that runs'),
    })
    aws.events.putTargets('nightly', [{ Id: 'second', Arn: arn }])
    expect(await answer('one')).toMatchObject({ cause: 'unsupported' })
    addSchedule(revision(1), { Target: { Arn: arn, RoleArn: `arn:aws:iam::${account}:role/run` } })
    expect(await answer('schedule')).toMatchObject({ cause: 'unsupported' })
    expect(await answer('unknown')).toMatchObject({ cause: 'invalid' })
  })
})
