import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { featuresOf } from '../../shared/config/derive/features.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { aFile, aLock, aTarget, configOf } from '../config/a-configuration.ts'
import { grantedBy, grants } from './granted.ts'
import { packageStack } from './package-stack.ts'

const targets = { api: aTarget('api') }
const slack = { bot: { token: { secret: 'longshore/slack-token' }, channel: 'C0DEPLOYS' } }

function packagedWithBot() {
  const path = join(mkdtempSync(join(tmpdir(), 'longshore-slack-')), 'slack.yml')
  writeFileSync(path, aFile(targets, { slack }))
  writeFileSync(path.replace('.yml', '.lock.yml'), aLock(targets))
  return packageStack({ config: path })
}

describe('a stack with a bot for Slack', () => {
  const { exitCode, output, template } = packagedWithBot()
  const { resources } = template

  it('packages', () => {
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 })
  })

  it('has a topic for progress that Slack hears, too, and that reconcile may publish to', () => {
    expect(resources['ProgressTopic']?.Properties).toMatchObject({ TopicName: 'longshore-dev-progress' })
    expect(resources['SlackProgressSubscription']?.Properties).toMatchObject({
      ...{ TopicArn: { Ref: 'ProgressTopic' }, RawMessageDelivery: true },
      Endpoint: { 'Fn::GetAtt': ['SlackQueue', 'Arn'] },
    })
    const publishing = grantedBy(resources, 'ReconcileRole').filter(({ Action }) => Action.includes('sns:Publish'))
    expect(publishing.flatMap(({ Resource }) => Resource)).toContainEqual({ Ref: 'ProgressTopic' })
  })

  it('lets its function read the token and make every call that it makes', async () => {
    const derived = statements('notify-slack', configOf(targets, { slack }))
    expect(grants(grantedBy(resources, 'NotifySlackRole'))).toEqual(grants(derived))
    expect(JSON.stringify(derived)).toContain('secret:longshore/slack-token-??????')
    const { report } = await runScenario(shippedFile('slack-living-good'))
    const made = (report?.calls ?? []).filter(({ caller }) => functionOf(caller) === 'notify-slack')
    const actions = [...new Set(made.map(({ service, operation }) => `${service}:${operation}`))]
    expect(actions.sort()).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem', 'secretsmanager:GetSecretValue'])
    const allowed = derived.flatMap(({ Action }) => Action)
    expect(actions.filter((action) => !allowed.includes(action))).toEqual([])
  }, 60_000)
})

it('a stack with a webhook hears of no progress', () => {
  expect(featuresOf(configOf(targets, { slack: { webhook: { ssm: '/longshore/slack' } } }))).toEqual([])
  expect(featuresOf(configOf(targets, { slack }))).toEqual(['progress', 'slack'])
})
