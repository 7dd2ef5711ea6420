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

it('the roles of another account allow every call that is made there, and the stack itself none of them', async () => {
  const loaded = readScenario(shippedFile('two-accounts-kinds'))
  const { file } = stackOf(loaded)
  const { report, failures } = await runScenario(loaded)
  expect(failures).toEqual([])
  const calls = (report?.calls ?? []).map(({ caller, service, operation, place }) => {
    const action = service === 'lambda' && operation === 'Invoke' ? 'lambda:InvokeFunction' : `${service}:${operation}`
    return { function: functionOf(caller), action, place }
  })
  const resources = asRecord(file.accounts[0]?.template)['Resources']
  for (const { key, role, taken } of [
    { key: 'reconcile', role: 'ReconcileRole', taken: 'TargetRole' },
    { key: 'tick', role: 'TickRole', taken: 'TargetLookRole' },
  ]) {
    const made = calls.filter((call) => call.function === key)
    const there = made.filter(({ place }) => place === '222222222222/us-east-1').map(({ action }) => action)
    const granted = actionsOf(resources, taken)
    expect([...new Set(there)].filter((action) => !granted.includes(action))).toEqual([])
    expect(there).toContain('ecs:DescribeServices')
    const own = made.filter(({ place }) => place === undefined).map(({ action }) => action)
    const allowed = actionsOf(file.resources, role)
    expect([...new Set(own)].filter((action) => !action.startsWith('sqs:') && !allowed.includes(action))).toEqual([])
    expect(own).toContain('sts:AssumeRole')
    expect(allowed.filter((action) => /^(ecs|lambda|ssm|codedeploy|events|cloudwatch):/.test(action))).toEqual([])
  }
  const changes = calls.filter(({ action }) => ['ecs:UpdateService', 'ssm:SendCommand'].includes(action))
  expect(new Set(changes.map(({ place }) => place))).toEqual(new Set(['222222222222/us-east-1']))
}, 120_000)
