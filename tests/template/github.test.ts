import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { requireConfig } from '../../shared/config/read-config-files.ts'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { grantedBy, grants } from './granted.ts'
import { ofType, packageStack } from './package-stack.ts'

function written(): string {
  const targets = { api: aTarget('api') }
  const path = join(mkdtempSync(join(tmpdir(), 'longshore-github-')), 'github.yml')
  writeFileSync(path, aFile(targets, { github: { app: { id: 4711, key: { secret: 'github-key' } } } }))
  writeFileSync(path.replace('.yml', '.lock.yml'), aLock(targets))
  return path
}

const config = written()
const packaged = packageStack({ config })
const { resources } = packaged.template
const properties = (id: string) => resources[id]?.Properties

describe('a stack that tells GitHub', () => {
  it('packages', () => {
    expect({ exitCode: packaged.exitCode, output: packaged.output }).toMatchObject({ exitCode: 0 })
  })

  it('has a queue with a dead-letter queue, both kept for two weeks, fed by outcomes and progress', () => {
    expect(properties('GithubQueue')).toMatchObject({
      MessageRetentionPeriod: 1_209_600,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['GithubDlq', 'Arn'] }, maxReceiveCount: 1_000 },
    })
    expect(properties('GithubDlq')).toMatchObject({ MessageRetentionPeriod: 1_209_600 })
    expect(properties('GithubSubscription')).toMatchObject({
      TopicArn: { Ref: 'DeploymentsTopic' },
      FilterPolicy: { kind: ['outcome'] },
    })
    expect(properties('GithubProgressSubscription')).toMatchObject({ TopicArn: { Ref: 'ProgressTopic' } })
    expect(properties('GithubQueuePolicy').PolicyDocument.Statement).toMatchObject([
      { Condition: { ArnEquals: { 'aws:SourceArn': [{ Ref: 'DeploymentsTopic' }, { Ref: 'ProgressTopic' }] } } },
    ])
  })

  it('gives the function time for a batch that goes slowly, and the queue six times that', () => {
    const [mapping] = ofType(packaged, 'AWS::Lambda::EventSourceMapping')
      .map(([, given]) => given)
      .filter(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt'][0] === 'GithubQueue')
    expect(mapping).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
    const { Timeout } = properties('NotifyDashgithubLambdaFunction')
    expect(properties('GithubQueue').VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout)
  })

  it('rings for what is refused, for a function that fails, and for a GitHub that is away', () => {
    for (const id of ['GithubDlqAlarm', 'NotifyGithubErrors', 'GithubWaitingAlarm']) {
      expect(properties(id)).toMatchObject({ AlarmActions: [{ Ref: 'AlarmsTopic' }], TreatMissingData: 'notBreaching' })
    }
    expect(properties('GithubWaitingFilter')).toMatchObject({ LogGroupName: { Ref: 'NotifyDashgithubLogGroup' } })
    expect(Object.keys(resources)).toContain('NotifyDashgithubLogGroup')
  })

  it('gives its function the rights that are derived for it, to the repositories and the one secret', () => {
    const { config: read } = requireConfig({ path: config, lockPath: config.replace('.yml', '.lock.yml') }, 'dev')
    const derived = statements('notify-github', read)
    expect(grants(grantedBy(resources, 'NotifyGithubRole'))).toEqual(grants(derived))
    const ecr = derived.filter(({ Action }) => Action.some((action) => action.startsWith('ecr:')))
    expect(ecr.map(({ Resource }) => Resource)).toEqual([['arn:aws:ecr:us-east-1:123456789012:repository/team/api']])
    expect(JSON.stringify(derived)).toContain('secret:github-key-??????')
    expect(JSON.stringify(derived)).not.toContain('ecs:')
  })

  it('lets its function make every call that it makes', async () => {
    const { config: read } = requireConfig({ path: config, lockPath: config.replace('.yml', '.lock.yml') }, 'dev')
    const allowed = statements('notify-github', read).flatMap(({ Action }) => Action)
    const { report } = await runScenario(shippedFile('github-no-label'))
    const made = (report?.calls ?? []).filter(({ caller }) => functionOf(caller) === 'notify-github')
    const actions = [...new Set(made.map(({ service, operation }) => `${service}:${operation}`))]
    expect(actions).toEqual(expect.arrayContaining(['sns:Publish', 'ecr:GetDownloadUrlForLayer', 'dynamodb:PutItem']))
    expect(actions.filter((action) => !allowed.includes(action))).toEqual([])
  }, 60_000)
})

it('a stack that does not tell GitHub has nothing of it', () => {
  const targets = { api: aTarget('api') }
  const path = config.replace('github.yml', 'plain.yml')
  writeFileSync(path, aFile(targets))
  writeFileSync(path.replace('.yml', '.lock.yml'), aLock(targets))
  const { config: read } = requireConfig({ path, lockPath: path.replace('.yml', '.lock.yml') }, 'dev')
  expect(read.targets['api']?.policy.tellProgress).toBeUndefined()
  expect(read.github).toBeUndefined()
})
