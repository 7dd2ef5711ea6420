import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { matchesPattern } from '../../sandbox/services/events/matches-pattern.ts'
import { functionKeys } from '../../shared/config/derive/function-key.ts'
import { rolloutRules } from '../../shared/config/derive/rollout-rules.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { loadConfig } from '../../shared/config/load-config.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { aFile } from '../config/a-configuration.ts'

type Data = Record<string, unknown>

function aHost(key: string, value: string): Data {
  return {
    dockerHost: {
      instances: { tag: { [key]: value } },
      ...{ repository: 'web', tags: { exact: 'live' }, port: { blue: 3032, green: 3031 } },
      upstream: { file: '/etc/nginx/conf.d/web.upstream.conf' },
    },
  }
}

function configOf(targets: Data): LongshoreConfig {
  const home = { account: '123456789012', region: 'eu-west-1' }
  const loaded = loadConfig(aFile(targets, home), undefined, { stage: 'dev' })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes))
  return loaded.config
}

describe('the rights on Docker hosts', () => {
  const config = configOf({ web: aHost('App', 'web'), admin: aHost('App', 'admin'), old: aHost('Name', 'legacy') })
  const granted = (key: (typeof functionKeys)[number], action: string) =>
    statements(key, config).filter(({ Action }) => Action.includes(action))

  it('are to find instances and to read what was sent to them', () => {
    for (const key of ['tick', 'reconcile'] as const) {
      expect(granted(key, 'ec2:DescribeInstances')).toHaveLength(1)
      expect(granted(key, 'ssm:ListCommandInvocations')).toHaveLength(1)
    }
  })

  it('are to run the one document, on instances with the tags of the configuration alone', () => {
    const sends = granted('reconcile', 'ssm:SendCommand')
    const instances = 'arn:aws:ec2:eu-west-1:123456789012:instance/*'
    expect(sends.map(({ Resource, Condition }) => [Resource, Condition])).toEqual([
      [['arn:aws:ssm:eu-west-1::document/AWS-RunShellScript'], undefined],
      [[instances], { StringEquals: { 'ssm:resourceTag/App': ['admin', 'web'] } }],
      [[instances], { StringEquals: { 'ssm:resourceTag/Name': ['legacy'] } }],
    ])
  })

  it('are to send commands for nobody but reconcile', () => {
    expect(functionKeys.filter((key) => granted(key, 'ssm:SendCommand').length > 0)).toEqual(['reconcile'])
  })

  it('are nothing where there is no Docker host', () => {
    const other = configOf({ f: { lambda: { function: 'f', repository: 'f', tags: { exact: 'live' } } } })
    expect(JSON.stringify(functionKeys.map((key) => statements(key, other)))).not.toMatch(/SendCommand|ec2:/)
    expect(JSON.stringify(rolloutRules(other))).not.toContain('aws.ssm')
  })

  it('name every tag of 300 targets, in conditions short enough to be spread over policies', () => {
    const names = Array.from({ length: 300 }, (_, n) => `shop-team${n % 20}-host-number-${n}`)
    const many = configOf(Object.fromEntries(names.map((name, n) => [`target-${n}`, aHost('Role', name)])))
    const sends = statements('reconcile', many).filter(({ Action }) => Action.includes('ssm:SendCommand'))
    const values = sends.flatMap(({ Condition }) => Condition?.['StringEquals']?.['ssm:resourceTag/Role'] ?? [])
    expect(values.toSorted()).toEqual(names.toSorted())
    expect(sends.filter((statement) => JSON.stringify(statement).length > 2500)).toEqual([])
  })
})

describe('the roles', () => {
  it('suffice for every call of a story in which a host fails', async () => {
    const config = configOf({ 'legacy-web': aHost('App', 'web') })
    const { passed, report } = await runScenario(shippedFile('docker-host-one-fails'))
    expect(passed).toBe(true)
    for (const key of ['tick', 'reconcile'] as const) {
      const allowed = statements(key, config).flatMap(({ Action }) => Action)
      const made = (report?.calls ?? [])
        .filter(({ caller, service }) => caller.startsWith(`${key}-`) && ['ec2', 'ssm'].includes(service))
        .map(({ service, operation }) => `${service}:${operation}`)
      expect(made.filter((action) => !allowed.includes(action))).toEqual([])
      expect(made).toContain('ec2:DescribeInstances')
    }
  }, 120_000)
})

describe('the rule for Docker hosts', () => {
  const rules = rolloutRules(configOf({ web: aHost('App', 'web') }))
  const hears = (event: object) => rules.some((rule) => matchesPattern(JSON.parse(JSON.stringify(rule)), event))
  const sample = (name: string) => JSON.parse(readFileSync(`events/${name}.json`, 'utf8'))

  it.each([
    ['ssm-command-success', true],
    ['ssm-command-failed', true],
    ['codedeploy-success', false],
  ])('hears %s: %s', (name, isHeard) => {
    expect(hears(sample(name))).toBe(isHeard)
  })

  it('hears ends only', () => {
    const event = sample('ssm-command-success')
    expect(hears({ ...event, detail: { ...event.detail, status: 'InProgress' } })).toBe(false)
  })
})
