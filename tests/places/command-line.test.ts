import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import type { ReadServiceFacts } from '../../shared/config/service-facts.ts'
import { aCommandLine } from '../cli/a-command-line.ts'
import { aFile, aTarget } from '../config/a-configuration.ts'
import { externalId, home, member, memberService, role } from './a-member.ts'

const there = { account: member, role, externalId }
const targets = {
  web: aTarget('web'),
  api: aTarget('api', there),
  far: aTarget('far', { ...there, region: 'eu-west-1' }),
}
const file = { 'longshore.yml': aFile(targets, home) }

/** Every service is there, in the account of the credentials and in the region that is asked. */
function withCredentialsOf(account: string) {
  const asked: string[] = []
  const readServiceFacts: ReadServiceFacts = async (services, region = '') => {
    asked.push(`${region}: ${services.map(({ service }) => service).join(', ')}`)
    return services.map(({ cluster, service }) => ({ cluster, service, account, region, family: `${service}-family` }))
  }
  return { asked, readServiceFacts, whoAmI: async () => `arn:aws:sts::${account}:assumed-role/Deployer/alice` }
}

describe('resolve', () => {
  it('asks with the credentials of one account after the other, and keeps what it knows', async () => {
    const first = withCredentialsOf(home.account)
    const line = aCommandLine(file, first)
    expect(await line.run('resolve')).toBe(1)
    expect(first.asked).toEqual(['us-east-1: web'])
    expect(line.complained()).toContain(`Targets in account ${member} are not resolved yet.`)

    const second = withCredentialsOf(member)
    const again = aCommandLine({ ...file, 'longshore.lock.yml': line.read('longshore.lock.yml') }, second)
    expect(await again.run('resolve')).toBe(0)
    expect(second.asked).toEqual(['us-east-1: api', 'eu-west-1: far'])
    expect(parse(again.read('longshore.lock.yml'))).toEqual({
      version: 1,
      ...home,
      targets: {
        web: { cluster: 'production', service: 'web', family: 'web-family' },
        api: { account: member, cluster: 'production', service: 'api', family: 'api-family' },
        far: { account: member, region: 'eu-west-1', cluster: 'production', service: 'far', family: 'far-family' },
      },
    })
    expect(await again.run('check')).toBe(0)
    expect(again.told()).toContain(
      `1 target in ${home.account}, us-east-1: web. 1 target in ${member}, us-east-1: api. 1 target in ${member}, eu-west-1: far. No mistakes.`,
    )
  })

  it('writes nothing when a service is not there', async () => {
    const readServiceFacts: ReadServiceFacts = async (services) =>
      services.map((name) => ({ ...name, problem: `There is no service ${name.service}.` }))
    const line = aCommandLine(
      { ...file, 'longshore.lock.yml': 'version: 1\n' },
      { ...withCredentialsOf(member), readServiceFacts },
    )
    expect(await line.run('resolve')).toBe(1)
    expect(line.told()).toContain('There is no service far.')
    expect(line.read('longshore.lock.yml')).toBe('version: 1\n')
  })

  it('says that it must know whose credentials these are', async () => {
    const line = aCommandLine(file, { whoAmI: async () => Promise.reject(new Error('no credentials')) })
    expect(await line.run('resolve')).toBe(2)
    expect(line.told()).toMatch(/^Cannot tell whose account these credentials are for: Error: no credentials\./)
  })
})

describe('account-template', () => {
  const configured = { 'longshore.yml': aFile({ api: memberService('api') }, home) }

  it('prints a template that says how to deploy it', async () => {
    const line = aCommandLine(configured)
    expect(await line.run('account-template', member)).toBe(0)
    expect(line.printed()).toContain('--capabilities CAPABILITY_NAMED_IAM')
    const { Resources } = parse(line.printed())
    expect(Resources.TargetRole.Properties.RoleName).toBe('longshore-target')
    expect(line.complained()).toBe('')
  })

  it('trusts the functions of the stage that is asked for', async () => {
    const line = aCommandLine(configured)
    await line.run('account-template', member, '--stage', 'prod', '--json')
    expect(line.printed()).toContain(`role/longshore-prod-ReconcileRole-*`)
    expect(line.printed()).not.toContain('longshore-dev')
  })

  it('names the places that there are when it is asked for another', async () => {
    const line = aCommandLine(configured)
    expect(await line.run('account-template', '333333333333')).toBe(1)
    expect(line.complained()).toContain(`Other places that it names: ${member} in us-east-1.`)
    expect(await line.run('account-template', member, '--region', 'eu-west-1')).toBe(1)
  })
})
