import { expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { readScenario } from '../../sandbox/scenario/read-scenario.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { stackOf } from '../../sandbox/scenario/stack-of.ts'
import { asRecord } from '../../sandbox/stack/value-at.ts'
import { grantedBy } from '../template/granted.ts'

/** What is granted by a role, action by action. */
function actionsOf(resources: unknown, roleId: string): readonly string[] {
  return grantedBy(asRecord(resources) as Parameters<typeof grantedBy>[0], roleId).flatMap(({ Action }) => Action)
}

it('the role of another account allows every call that is made there, and the stack itself none of them', async () => {
  const loaded = readScenario(shippedFile('two-accounts-kinds'))
  const { file } = stackOf(loaded)
  const { report, failures } = await runScenario(loaded)
  expect(failures).toEqual([])
  const calls = (report?.calls ?? []).map(({ caller, service, operation, place }) => {
    const action = service === 'lambda' && operation === 'Invoke' ? 'lambda:InvokeFunction' : `${service}:${operation}`
    return { function: functionOf(caller), action, place }
  })
  const there = calls.filter(({ place }) => place === '222222222222/us-east-1').map(({ action }) => action)
  const template = asRecord(file.accounts[0]?.template)
  const granted = actionsOf(template['Resources'], 'TargetRole')
  expect([...new Set(there)].filter((action) => !granted.includes(action))).toEqual([])
  expect(there).toEqual(expect.arrayContaining(['ecs:UpdateService', 'ssm:SendCommand', 'cloudwatch:DescribeAlarms']))
  for (const [key, role] of [
    ['reconcile', 'ReconcileRole'],
    ['tick', 'TickRole'],
  ] as const) {
    const own = calls.filter((call) => call.function === key && call.place === undefined).map(({ action }) => action)
    const allowed = actionsOf(file.resources, role).map((action) => action)
    expect([...new Set(own)].filter((action) => !/^sqs:/.test(action) && !allowed.includes(action))).toEqual([])
    expect(own).toContain('sts:AssumeRole')
    expect(allowed.filter((action) => /^(ecs|lambda|ssm|codedeploy|events|cloudwatch):/.test(action))).toEqual([])
  }
}, 120_000)
