import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { functionKeysOf } from '../../shared/config/derive/function-key.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { aFile, aLock, configOf } from '../config/a-configuration.ts'
import { checks, targets, vpc } from './a-proven-target.ts'
import { packageStack } from './package-stack.ts'

it('the probe stands in the network that is named', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'longshore-proofs-')), 'proofs.yml')
  writeFileSync(path, aFile(targets, { checks }))
  writeFileSync(path.replace('.yml', '.lock.yml'), aLock(targets))
  const { exitCode, output, template } = packageStack({ config: path })
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 })
  expect(template.resources['ProbeLambdaFunction']?.Properties).toMatchObject({
    FunctionName: 'longshore-dev-probe',
    VpcConfig: { SubnetIds: vpc.subnets, SecurityGroupIds: vpc.securityGroups },
    Role: { 'Fn::GetAtt': ['ProbeRole', 'Arn'] },
  })
  expect(template.resources['ProbeErrors']).toMatchObject({ Type: 'AWS::CloudWatch::Alarm' })
}, 60_000)

it.each([
  ['prove-all-hold', 'FilterLogEvents'],
  ['prove-from-inside', 'Invoke'],
  ['prove-scan-index', 'DescribeImageScanFindings'],
  ['prove-alarm-fires-and-recovers', 'DescribeAlarmHistory'],
])(
  'every call in the scenario %s is one that the function may make, %s too',
  async (name, asked) => {
    const { report, passed } = await runScenario(shippedFile(name))
    expect(passed).toBe(true)
    const config = configOf(targets, { checks, slack: { webhook: { ssm: '/longshore/slack-webhook' } } })
    const denied = functionKeysOf(config).flatMap((key) => {
      const allowed = statements(key, config).flatMap(({ Action }) => Action)
      const made = (report?.calls ?? []).filter(({ caller }) => functionOf(caller) === key)
      return made
        .map(({ service, operation }) => `${service}:${operation === 'Invoke' ? 'InvokeFunction' : operation}`)
        .map((action) => action.replace('SendMessageBatch', 'SendMessage'))
        .filter((action) => !allowed.includes(action))
        .map((action) => `${key} calls ${action}`)
    })
    expect(denied).toEqual([])
    expect(report?.calls.map(({ operation }) => operation)).toContain(asked)
  },
  60_000,
)
