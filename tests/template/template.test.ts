import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { functionKeys } from '../../shared/config/derive/function-key.ts'
import { configFiles, requireConfig } from '../../shared/config/read-config-files.ts'
import { wantedRules } from '../../shared/doctor/event-rules.ts'
import { ownArn } from '../../shared/doctor/own-resources.ts'
import { ofType, packageStack } from './package-stack.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const packaged = packageStack()
const functions = ofType(packaged, 'AWS::Lambda::Function')
const alarms = ofType(packaged, 'AWS::CloudWatch::Alarm')
const queues = ofType(packaged, 'AWS::SQS::Queue')
const eventFunctions = ['image-pushed', 'rollout-changed', 'tick']

it('the repository packages', () => {
  expect({ exitCode: packaged.exitCode, output: packaged.output }).toMatchObject({ exitCode: 0 })
})

describe('functions', () => {
  it('are those that rights are derived for, each with a role of its own', () => {
    expect(functions.map(([, { FunctionName }]) => FunctionName).sort()).toEqual(
      functionKeys.map((key) => `longshore-dev-${key}`).sort(),
    )
    const roles = functions.map(([, { Role }]) => Role['Fn::GetAtt'][0])
    expect(new Set(roles).size).toBe(functionKeys.length)
    expect(
      ofType(packaged, 'AWS::IAM::Role')
        .map(([id]) => id)
        .sort(),
    ).toEqual([...roles].sort())
  })
  it('run on current Node and arm64, with literal environment values that are no secret', () => {
    for (const [, properties] of functions) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
      // The names of roles are made by CloudFormation.
      const { LONGSHORE_ROLES: _made, ...variables } = properties.Environment.Variables
      const values = Object.entries(variables)
      expect(values.every(([name, value]) => name.startsWith('LONGSHORE_') && typeof value === 'string')).toBe(true)
    }
  })
  it('keep their logs for a month', () => {
    const groups = ofType(packaged, 'AWS::Logs::LogGroup')
    expect(groups.length).toBe(functionKeys.length)
    expect(groups.every(([, { RetentionInDays }]) => RetentionInDays === 30)).toBe(true)
  })
  it.each(eventFunctions)('%s hands what it cannot handle to a dead-letter queue', (key) => {
    const [, properties] = functions.find(([, { FunctionName }]) => FunctionName === `longshore-dev-${key}`) ?? []
    expect(properties.DeadLetterConfig).toEqual({ TargetArn: { 'Fn::GetAtt': ['EventsDlq', 'Arn'] } })
  })
})

describe('what doctor looks for', () => {
  const { config } = requireConfig(configFiles(root), 'dev')

  it('are the rules that are made, with the names, patterns and targets that they get', () => {
    const made = ofType(packaged, 'AWS::Events::Rule').map(([, rule]) => ({
      name: rule.Name,
      invokes: rule.Targets[0].Arn['Fn::GetAtt'][0],
      ...(rule.EventPattern && { pattern: rule.EventPattern }),
      ...(rule.ScheduleExpression && { schedule: rule.ScheduleExpression }),
    }))
    const wanted = wantedRules(config).map(({ misses: _why, invokes, ...rule }) => ({
      ...rule,
      invokes: functions.find(([, { FunctionName }]) => invokes.endsWith(`:function:${FunctionName}`))?.[0],
    }))
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
    expect(made.toSorted(byName)).toEqual(wanted.toSorted(byName))
  })
  it.each([
    ...queues.map(([id, { QueueName }]) => [id, QueueName] as const),
    ...ofType(packaged, 'AWS::SNS::Topic').map(([id, { TopicName }]) => [id, TopicName] as const),
    ...ofType(packaged, 'AWS::Logs::LogGroup').map(([id, { LogGroupName }]) => [id, LogGroupName] as const),
  ])('%s is %s, by the ARN that rights are simulated on', (id, name) => {
    expect(ownArn({ 'Fn::GetAtt': [id, 'Arn'] }, config)).toMatch(new RegExp(`:${name}(:\\*)?$`))
  })
})

describe('queues', () => {
  it('every source has a dead-letter queue of its own kind', () => {
    const ends = queues.filter(([, { RedrivePolicy }]) => RedrivePolicy)
    expect(ends.map(([id]) => id).sort()).toEqual(['NudgeQueue', 'SlackQueue'])
    for (const [, { RedrivePolicy, FifoQueue }] of ends) {
      const [, dlq] = queues.find(([id]) => id === RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0]) ?? []
      expect(dlq.FifoQueue).toBe(FifoQueue)
    }
  })
  it('give a function at least its time, before a message is seen again', () => {
    for (const [, mapping] of ofType(packaged, 'AWS::Lambda::EventSourceMapping')) {
      const [queue] = mapping.EventSourceArn['Fn::GetAtt']
      const [, { VisibilityTimeout }] = queues.find(([id]) => id === queue) ?? ['', {}]
      const [, { Timeout }] = functions.find(([id]) => id === functionId(mapping.FunctionName)) ?? ['', {}]
      expect(VisibilityTimeout).toBeGreaterThanOrEqual(2 * Timeout)
      expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
    }
  })
  it('keep what Slack has not taken for two weeks', () => {
    const kept = queues.filter(([, { MessageRetentionPeriod }]) => MessageRetentionPeriod === 1_209_600)
    expect(kept.map(([id]) => id).sort()).toEqual(['EventsDlq', 'NudgeDlq', 'SlackDlq', 'SlackQueue'])
  })
  it('nudges are told apart by their own ids only', () => {
    const [, nudges] = queues.find(([id]) => id === 'NudgeQueue') ?? []
    expect(nudges).toMatchObject({ FifoQueue: true, ContentBasedDeduplication: false, VisibilityTimeout: 60 })
    expect(nudges.RedrivePolicy.maxReceiveCount).toBe(5)
  })
})

function functionId(name: { 'Fn::GetAtt': [string, string] }): string {
  return name['Fn::GetAtt'][0]
}

describe('alarms', () => {
  it('every dead-letter queue has one', () => {
    const dlqs = queues.map(([id]) => id).filter((id) => id.endsWith('Dlq'))
    const watched = alarms.flatMap(([, { Dimensions }]) => Dimensions?.[0]?.Value?.['Fn::GetAtt']?.[0] ?? [])
    expect(watched.sort()).toEqual(dlqs.sort())
  })
  it('all tell the alarms topic', () => {
    expect(alarms.filter(([, { AlarmActions }]) => AlarmActions?.[0]?.Ref !== 'AlarmsTopic')).toEqual([])
  })
  it('what works on events pages when it fails; commands do not', () => {
    const failing = alarms
      .filter(([, { MetricName }]) => MetricName === 'Errors')
      .map(([, { Dimensions }]) => Dimensions[0].Value)
    expect(failing.sort()).toEqual(
      [...eventFunctions, 'reconcile', 'notify-slack'].map((key) => `longshore-dev-${key}`).sort(),
    )
  })
  it('a person is called for what is stuck and for what could not be taken back', () => {
    const filters = ofType(packaged, 'AWS::Logs::MetricFilter').map(([, properties]) => properties)
    for (const name of ['TargetsStuck', 'RollbacksFailed', 'OverdueSeconds']) {
      expect(filters.some(({ MetricTransformations }) => MetricTransformations[0].MetricName === name)).toBe(true)
      expect(alarms.some(([, { MetricName }]) => MetricName === name)).toBe(true)
    }
    const broken = filters.find(({ FilterPattern }) => FilterPattern.includes('rollback-failed'))
    expect(broken?.FilterPattern).toBe(
      '{ ($.message = "deployment ended") && (($.outcome = "rollback-failed") || ($.broken IS TRUE)) }',
    )
    const groups = ofType(packaged, 'AWS::Logs::LogGroup').map(([id]) => id)
    expect(filters.filter(({ LogGroupName }) => !groups.includes(LogGroupName.Ref))).toEqual([])
  })
  it('people hear of a Slack that is away, and of a secret that cannot be read', () => {
    const [, waiting] = ofType(packaged, 'AWS::Logs::MetricFilter').find(([id]) => id === 'SlackWaitingFilter') ?? []
    expect(waiting.LogGroupName).toEqual({ Ref: 'NotifyDashslackLogGroup' })
    for (const said of ['slack takes no messages at the moment', 'announcement cannot be told yet'])
      expect(waiting.FilterPattern).toContain(`$.message = "${said}"`)
    const [, alarm] = alarms.find(([id]) => id === 'SlackWaitingAlarm') ?? []
    expect(alarm).toMatchObject({ MetricName: 'SlackWaiting', EvaluationPeriods: 2, Period: 1_800 })
  })
  it('silence is an alarm', () => {
    const [, watchdog] = alarms.find(([id]) => id === 'WatchdogAlarm') ?? []
    expect(watchdog).toMatchObject({ TreatMissingData: 'breaching', Threshold: 300, MetricName: 'OverdueSeconds' })
  })
})

describe('the table', () => {
  it('can be restored, is encrypted, forgets what has expired and outlives the stack', () => {
    const [, table] = ofType(packaged, 'AWS::DynamoDB::Table')[0] ?? []
    expect(table).toMatchObject({
      TableName: 'longshore-dev',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    })
    expect(packaged.template.resources['Table']).toMatchObject({ DeletionPolicy: 'Retain' })
  })
})

describe('rules', () => {
  it('hand what cannot be delivered to a queue that admits them', () => {
    const rules = ofType(packaged, 'AWS::Events::Rule').filter(([, { EventPattern }]) => EventPattern)
    expect(rules.length).toBe(4)
    for (const [, { Targets, Name }] of rules) {
      expect(Targets[0].DeadLetterConfig.Arn).toEqual({ 'Fn::GetAtt': ['EventsDlq', 'Arn'] })
      expect(Name).toMatch(/^longshore-dev-/)
    }
    const [, policy] = ofType(packaged, 'AWS::SQS::QueuePolicy').find(([id]) => id === 'EventsDlqPolicy') ?? []
    expect(JSON.stringify(policy)).toContain('rule/longshore-dev-*')
  })
})

it('no secret is in the template', () => {
  expect(packaged.template.text).not.toMatch(/hooks\.slack\.com|xox[abeprs]-/)
})

it('a broken configuration fails packaging with every mistake listed', () => {
  const path = join(tmpdir(), `longshore-broken-${process.pid}.yml`)
  const target = 'ecs: { cluster: c, service: s, containers: { app: { repository: a, tags: { semver: nonsense } } } }'
  writeFileSync(path, `version: 1\ntargets:\n  api: { settle: soon, ${target} }\n  web: { colour: red, ${target} }\n`)
  const broken = packageStack({ config: path })
  expect(broken.exitCode).not.toBe(0)
  for (const rule of [
    'bad-duration',
    'bad-semver-range',
    'unknown-key',
    'two-targets-for-one-thing',
    'missing-lock-entry',
  ]) {
    expect(broken.output).toContain(`[${rule}]`)
  }
})
