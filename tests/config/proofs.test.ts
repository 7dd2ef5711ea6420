import { describe, expect, it } from '@jest/globals'
import { aTarget, configOf, load } from './a-configuration.ts'

type Data = Record<string, unknown>

const url = 'https://api.example.com/healthz'
const vpc = { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] }
const errors = { namespace: 'AWS/ApplicationELB', metric: 'HTTPCode_Target_5XX_Count', statistic: 'Sum' }
const requests = { ...errors, metric: 'RequestCount', dimensions: { LoadBalancer: 'app/api/1' } }

function policyOf(options: Data, rest: Data = {}) {
  return configOf({ api: aTarget('api', options) }, rest).targets['api']?.policy
}

function rulesOf(options: Data, rest: Data = {}): string[] {
  const loaded = load({ api: aTarget('api', options) }, rest)
  return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
}

const http = (more: Data = {}): Data => ({ prove: { http: [{ url, ...more }] } })
const open = { checks: { privateNetworks: ['10.0.0.0/8'] } }

describe('proofs', () => {
  it('are complete when little is written', () => {
    const logs = [{ group: '/ecs/api', pattern: 'FATAL' }]
    const metrics = [{ what: errors, atMost: { factor: 2 } }]
    const prove = { bake: '5m', http: [{ url }], metrics, logs, functions: [{ function: 'smoke' }] }
    const usual = { whenUnknown: 'fail' }
    expect(policyOf({ prove })?.proofs).toEqual([
      {
        ...{ kind: 'http', name: 'api.example.com/healthz', ...usual, failures: 2, url, status: [200] },
        ...{ withinMs: 5000, times: 1, redirects: 'refuse' },
      },
      {
        ...{ kind: 'metric', name: errors.metric, ...usual, failures: 2, what: { ...errors, dimensions: {} } },
        ...{ atMost: { factor: 2 }, windowMs: 3_600_000, least: 5, missing: 'zero' },
      },
      {
        ...{ kind: 'log', name: 'log /ecs/api', ...usual, failures: 1, group: '/ecs/api', pattern: 'FATAL', atMost: 0 },
      },
      { kind: 'function', name: 'function smoke', ...usual, failures: 2, function: 'smoke' },
    ])
  })

  it('are as written', () => {
    const more = {
      ...{ name: 'health', status: [200, 204], header: { name: 'content-type', contains: 'json' }, times: 3 },
      ...{ body: { matches: '"ok":\\s*true' }, within: '2s', redirects: 'refuse', through: 'vpc', failures: 3 },
      ...{
        whenUnknown: 'pass',
        headers: { 'x-from': 'longshore', authorization: { ssm: '/probe' }, cookie: { secret: 's' } },
      },
    }
    const metric = { what: errors, over: requests, atMost: { factor: 1.5, plus: 0.01 }, window: '30m', least: 1 }
    const probe = { function: 'smoke', qualifier: 'live', payload: { deep: [1, null] } }
    const prove = {
      bake: '1m',
      http: [
        { url, ...more },
        { url: 'https://example.com/', body: { contains: 'up' } },
      ],
    }
    const proofs = policyOf({ prove: { ...prove, metrics: [metric], functions: [probe] } }, { checks: { vpc } })?.proofs
    const { within: _written, ...same } = more
    expect(proofs).toMatchObject([
      { ...same, url, withinMs: 2000 },
      { name: 'example.com', body: { contains: 'up' } },
      { over: requests, atMost: { factor: 1.5, plus: 0.01 }, windowMs: 1_800_000, least: 1 },
      { qualifier: 'live', payload: '{"deep":[1,null]}' },
    ])
  })
})

describe('proofs that cannot be looked at', () => {
  it.each<[string, Data, string]>([
    ['an address that is none', http({ url: 'api.example.com' }), 'bad-proof-url'],
    ['an address of another scheme', http({ url: 'ftp://example.com/' }), 'bad-proof-url'],
    ['a user in the address', http({ url: 'https://ann@example.com/' }), 'credentials-in-url'],
    ['an expression that is none', http({ body: { matches: '(' } }), 'bad-proof-regex'],
    ['two things in the body', http({ body: { contains: 'a', matches: 'b' } }), 'one-body-match'],
    ['nothing in the body', http({ body: {} }), 'one-body-match'],
    ['a status that is none', http({ status: 'ok' }), 'bad-status'],
    ['a look that takes too long', http({ within: '6s' }), 'proof-within'],
    ['a look that takes no time', http({ within: '0s' }), 'proof-within'],
    ['a header that is none', http({ header: { name: 'a b', contains: 'c' } }), 'bad-header-name'],
    ['two places of a secret', http({ headers: { x: { ssm: 'a', secret: 'b' } } }), 'one-secret-name'],
    ['a header that is no text', http({ headers: { x: 5 } }), 'bad-header-value'],
    ['a secret in clear', http({ headers: { authorization: 'me' } }), 'secret-header-in-clear'],
    ['a key in clear', http({ headers: { 'X-Api-Key': 'me' } }), 'secret-header-in-clear'],
    ['a secret without TLS', http({ url: 'http://example.com/', headers: { x: { ssm: 'a' } } }), 'secret-sent-open'],
    ['a secret that is redirected', http({ redirects: 'follow', headers: { x: { ssm: 'a' } } }), 'secret-sent-open'],
    ['a network that is not named', http({ through: 'vpc' }), 'proof-needs-vpc'],
    ['a private address', http({ url: 'http://10.1.2.3/' }), 'private-host'],
    ['a private address of six', http({ url: 'http://[fd00::1]/' }), 'private-host'],
    ['this very machine', http({ url: 'http://localhost:3000/' }), 'private-host'],
  ])('(%s) are told', (_what, options, rule) => {
    expect(rulesOf(options)).toEqual([rule])
  })

  it.each<[string, Data, string]>([
    ['the same name twice', { prove: { http: [{ url }, { url: `${url}?deep` }] } }, 'proof-name-twice'],
    ['a name with an accent', http({ name: 'santé' }), 'bad-proof-name'],
    ['more than can be looked at', { prove: { http: many(15), functions: functions(6) } }, 'too-many-proofs'],
    ['more than can be kept', { prove: { http: many(18, { headers: { x: 'y'.repeat(450) } }) } }, 'too-many-proofs'],
    ['a metric without a time', { prove: { metrics: [{ what: errors, atMost: { factor: 1 } }] } }, 'proof-needs-bake'],
    ['a log without a time', { prove: { bake: '30s', logs: [{ group: 'a', pattern: 'b' }] } }, 'proof-needs-bake'],
    ['a window that never holds enough', windowed('5m'), 'proof-window-too-short'],
    ['a window of days', windowed('25h'), 'proof-window'],
    [
      'a statistic that is none',
      { prove: { bake: '5m', metrics: [{ what: { ...errors, statistic: 'mean' }, atMost: { factor: 1 } }] } },
      'bad-statistic',
    ],
    [
      'a log group by ARN',
      { prove: { bake: '5m', logs: [{ group: 'arn:aws:logs:x', pattern: 'b' }] } },
      'bad-log-group',
    ],
    ['a function by ARN', { prove: { functions: [{ function: 'arn:aws:lambda' }] } }, 'bad-function-name'],
    ['a long payload', { prove: { functions: [{ function: 'f', payload: { x: 'y'.repeat(1100) } }] } }, 'long-payload'],
    ['an unknown way to look', { prove: { tcp: [] } }, 'unknown-key'],
    ['alarms in another way', { prove: { alarms: 'errors' } }, 'bad-alarms'],
    ['a severity that is none', { scan: { severity: 'BAD' } }, 'wrong-type'],
    ['a scan that may take no time', { scan: { severity: 'HIGH', within: '10s' } }, 'scan-within'],
    ['a scan that may take a day', { scan: { severity: 'HIGH', within: '24h' } }, 'scan-within'],
  ])('(%s) are told', (_what, options, rule) => {
    expect(rulesOf(options)).toEqual([rule])
  })

  it('with a password in the address are refused and not repeated', () => {
    const loaded = load({ api: aTarget('api', http({ url: 'https://ann:verysecret@example.com/' })) })
    expect(loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)).toEqual(['secret-in-clear'])
    expect(JSON.stringify(loaded)).not.toContain('verysecret')
  })

  it('of the defaults are checked too', () => {
    expect(rulesOf({}, { defaults: http({ within: '9s' }) })).toEqual(['proof-within'])
  })
})

it.each([
  ['a rate', { what: errors, over: requests }],
  ['a mean', { what: { ...errors, statistic: 'Average' } }],
])('missing minutes of %s are not zero', (_what, metric) => {
  const proven = { prove: { bake: '5m', metrics: [{ ...metric, atMost: { factor: 1 }, missing: 'zero' }] } }
  expect(rulesOf(proven)).toEqual(['missing-is-no-count'])
})

describe('what proofs may reach', () => {
  it('is nothing private unless it is said', () => {
    expect(configOf({ api: aTarget('api') })).not.toHaveProperty('checks')
    expect(configOf({ api: aTarget('api') }, { checks: { vpc } }).checks).toEqual({ privateNetworks: [], vpc })
    expect(configOf({ api: aTarget('api') }, open).checks).toEqual({ privateNetworks: ['10.0.0.0/8'] })
  })

  it.each([
    ['a private address of a listed network', 'http://10.1.2.3:8080/healthz'],
    ['a public address', 'http://1.1.1.1/'],
    ['a name, whatever it stands for', 'http://api.internal/'],
  ])('is %s', (_what, address) => {
    expect(rulesOf(http({ url: address }), open)).toEqual([])
  })

  it('is no public address without TLS for a secret', () => {
    const secret = { headers: { x: { ssm: 'a' } } }
    expect(rulesOf(http({ url: 'http://1.1.1.1/', ...secret }), open)).toEqual(['secret-sent-open'])
    expect(rulesOf(http({ url: 'http://10.1.1.1/', ...secret }), open)).toEqual([])
    expect(rulesOf(http({ url: 'http://api.internal/', ...secret }), open)).toEqual([])
    const through = http({ url: 'http://api.internal/', through: 'vpc', ...secret })
    expect(rulesOf(through, { checks: { vpc } })).toEqual(['secret-sent-open'])
  })

  it('is never what hands out credentials', () => {
    const loaded = load(
      { api: aTarget('api', http({ url: 'http://169.254.169.254/latest' })) },
      { checks: { privateNetworks: ['169.254.0.0/16'] } },
    )
    expect(loaded).toMatchObject({
      mistakes: [{ rule: 'private-host', mend: expect.stringContaining('Take it away') }],
    })
  })

  it.each<[string, Data, string]>([
    ['a network without its size', { privateNetworks: ['10.0.0.0'] }, 'bad-network'],
    ['a subnet by name', { vpc: { ...vpc, subnets: ['private'] } }, 'bad-subnet'],
    ['a security group by name', { vpc: { ...vpc, securityGroups: ['default'] } }, 'bad-security-group'],
  ])('is told with %s', (_what, checks, rule) => {
    expect(rulesOf({}, { checks })).toEqual([rule])
  })
})

describe('alarms', () => {
  it.each<[string, unknown, object]>([
    [
      'of a list',
      ['b', 'a', 'b'],
      { alarms: ['b', 'a'], alarmRules: { insufficientData: 'unknown', firingAtStart: 'ignore' } },
    ],
    [
      'with rules',
      { names: ['a'], insufficientData: 'quiet', firingAtStart: 'refuse' },
      { alarms: ['a'], alarmRules: { insufficientData: 'quiet', firingAtStart: 'refuse' } },
    ],
  ])('%s are judged by their rules', (_what, alarms, expected) => {
    expect(policyOf({ prove: { alarms } })).toMatchObject(expected)
  })

  it('of which there are none say nothing', () => {
    expect(policyOf({ prove: { alarms: [] } })).not.toHaveProperty('alarms')
    expect(policyOf({})).not.toHaveProperty('alarmRules')
  })
})

it.each([
  ['no time', '1m'],
  ['two days', '48h'],
])('compares with no window of %s', (_what, window) => {
  expect(rulesOf(windowed(window))).toContain('proof-window')
})

it('asks scans as little as is written, and as much', () => {
  expect(policyOf({ scan: { severity: 'CRITICAL' } })?.scan).toEqual({
    ...{ severity: 'CRITICAL', atMost: 0, withinMs: 900_000, whenUnknown: 'fail' },
  })
  expect(policyOf({ scan: { severity: 'LOW', atMost: 3, within: '1h', whenUnknown: 'pass' } })?.scan).toEqual({
    ...{ severity: 'LOW', atMost: 3, withinMs: 3_600_000, whenUnknown: 'pass' },
  })
})

function many(count: number, more: Data = {}): Data[] {
  return Array.from({ length: count }, (_, at) => ({ url: `${url}/${at}`, ...more }))
}

function functions(count: number): Data[] {
  return Array.from({ length: count }, (_, at) => ({ function: `f${at}` }))
}

function windowed(window: string): Data {
  return { prove: { bake: '5m', metrics: [{ what: errors, atMost: { factor: 1 }, window }] } }
}
