import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { readStatement } from '../../../sandbox/services/iam/policy.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from '../kernel/client-options.ts'

const role = 'arn:aws:iam::123456789012:role/longshore-dev-ReconcileRole'
let sandbox: Sandbox
let iam: IAMClient

beforeAll(async () => {
  sandbox = await startSandbox()
  iam = new IAMClient(clientOptions(sandbox.endpoint))
  sandbox.iam.putRole(
    role,
    [
      { Effect: 'Allow', Action: ['ecs:UpdateService'], Resource: ['arn:aws:ecs:us-east-1:1:service/a/*'] },
      { Effect: 'Allow', Action: 'ecs:ListTasks', Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: 'arn:aws:iam::1:role/task',
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      {
        Effect: 'Allow',
        Action: 'ec2:Create',
        Resource: '*',
        Condition: { Null: { 'lambda:SourceFunctionArn': 'true' } },
      },
    ].map(readStatement),
  )
})

afterAll(() => sandbox.stop())

async function ask(action: string, resources: readonly string[] = [], context: Readonly<Record<string, string>> = {}) {
  const answer = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: [action],
      ResourceArns: [...resources],
      ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
        ...{ ContextKeyName, ContextKeyType: 'string', ContextKeyValues: [value] },
      })),
    }),
  )
  return (answer.EvaluationResults ?? []).map(({ EvalDecision }) => EvalDecision)
}

it.each([
  ['a resource that fits', 'ecs:UpdateService', ['arn:aws:ecs:us-east-1:1:service/a/b'], {}, ['allowed']],
  [
    'several resources, each',
    'ecs:UpdateService',
    ['arn:aws:ecs:us-east-1:1:service/a/b', 'arn:aws:ecs:us-east-1:1:service/b/b'],
    {},
    ['allowed', 'implicitDeny'],
  ],
  ['no resource', 'ecs:ListTasks', [], {}, ['allowed']],
  ['an action that nobody allows', 'ecs:DeleteService', [], {}, ['implicitDeny']],
  [
    'a condition that holds',
    'iam:PassRole',
    ['arn:aws:iam::1:role/task'],
    { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    ['allowed'],
  ],
  [
    'a condition that does not hold',
    'iam:PassRole',
    ['arn:aws:iam::1:role/task'],
    { 'iam:PassedToService': 'ec2.amazonaws.com' },
    ['implicitDeny'],
  ],
  ['a condition without its key', 'iam:PassRole', ['arn:aws:iam::1:role/task'], {}, ['implicitDeny']],
  ['a key that must be missing', 'ec2:Create', [], {}, ['allowed']],
  [
    'a key that must be missing and is there',
    'ec2:Create',
    [],
    { 'lambda:SourceFunctionArn': 'arn' },
    ['implicitDeny'],
  ],
])('%s', async (_name, action, resources, context, expected) => {
  expect(await ask(action, resources, context as Readonly<Record<string, string>>)).toEqual(expected)
})

it('what is denied is so until it is taken back', async () => {
  const allowAgain = sandbox.iam.deny({ action: 'ecs:ListTasks', role: 'ReconcileRole', by: 'boundary' })
  expect(await ask('ecs:ListTasks')).toEqual(['implicitDeny'])
  allowAgain()
  expect(await ask('ecs:ListTasks')).toEqual(['allowed'])
})

it('a role that does not exist is told', async () => {
  const asking = iam.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn: 'arn:aws:iam::1:role/nobody', ActionNames: ['a:B'] }),
  )
  await expect(asking).rejects.toMatchObject({ name: 'NoSuchEntityException' })
})
