import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fitPolicies, inlineRoom, managedRoom, sizeOf } from '../../shared/config/derive/fit-policies.ts'
import { functionKeys } from '../../shared/config/derive/function-key.ts'
import { functionRights } from '../../shared/config/derive/function-rights.ts'
import { allow, type Statement } from '../../shared/config/derive/statement.ts'
import { policiesOf, statements } from '../../shared/config/derive/statements.ts'
import { wideActions } from '../../shared/config/derive/wildcard-actions.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { aTarget, configOf } from '../config/a-configuration.ts'
import { allows, grants } from './granted.ts'
import { companyTargets, configWithoutLock, mixedTargets, ordinaryTargets, unrelatedTargets } from './many-targets.ts'

const exact = { reads: Number.POSITIVE_INFINITY, writes: Number.POSITIVE_INFINITY }
const isExact = (config: LongshoreConfig) =>
  functionKeys.every((key) => {
    const wanted = grants(functionRights(key, config, exact))
    return JSON.stringify(grants(statements(key, config))) === JSON.stringify(wanted)
  })

describe('names stay exact', () => {
  it.each<[string, LongshoreConfig]>([
    ['ten targets of all kinds', configWithoutLock(mixedTargets(10))],
    ['hundred targets of all kinds', configWithoutLock(mixedTargets(100))],
    ['fourteen services with ordinary names', configOf(ordinaryTargets(14))],
    ['eighty services with ordinary names', configOf(ordinaryTargets(80))],
  ])('of %s', (_what, config) => {
    expect(isExact(config)).toBe(true)
  })
})

const alarmed = Array.from({ length: 50 }, (_, index) => [
  `service-${index}`,
  aTarget(`service-${index}`, { prove: { alarms: [`service-${index}-errors-of-the-load-balancer-in-production`] } }),
])

const many: [string, LongshoreConfig][] = [
  ['300 targets of all kinds', configWithoutLock(mixedTargets(300))],
  ['300 services that share beginnings', configOf(companyTargets())],
  ['300 services in one cluster that share nothing', configOf(ordinaryTargets(300))],
  ['fifty services with an alarm each', configOf(Object.fromEntries(alarmed))],
]

describe.each(many)('with %s', (_what, config) => {
  it('every role and every policy is within the quotas of IAM', () => {
    for (const key of functionKeys) {
      const { inline, managed } = policiesOf(key, config)
      expect(sizeOf(inline)).toBeLessThanOrEqual(inlineRoom + 3)
      expect(managed.length).toBeLessThanOrEqual(10)
      expect(managed.map(sizeOf).filter((size) => size > managedRoom + 3)).toEqual([])
      for (const policy of [inline, ...managed]) {
        const sids = policy.map(({ Sid }) => Sid)
        expect(new Set(sids).size).toBe(sids.length)
      }
    }
  })

  it('nothing exact is left out', () => {
    for (const key of functionKeys) {
      const granted = statements(key, config)
      const denied = functionRights(key, config, exact).flatMap(({ Action, Resource }) =>
        Action.flatMap((action) =>
          Resource.filter((resource) =>
            typeof resource === 'string'
              ? !allows(granted, action, resource.replace(/\*$/, ''))
              : !JSON.stringify(granted).includes(JSON.stringify(resource)),
          ),
        ),
      )
      expect(denied).toEqual([])
    }
  })

  it('no list of names becomes all there is, but where the reviewed table says why', () => {
    const reviewed = Object.values(wideActions)
    const wide = functionKeys
      .flatMap((key) => statements(key, config))
      .flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((arn) => [action, String(arn)] as const)),
      )
      .filter(([, arn]) => saysNothing(arn))
    const unreviewed = wide.filter(
      ([action, arn]) =>
        !reviewed.some(({ actions, resource }) => actions.some((one) => one === action) && resource.test(arn)),
    )
    expect(unreviewed).toEqual([])
  })

  it('roles are passed exactly as they were named', () => {
    const named = new Set(
      Object.values(config.targets).flatMap((target) =>
        target.kind === 'ecs'
          ? target.ecs.roles
          : target.kind === 'codedeploy'
            ? target.codedeploy.roles
            : target.kind === 'scheduled-task'
              ? target.scheduledTask.roles
              : [],
      ),
    )
    const passed = statements('reconcile', config).flatMap(({ Action, Resource }) =>
      Action.includes('iam:PassRole') ? Resource.map(String) : [],
    )
    expect(new Set(passed)).toEqual(named)
  })
})

/** `service/*`, `service/production/*`, `role/*`, `instance/*`: everything, or everything of a place. */
function saysNothing(arn: string): boolean {
  return (
    /^arn:(?:[^:]*:){4}[^:/]+[:/]\*$/.test(arn) ||
    /:(service|service-deployment|service-revision|schedule)\/[^/]*\*?(\/\*)?$/.test(arn) ||
    /:service-(deployment|revision)\/[^/]*\*$/.test(arn)
  )
}

it('things that are only looked at give way before those that are changed', () => {
  const config = configOf(ordinaryTargets(120))
  const rights = (action: string) =>
    statements('reconcile', config).flatMap(({ Action, Resource }) => (Action.includes(action) ? Resource : []))
  expect(rights('ecs:DescribeServices').length).toBeLessThan(120)
  expect(rights('ecs:UpdateService').length).toBe(120)
})

it('what does not fit is refused in words, rather than granted on everything', () => {
  const config = configOf(unrelatedTargets())
  expect(() => statements('reconcile', config)).toThrow(
    /^The rights of reconcile for 300 targets do not fit .* Split the configuration into two stacks, let services share/,
  )
})

it('roles are never put under a common beginning, however many there are', () => {
  const roles = Array.from(
    { length: 1200 },
    (_, n) => `arn:aws:iam::123456789012:role/shop-team-with-a-long-name-${n}-task`,
  )
  const config = configOf({ api: aTarget('api', {}, { family: 'api', roles }) })
  expect(() => statements('reconcile', config)).toThrow('roles to be passed not at all')
})

describe('alarms', () => {
  it('are read by whoever proves by them, and by doctor, on *, since composite ones are told to nobody else', () => {
    const config = configOf({ api: aTarget('api', { prove: { alarms: ['api-errors'] } }) })
    const readers = functionKeys.filter((key) =>
      statements(key, config).some(
        ({ Action, Resource }) => Action.includes('cloudwatch:DescribeAlarms') && Resource.includes('*'),
      ),
    )
    expect(readers).toEqual(expect.arrayContaining(['reconcile', 'doctor']))
    expect(readers).not.toContain('tick')
  })
  it('are read by doctor alone where no target names one: services may have some of their own', () => {
    const config = configOf({ api: aTarget('api') })
    const others = functionKeys.filter((key) => key !== 'doctor')
    expect(JSON.stringify(others.map((key) => statements(key, config)))).not.toContain('cloudwatch:')
  })
})

describe('pouring statements into policies', () => {
  const names = fc.array(fc.stringMatching(/^[a-z]{1,200}$/), { minLength: 1, maxLength: 200 })
  const someStatements = fc
    .array(names, { minLength: 1, maxLength: 12 })
    .map((lists) => lists.flatMap((list, index) => allow(`S${index}`, ['s3:Get', 's3:Put'], list)))

  it('grants the same as before, in policies that fit', () => {
    fc.assert(
      fc.property(someStatements, (all) => {
        const fitted = fitPolicies(all)
        if (!fitted) return sizeOf(all) > inlineRoom + 5 * managedRoom
        const policies: (readonly Statement[])[] = [fitted.inline, ...fitted.managed]
        const fits = policies.every((policy, index) => sizeOf(policy) <= (index === 0 ? inlineRoom : managedRoom) + 3)
        return fits && JSON.stringify(grants(policies.flat())) === JSON.stringify(grants(all))
      }),
      { numRuns: 50 },
    )
  })

  it('is refused for one name longer than a policy', () => {
    expect(fitPolicies(allow('Long', ['s3:Get'], ['x'.repeat(11_000)]))).toBeUndefined()
  })

  it('counts what references become', () => {
    expect(sizeOf({ 'Fn::GetAtt': ['T', 'Arn'] })).toBeGreaterThan(130)
  })
})
