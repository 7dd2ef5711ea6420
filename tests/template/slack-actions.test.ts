import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { claimPk, targetPk } from '../../shared/aws/table-keys.ts'
import { functionRights } from '../../shared/config/derive/function-rights.ts'
import { pressChannel, questionChannel } from '../../shared/slack-actions/claim-channels.ts'
import { aFile, aLock, aTarget, configOf } from '../config/a-configuration.ts'
import { grantedBy, grants } from './granted.ts'
import { packageStack, type Resource } from './package-stack.ts'

const targets = { api: aTarget('api') }

/** The stack of a configuration whose messages have buttons. */
function packaged(actions: object) {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-buttons-'))
  const config = join(folder, 'longshore.yml')
  const slack = {
    bot: { token: { secret: 'longshore/slack-token' }, channel: 'C0DEPLOYS' },
    actions: { signingSecret: { ssm: '/longshore/slack-signing' }, team: 'T0123456789', ...actions },
  }
  writeFileSync(config, aFile(targets, { slack }))
  writeFileSync(join(folder, 'longshore.lock.yml'), aLock(targets))
  return packageStack({ config })
}

const stack = packaged({ users: ['U0ALICE'] })
const { resources } = stack.template
const properties = (id: string): Resource['Properties'] => resources[id]?.Properties

it('a configuration that asks for buttons packages', () => {
  expect({ exitCode: stack.exitCode, output: stack.output }).toMatchObject({ exitCode: 0 })
})

describe('the address that Slack sends presses to', () => {
  it('asks for no credentials of AWS, and is the only one that everybody may call', () => {
    expect(properties('SlackDashactionLambdaFunctionUrl').AuthType).toBe('NONE')
    const open = Object.values(resources).filter(
      ({ Type, Properties }) => Type === 'AWS::Lambda::Permission' && Properties.Principal === '*',
    )
    expect(open.length).toBeGreaterThan(0)
    for (const { Properties } of open)
      expect(Properties.FunctionName).toEqual({ 'Fn::GetAtt': ['SlackDashactionLambdaFunction', 'Arn'] })
  })

  it('takes five requests of the account at a time, and ends by itself soon after Slack waits no longer', () => {
    expect(properties('SlackDashactionLambdaFunction')).toMatchObject({ ReservedConcurrentExecutions: 5, Timeout: 10 })
  })

  it('is told, so that it can be written into the app', () => {
    const outputs: Readonly<Record<string, { readonly Value: unknown }>> = JSON.parse(stack.template.text).Outputs
    expect(Object.values(outputs).map(({ Value }) => Value)).toContainEqual({
      'Fn::GetAtt': ['SlackDashactionLambdaFunctionUrl', 'FunctionUrl'],
    })
  })
})

it('the function does with the table and the queue what the commands do, reads one secret, and nothing else', () => {
  expect(grants(grantedBy(resources, 'SlackActionRole')).map((grant) => grant.split(' ')[0])).toEqual([
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'kms:Decrypt',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sqs:SendMessage',
    'ssm:GetParameter',
  ])
})

it('the function writes what is of targets, and claims of its own, but nothing else into the table', () => {
  const writes = grantedBy(resources, 'SlackActionRole').filter(({ Action }) =>
    Action.some((action) => /^dynamodb:.*(?:Put|Delete|Write|Update)/.test(action)),
  )
  expect(writes.map(({ Action, Condition }) => [Action, Condition])).toEqual([
    [['dynamodb:BatchWriteItem'], { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [targetPk('*')] } }],
    [
      ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
      {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': [claimPk(pressChannel, '*'), claimPk(questionChannel, '*')],
        },
      },
    ],
  ])
})

it('every call that it makes is one that its role allows, and it makes all of them', async () => {
  const stories = ['slack-two-press', 'slack-reject']
  const made = new Set<string>()
  for (const name of stories) {
    const { report, failures } = await runScenario(shippedFile(name))
    expect({ name, failures }).toEqual({ name, failures: [] })
    const own = (report?.calls ?? []).filter(({ caller }) => functionOf(caller) === 'slack-action')
    for (const { service, operation } of own)
      made.add(`${service}:${operation === 'SendMessageBatch' ? 'SendMessage' : operation}`)
  }
  const slack = { webhook: { ssm: '/a' }, actions: { signingSecret: { secret: 'b' }, team: 'T012', users: ['U012'] } }
  const inTheOtherStore = functionRights('slack-action', configOf(targets, { slack }), { reads: 1e4, writes: 1e4 })
  const allowed = [...grantedBy(resources, 'SlackActionRole'), ...inTheOtherStore].flatMap(({ Action }) => Action)
  const called = [...new Set(allowed)].filter((action) => !/^(?:logs|kms):/.test(action))
  expect([...made].toSorted()).toEqual(called.toSorted())
}, 120_000)
