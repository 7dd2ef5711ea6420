import { describe, expect, it } from '@jest/globals'
import { type FunctionKey, functionKeys, logicalName } from '../../shared/config/derive/function-key.ts'
import type { Statement } from '../../shared/config/derive/statement.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { wildcardActions } from '../../shared/config/derive/wildcard-actions.ts'
import { ecsTargets } from '../../shared/config/targets-of.ts'
import { aTarget, configOf } from '../config/a-configuration.ts'
import { allows } from './granted.ts'
import { companyTargets } from './many-targets.ts'

const slack = { slack: { webhook: { ssm: '/longshore/slack' } } }
const config = configOf({ api: aTarget('api'), web: aTarget('web', {}, { cluster: 'staging' }) }, slack)
const actionsOf = (key: FunctionKey) => statements(key, config).flatMap(({ Action }) => Action)
const having = (key: FunctionKey, action: string): Statement[] =>
  statements(key, config).filter(({ Action }) => Action.includes(action))

const tableActions: string[] = Object.values(wildcardActions).flatMap(({ actions }) => [...actions])
const writes = /^ecs:(?!Describe|List)|^iam:(?!Simulate)|^ecr:(?!Describe|BatchGet|Get)/

describe.each([...functionKeys])('%s', (key) => {
  it('may do nothing by a wildcard', () => {
    expect(actionsOf(key).filter((action) => action.includes('*'))).toEqual([])
  })
  it('has * as a resource for the reviewed actions only', () => {
    const wild = statements(key, config).filter(({ Resource }) => Resource.includes('*'))
    expect(wild.flatMap(({ Action }) => Action).filter((action) => !tableActions.includes(action))).toEqual([])
  })
  it('writes its own log only', () => {
    const [log, ...others] = having(key, 'logs:PutLogEvents')
    expect(others).toEqual([])
    expect(JSON.stringify(log?.Resource)).toMatch(/^\[\{"Fn::GetAtt":\["\w+LogGroup","Arn"\]\}\]$/)
  })
  it('changes services only if it is reconcile', () => {
    expect(actionsOf(key).some((action) => writes.test(action))).toBe(key === 'reconcile')
  })
  it('states every action once for a resource', () => {
    const pairs = statements(key, config).flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} ${JSON.stringify(resource)}`)),
    )
    expect(pairs.filter((pair, index) => pairs.indexOf(pair) !== index)).toEqual([])
  })
})

it('roles are passed to tasks only, and only the roles of the targets', () => {
  const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`
  expect(having('reconcile', 'iam:PassRole')).toEqual([
    {
      Sid: 'PassTaskRoles',
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: [role('api-execution'), role('api-task'), role('web-execution'), role('web-task')],
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ])
})

it('services are changed only where the configuration names them', () => {
  expect(having('reconcile', 'ecs:UpdateService')[0]?.Resource).toEqual([
    'arn:aws:ecs:us-east-1:123456789012:service/production/api',
    'arn:aws:ecs:us-east-1:123456789012:service/staging/web',
  ])
})

it('rollouts are read by rights on them and on their services', () => {
  const home = 'arn:aws:ecs:us-east-1:123456789012'
  for (const [action, below] of [
    ['ecs:DescribeServiceDeployments', 'service-deployment'],
    ['ecs:DescribeServiceRevisions', 'service-revision'],
  ] as const) {
    expect(having('tick', action).flatMap(({ Resource }) => Resource)).toEqual([
      ...['production/api', 'staging/web'].map((name) => `${home}:service/${name}`),
      ...['production/api', 'staging/web'].map((name) => `${home}:${below}/${name}/*`),
    ])
  }
})

it('tasks are listed in the clusters of the targets only', () => {
  expect(having('tick', 'ecs:ListTasks')[0]?.Condition).toEqual({
    ArnLike: {
      'ecs:cluster': [
        'arn:aws:ecs:us-east-1:123456789012:cluster/production',
        'arn:aws:ecs:us-east-1:123456789012:cluster/staging',
      ],
    },
  })
})

it('a configuration without roles grants no right to pass any', () => {
  const bare = configOf({ api: aTarget('api', {}, { family: 'api', roles: [] }) })
  expect(statements('reconcile', bare).flatMap(({ Action }) => Action)).not.toContain('iam:PassRole')
})

describe('the webhook', () => {
  it('in Parameter Store is one parameter, decrypted through it only', () => {
    const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/longshore/slack'
    expect(having('notify-slack', 'ssm:GetParameter')[0]?.Resource).toEqual([arn])
    expect(having('notify-slack', 'kms:Decrypt')[0]?.Condition).toEqual({
      StringEquals: { 'kms:ViaService': 'ssm.us-east-1.amazonaws.com' },
      StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': arn },
    })
  })
  it('in Secrets Manager is one secret', () => {
    const kept = configOf({ api: aTarget('api') }, { slack: { webhook: { secret: 'slack' } } })
    const rights = statements('notify-slack', kept).filter(({ Action }) =>
      Action.includes('secretsmanager:GetSecretValue'),
    )
    expect(rights[0]?.Resource).toEqual(['arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-??????'])
  })
  it('is read by nobody else but doctor, which looks whether it is one', () => {
    const readers = functionKeys.filter((key) =>
      actionsOf(key).some((action) => /^(ssm|secretsmanager|kms):/.test(action)),
    )
    expect(readers).toEqual(['notify-slack', 'doctor'])
  })
})

describe('with 300 targets', () => {
  const many = configOf(companyTargets())
  const reconcile = statements('reconcile', many)

  it('every target may be deployed', () => {
    const denied = Object.values(ecsTargets(many)).filter(
      ({ cluster, service, family, roles }) =>
        !allows(reconcile, 'ecs:UpdateService', `arn:aws:ecs:us-east-1:123456789012:service/${cluster}/${service}`) ||
        !allows(
          reconcile,
          'ecs:RegisterTaskDefinition',
          `arn:aws:ecs:us-east-1:123456789012:task-definition/${family}:7`,
        ) ||
        !roles.every((role) => allows(reconcile, 'iam:PassRole', role)),
    )
    expect(denied).toEqual([])
  })
  it('nothing but the reviewed actions is granted on everything', () => {
    const wild = reconcile.filter(({ Resource }) => Resource.some((resource) => resource === '*'))
    const concerned = tableActions.filter((action) => action.startsWith('ecs:'))
    expect(wild.flatMap(({ Action }) => Action).sort()).toEqual(concerned.sort())
  })
  it('rights are narrowed by names that belong together', () => {
    const services = reconcile
      .filter(({ Action }) => Action.includes('ecs:UpdateService'))
      .flatMap(({ Resource }) => Resource.map(String))
    expect(services.every((resource) => /:service\/production-\d\/shop-team\d/.test(resource))).toBe(true)
  })
})

describe('doctor', () => {
  const changing =
    /^(?!dynamodb:(GetItem|Query)$)[a-z0-9-]+:(?!Describe|List|Get|BatchGet|Simulate|PutLogEvents|CreateLogStream|Decrypt)/

  it('changes nothing: it reads, and publishes the test that it is asked to send', () => {
    expect(actionsOf('doctor').filter((action) => changing.test(action))).toEqual(['sns:Publish'])
  })
  it('lets IAM simulate the roles of this stack alone', () => {
    const resources = having('doctor', 'iam:SimulatePrincipalPolicy').flatMap(({ Resource }) => Resource)
    const roles = functionKeys.filter((key) => key !== 'doctor').map((key) => `${logicalName(key)}Role`)
    expect(resources).toEqual(roles.map((role) => ({ 'Fn::GetAtt': [role, 'Arn'] })))
  })
})
