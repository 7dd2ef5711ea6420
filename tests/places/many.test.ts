import { describe, expect, it } from '@jest/globals'
import { accountsToPrepare, accountTemplate } from '../../shared/config/derive/account-template.ts'
import { imagePushedRules } from '../../shared/config/derive/image-pushed-rules.ts'
import { rolloutRules } from '../../shared/config/derive/rollout-rules.ts'
import { policiesOf } from '../../shared/config/derive/statements.ts'
import { aService, configOf, externalId, home } from './a-member.ts'

const accounts = Array.from({ length: 6 }, (_, index) => `${index + 2}`.repeat(12))
const regions = ['us-east-1', 'eu-west-1']

/** Three hundred services with long names, spread over six accounts of two regions each and three regions of the own one. */
const targets = Object.fromEntries(
  Array.from({ length: 300 }, (_, index) => {
    const account = accounts[index % 7]
    const region = regions[index % 2]
    const name = `shop-team${index % 20}-service-number-${index}`
    const role = `arn:aws:iam::${account}:role/longshore-target`
    const service = account
      ? aService(name, { account, role, externalId, region }, account)
      : aService(name, { region: ['us-east-1', 'eu-west-1', 'ap-southeast-2'][index % 3] })
    return [`target-${index}`, service]
  }),
)
const config = configOf(targets)

describe('three hundred targets in fourteen places', () => {
  it('fit into the rules of EventBridge', () => {
    const patterns = [...imagePushedRules(config), ...rolloutRules(config)]
    expect(patterns.length).toBeLessThanOrEqual(10)
    for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThan(2048)
  })

  it('fit into the roles of the functions', () => {
    for (const key of ['tick', 'reconcile'] as const) expect(() => policiesOf(key, config)).not.toThrow()
  })

  it('fit into the template of each account, which CloudFormation takes', () => {
    const places = accountsToPrepare(config)
    expect(places).toHaveLength(14)
    for (const place of places) {
      const template = accountTemplate(config, place)
      expect(JSON.stringify(template).length).toBeLessThan(500_000)
      const rules = Object.values(template.Resources).filter(
        (resource) => 'Type' in resource && resource.Type === 'AWS::Events::Rule',
      )
      expect(rules).toHaveLength(3)
      for (const rule of rules) expect(JSON.stringify(Object(rule).Properties.EventPattern).length).toBeLessThan(2048)
    }
  })

  it('have roles in one template of each account, and none in the own one', () => {
    const withRoles = accountsToPrepare(config).filter(
      (place) => 'TargetRole' in accountTemplate(config, place).Resources,
    )
    expect(withRoles.map(({ account }) => account).toSorted()).toEqual(accounts)
    expect(withRoles.every(({ account }) => account !== home.account)).toBe(true)
  })
})
