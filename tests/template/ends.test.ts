import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { bundleFiles, root } from '../../bench/bundle.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { requireConfig } from '../../shared/config/read-config-files.ts'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { grantedBy, grants } from './granted.ts'
import { ofType, packageStack } from './package-stack.ts'

function written(): string {
  const targets = { api: aTarget('api') }
  const path = join(mkdtempSync(join(tmpdir(), 'longshore-ends-')), 'ends.yml')
  const signed = { url: { ssm: '/audit' }, signingKey: { secret: 'audit-key' } }
  const ends = [
    { name: 'audit', kind: 'webhook', ...signed },
    { name: 'chat', kind: 'discord', url: { ssm: '/chat' } },
  ]
  writeFileSync(path, aFile(targets, { ends }))
  writeFileSync(path.replace('.yml', '.lock.yml'), aLock(targets))
  return path
}

const config = written()
const packaged = packageStack({ config })
const { resources } = packaged.template
const properties = (id: string) => resources[id]?.Properties

describe('a stack with other ends', () => {
  it('packages', () => {
    expect({ exitCode: packaged.exitCode, output: packaged.output }).toMatchObject({ exitCode: 0 })
  })

  it('brings a bundle with what it needs alone', async () => {
    const { ends } = await bundleFiles({ ends: join(root, 'functions/notify-ends.ts') })
    expect(ends?.bytes).toBeLessThan(500_000)
    const packages = [...new Set((ends?.inputs ?? []).flatMap((input) => /@aws-sdk\/client-[a-z-]+/.exec(input) ?? []))]
    expect(packages.sort()).toEqual(
      ['dynamodb', 'secrets-manager', 'sqs', 'ssm'].map((name) => `@aws-sdk/client-${name}`),
    )
  }, 60_000)

  it('has a queue of theirs with a dead-letter queue, both kept for two weeks, fed by the topic alone', () => {
    expect(properties('EndsQueue')).toMatchObject({
      MessageRetentionPeriod: 1_209_600,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['EndsDlq', 'Arn'] }, maxReceiveCount: 1_000 },
    })
    expect(properties('EndsDlq')).toMatchObject({ MessageRetentionPeriod: 1_209_600 })
    expect(properties('EndsSubscription')).toMatchObject({
      TopicArn: { Ref: 'DeploymentsTopic' },
      Endpoint: { 'Fn::GetAtt': ['EndsQueue', 'Arn'] },
      RawMessageDelivery: true,
    })
    expect(properties('EndsQueuePolicy').PolicyDocument.Statement).toMatchObject([
      { Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'DeploymentsTopic' } } } },
    ])
  })

  it('gives the function time for a whole batch that hangs, and the queue six times that', () => {
    const [mapping] = ofType(packaged, 'AWS::Lambda::EventSourceMapping')
      .map(([, given]) => given)
      .filter(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt'][0] === 'EndsQueue')
    const { Timeout } = properties('NotifyDashendsLambdaFunction')
    expect(mapping).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
    expect(Timeout).toBeGreaterThan(mapping.BatchSize * 5)
    expect(properties('EndsQueue').VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout)
  })

  it('rings for what is refused, for a function that fails, and for an end that is away', () => {
    for (const id of ['EndsDlqAlarm', 'NotifyEndsErrors', 'EndsWaitingAlarm']) {
      expect(properties(id)).toMatchObject({ AlarmActions: [{ Ref: 'AlarmsTopic' }], TreatMissingData: 'notBreaching' })
    }
    expect(properties('EndsWaitingFilter')).toMatchObject({ LogGroupName: { Ref: 'NotifyDashendsLogGroup' } })
    expect(Object.keys(resources)).toContain('NotifyDashendsLogGroup')
  })

  it('has nothing that rings without a line in the operating guide', () => {
    const guide = readFileSync(join(root, 'docs/operating.md'), 'utf8')
    const alarms = ofType(packaged, 'AWS::CloudWatch::Alarm').map(([id]) => id)
    expect(alarms.filter((id) => /Ends/.test(id) && !guide.includes(`### ${id}\n`))).toEqual([])
  })

  it('gives its function the rights that are derived for it', () => {
    const { config: read } = requireConfig({ path: config, lockPath: config.replace('.yml', '.lock.yml') }, 'dev')
    expect(grants(grantedBy(resources, 'NotifyEndsRole'))).toEqual(grants(statements('notify-ends', read)))
  })

  it('has nothing secret in its template', () => {
    expect(packaged.template.text).not.toMatch(/api\/webhooks|logic\.azure/)
  })
})
