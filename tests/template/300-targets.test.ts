import { describe, expect, it } from '@jest/globals'
import { functionKeys, logicalName } from '../../shared/config/derive/function-key.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { requireConfig } from '../../shared/config/read-config-files.ts'
import { grantedBy, grants } from './granted.ts'
import { companyTargets, mixedTargets, unrelatedTargets, writeConfiguration, writeWithoutLock } from './many-targets.ts'
import { ofType, packageStack } from './package-stack.ts'

describe.each([
  ['300 targets that are services', () => writeConfiguration(companyTargets())],
  ['300 targets of all kinds', () => writeWithoutLock(mixedTargets(300))],
])('%s', (_what, write) => {
  const config = write()
  const many = packageStack({ config })
  const roles = ofType(many, 'AWS::IAM::Role')
  const policies = ofType(many, 'AWS::IAM::ManagedPolicy')

  it('fit into what CloudFormation takes', () => {
    expect({ exitCode: many.exitCode, output: many.output }).toMatchObject({ exitCode: 0 })
    expect(many.template.text.length).toBeLessThan(1_000_000)
    expect(Object.keys(many.template.resources).length).toBeLessThan(500)
  })
  it('fit into what IAM takes', () => {
    const inline = roles.map(([, { Policies }]) => JSON.stringify(Policies[0].PolicyDocument).length)
    expect(Math.max(...inline)).toBeLessThanOrEqual(10_240)
    const managed = policies.map(([, { PolicyDocument }]) => JSON.stringify(PolicyDocument).length)
    expect(Math.max(...managed)).toBeLessThanOrEqual(6144)
    expect(roles.filter(([, { ManagedPolicyArns }]) => (ManagedPolicyArns ?? []).length > 10)).toEqual([])
  })
  it('get every right that is derived for them, in the role or in a policy that it attaches', () => {
    const { config: read } = requireConfig(
      { path: config, lockPath: config.replace('many.yml', 'many.lock.yml') },
      'dev',
    )
    for (const key of functionKeys) {
      const granted = grantedBy(many.template.resources, `${logicalName(key)}Role`)
      expect(grants(granted)).toEqual(grants(statements(key, read)))
    }
  })
  it('leave no policy that no role attaches', () => {
    const attached = roles.flatMap(([, { ManagedPolicyArns }]) => ManagedPolicyArns ?? []).map(({ Ref }) => Ref)
    expect(policies.map(([id]) => id).sort()).toEqual(attached.sort())
    expect(attached).toContain('ReconcilePolicy1')
  })
})

it('rights that no role can hold fail packaging with what to do', () => {
  const broken = packageStack({ config: writeConfiguration(unrelatedTargets()) })
  expect(broken.exitCode).not.toBe(0)
  expect(broken.output).toMatch(/The rights of \S+ for 300 targets do not fit/)
  expect(broken.output).not.toContain('statements.ts')
})
