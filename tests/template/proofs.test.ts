import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { matchesPattern } from '../../sandbox/services/events/matches-pattern.ts'
import { featureFunctions, functionKeysOf } from '../../shared/config/derive/function-key.ts'
import { rolloutRules } from '../../shared/config/derive/rollout-rules.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { wideActions, wildcardActions } from '../../shared/config/derive/wildcard-actions.ts'
import { aTarget, configOf } from '../config/a-configuration.ts'
import { checks, prove, targets } from './a-proven-target.ts'
import { companyTargets } from './many-targets.ts'

const config = configOf(targets, { checks })
const home = 'us-east-1:123456789012'

const rights = (key: 'reconcile' | 'tick', action: string, of = config) =>
  statements(key, of).flatMap(({ Action, Resource }) => (Action.includes(action) ? Resource : []))

describe('the rights to look at proofs', () => {
  it.each([
    ['cloudwatch:GetMetricData', ['*']],
    ['cloudwatch:DescribeAlarmHistory', ['*']],
    ['logs:FilterLogEvents', [`arn:aws:logs:${home}:log-group:/app/api`, `arn:aws:logs:${home}:log-group:/app/api:*`]],
    [
      'lambda:InvokeFunction',
      ['load', 'longshore-dev-probe', 'smoke:live'].map((name) => `arn:aws:lambda:${home}:function:${name}`),
    ],
    ['ecr:DescribeImageScanFindings', [`arn:aws:ecr:${home}:repository/team/api`]],
    ['ssm:GetParameter', [`arn:aws:ssm:${home}:parameter/health/key`]],
    ['secretsmanager:GetSecretValue', [`arn:aws:secretsmanager:${home}:secret:other-??????`]],
  ])('hold %s for reconcile alone, on what is named', (action, resources) => {
    expect(rights('reconcile', action).toSorted()).toEqual(resources)
    expect(rights('tick', action)).toEqual([])
    expect(rights('reconcile', action, configOf({ web: aTarget('web') }))).toEqual([])
  })

  it('of the probe are those to stand in the network, and not for its code', () => {
    const own = statements('probe', config).filter(({ Sid }) => Sid !== 'WriteOwnLog')
    expect(own.flatMap(({ Action }) => Action).sort()).toEqual(
      [...wildcardActions.readNetwork.actions, ...wideActions.standInNetwork.actions].sort(),
    )
    for (const { Condition, Resource } of own) {
      expect(Condition).toEqual({ Null: { 'lambda:SourceFunctionArn': 'true' } })
      expect([['*'], [`arn:aws:ec2:${home}:*/*`]]).toContainEqual(Resource)
    }
  })
})

describe('the probe', () => {
  it('is there only when something is to be looked at from inside', () => {
    expect(functionKeysOf(config)).toEqual(expect.arrayContaining([...featureFunctions.probe]))
    const outside = aTarget('api', { prove: { http: prove.http.slice(0, 1) } })
    expect(functionKeysOf(configOf({ api: outside }, { checks }))).not.toContain('probe')
  })
})

describe('events of what a release waits for', () => {
  const read = (file: string) => JSON.parse(readFileSync(new URL(`../../events/${file}.json`, import.meta.url), 'utf8'))
  const isHeard = (event: unknown, of = config) =>
    rolloutRules(of).some((pattern) => matchesPattern({ ...pattern }, event))
  const plain = configOf({ web: aTarget('web'), api: aTarget('api') })

  it.each(['ecr-scan', 'inspector-scan', 'cloudwatch-alarm-fires'])(
    '%s are heard where somebody asks for them',
    (file) => {
      expect(isHeard(read(file))).toBe(true)
      expect(isHeard(read(file), plain)).toBe(false)
    },
  )

  it('are not heard of other repositories, of other alarms, or of alarms without data', () => {
    const scan = read('ecr-scan')
    expect(isHeard({ ...scan, detail: { ...scan.detail, 'repository-name': 'team/web' } })).toBe(false)
    const alarm = read('cloudwatch-alarm-fires')
    expect(isHeard({ ...alarm, detail: { ...alarm.detail, alarmName: 'web-5xx' } })).toBe(false)
    const noData = { ...alarm.detail, state: { ...alarm.detail.state, value: 'INSUFFICIENT_DATA' } }
    expect(isHeard({ ...alarm, detail: noData })).toBe(false)
  })

  it('of 300 targets fit into ten rules below 2,048 characters', () => {
    const company = Object.entries(companyTargets()).map(([name, target]) => {
      const asked = { scan: { severity: 'HIGH' }, prove: { alarms: [`${name}-errors`], bake: '5m' } }
      return [name, { ...(target as object), ...asked }]
    })
    const rules = rolloutRules(configOf(Object.fromEntries(company)))
    expect(rules.length).toBeLessThanOrEqual(9)
    expect(rules.filter((rule) => JSON.stringify(rule).length >= 2_048)).toEqual([])
  })
})
