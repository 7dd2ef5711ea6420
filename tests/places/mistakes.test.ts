import { describe, expect, it } from '@jest/globals'
import { loadConfig } from '../../shared/config/load-config.ts'
import { aContainer, aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { aService, configOf, externalId, home, member, memberService, mistakesIn, role } from './a-member.ts'

type Data = Record<string, unknown>

const lambda = (more: Data, repository = 'team/fn'): Data => ({
  lambda: { function: 'fn', ...aContainer(repository) },
  ...more,
})

describe('a target in another account or region', () => {
  it.each<[string, Data]>([
    ['in another account, with role and external id', memberService('api')],
    ['in another region of the own account, without any', aService('api', { region: 'eu-west-1' })],
    ['in another region of another account', memberService('api', { region: 'eu-west-1' })],
    ['that says where the stack is', aService('api', home)],
  ])('is right %s', (_, target) => {
    expect(mistakesIn({ target })).toEqual([])
  })

  it.each<[string, Data, string]>([
    ['no role', aService('api', { account: member }, member), 'account-needs-role'],
    [
      'a role of a third account',
      memberService('api', { role: 'arn:aws:iam::333333333333:role/x' }),
      'target-role-of-another-account',
    ],
    [
      'a role whose name leaves no room',
      memberService('api', { role: `${role}${'x'.repeat(45)}` }),
      'target-role-name-too-long',
    ],
    ['no external id', aService('api', { account: member, role }, member), 'role-needs-external-id'],
    ['an external id for nothing', aService('api', { externalId }), 'external-id-without-role'],
    ['a role in the own account', aService('api', { role: role.replace(member, home.account) }), 'role-in-own-account'],
    ['a role in another region', aService('api', { region: 'eu-west-1', role, externalId }), 'role-in-own-account'],
    ['an account that YAML read as a number', memberService('api', { account: 222222222222 }), 'wrong-type'],
    ['a region that is none', memberService('api', { region: 'Europe' }), 'bad-region'],
    ['an external id with a space', memberService('api', { externalId: 'a b' }), 'bad-external-id'],
    ['a role by its name', memberService('api', { role: 'longshore-target' }), 'bad-role'],
    ['a region of another partition', aService('api', { region: 'cn-north-1' }), 'region-of-another-partition'],
    [
      'task roles of the stack’s account',
      { ...memberService('api'), ...pick(aService('api')) },
      'role-of-another-account',
    ],
    ['a function far from its images', lambda({ region: 'eu-west-1' }), 'function-image-in-another-region'],
  ])('is refused with %s', (_, target, rule) => {
    expect(mistakesIn({ target })).toContain(rule)
  })

  it.each<[string, string, string[]]>([
    ['that Longshore makes beside the role of another', `${role}-look`, ['target-role-is-looking-role']],
    [
      'of that name in another path',
      role.replace('role/', 'role/ops/').concat('-Look'),
      ['target-role-is-looking-role'],
    ],
    ['of a name that is no more alike', `${role}-looks`, []],
  ])('cannot have a role %s', (_, taken, mistakes) => {
    expect(mistakesIn({ api: memberService('api'), web: memberService('web', { role: taken }) })).toEqual(mistakes)
  })

  it('may have a role of such a name in an account of its own', () => {
    const third = '333333333333'
    const taken = `${role.replace(member, third)}-look`
    const web = aService('web', { account: third, role: taken, externalId }, third)
    expect(mistakesIn({ api: memberService('api'), web })).toEqual([])
  })

  it('takes images of its own region for a function', () => {
    const repository = `${home.account}.dkr.ecr.eu-west-1.amazonaws.com/team/fn`
    expect(mistakesIn({ fn: lambda({ region: 'eu-west-1' }, repository) })).toEqual([])
  })
})

describe('equal names in two places', () => {
  it('are two things', () => {
    expect(
      mistakesIn({ one: aService('api'), two: memberService('api'), three: aService('api', { region: 'eu-west-1' }) }),
    ).toEqual([])
  })

  it('are one thing twice when the place is the same, however it is written', () => {
    expect(mistakesIn({ one: aService('api'), two: aService('api', home) })).toEqual(['two-targets-for-one-thing'])
    expect(mistakesIn({ one: memberService('api'), two: memberService('api') })).toEqual(['two-targets-for-one-thing'])
  })

  it('take turns as aliases of one function only in one place', () => {
    const alias = (name: string, more: Data = {}): Data => ({
      lambda: { function: 'fn', alias: name, ...aContainer(`${home.account}.dkr.ecr.us-east-1.amazonaws.com/team/fn`) },
      ...more,
    })
    const there = { account: member, role, externalId }
    const { targets } = configOf({ blue: alias('blue'), green: alias('green'), far: alias('blue', there) })
    expect(targets['blue']?.policy.takesTurnsWith).toEqual(['green'])
    expect(targets['far']?.policy.takesTurnsWith).toBeUndefined()
  })
})

describe('the lock file', () => {
  const target = aTarget('api', { account: member, role, externalId })
  const entry = { cluster: 'production', service: 'api', family: 'api', taskRole: `arn:aws:iam::${member}:role/api` }
  const rulesWith = (locked: Data): string[] => {
    const lock = aLock({ api: target }, { ...home, targets: { api: locked } })
    const loaded = loadConfig(aFile({ api: target }), lock, { stage: 'dev' })
    return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
  }

  it('knows a target in the place that it is in', () => {
    expect(rulesWith({ ...entry, account: member })).toEqual([])
  })

  it('is stale for a target that moved to another account', () => {
    expect(rulesWith(entry)).toEqual(['stale-lock-entry'])
  })
})

function pick({ ecs }: Data): Data {
  return { ecs }
}
