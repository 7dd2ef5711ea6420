import { describe, expect, it } from '@jest/globals'
import { stringify } from 'yaml'
import { loadConfig } from '../../shared/config/load-config.ts'
import { aContainer, aFile, aLock, aTarget, configOf, load } from './a-configuration.ts'

function policyOf(options: object = {}, ecs: object = {}, rest: object = {}) {
  return configOf({ api: aTarget('api', { ...options }, { ...ecs }) }, { ...rest }).targets['api']?.policy
}

const webhook = { slack: { webhook: { ssm: '/longshore/slack' } } }

it('lays the defaults on', () => {
  expect(policyOf()).toEqual({
    target: 'api',
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    mode: 'revision',
    containers: {
      app: {
        repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api',
        tags: { kind: 'exact', tag: 'main' },
        order: 'exact',
      },
    },
    settleMs: 0,
    deadlineMs: 1_200_000,
    bakeMs: 0,
    rollback: 'auto',
    onNewerPush: 'supersede',
    onUsurped: 'wait',
    tolerance: 2,
    announce: ['sns'],
  })
})

it('names stack, account, region and what the lock file knows', () => {
  expect(configOf({ api: aTarget('api') }, webhook)).toMatchObject({
    version: 1,
    stack: 'longshore-dev',
    account: '123456789012',
    region: 'us-east-1',
    slack: { webhook: { ssm: '/longshore/slack' } },
    targets: {
      api: {
        ecs: {
          cluster: 'production',
          service: 'api',
          family: 'api-family',
          roles: ['arn:aws:iam::123456789012:role/api-task', 'arn:aws:iam::123456789012:role/api-execution'],
        },
      },
    },
  })
})

it('a target overrides the defaults of the file', () => {
  const defaults = { deadline: '1h', rollback: 'off', tolerance: 5 }
  expect(policyOf({ deadline: '90s' }, {}, { defaults })).toMatchObject({
    deadlineMs: 90_000,
    rollback: 'off',
    tolerance: 5,
  })
})

it('tells Slack by default as soon as there is a webhook', () => {
  expect(policyOf({}, {}, webhook)?.announce).toEqual(['slack', 'sns'])
  expect(policyOf({ announce: [] }, {}, webhook)?.announce).toEqual([])
})

it('several repositories settle for half a minute unless told otherwise', () => {
  const containers = { app: aContainer('team/api'), proxy: aContainer('team/proxy') }
  expect(policyOf({}, { containers })?.settleMs).toBe(30_000)
  expect(policyOf({ settle: '0s' }, { containers })?.settleMs).toBe(0)
  expect(policyOf({}, { containers: { app: aContainer('team/api'), side: aContainer('team/api') } })?.settleMs).toBe(0)
})

it('keeps a repository of another account and region as it is', () => {
  const repository = '999999999999.dkr.ecr.eu-west-1.amazonaws.com/team/api'
  expect(policyOf({}, { containers: { app: aContainer(repository) } })?.containers['app']?.repository).toBe(repository)
})

it('a registry in China has its own domain', () => {
  const targets = { api: aTarget('api') }
  const loaded = loadConfig(aFile(targets), aLock(targets, { region: 'cn-north-1' }), { stage: 'prod' })
  expect(loaded).toMatchObject({
    ok: true,
    config: {
      stack: 'longshore-prod',
      targets: {
        api: {
          policy: { containers: { app: { repository: '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/team/api' } } },
        },
      },
    },
  })
})

describe('order', () => {
  const containers = {
    app: aContainer('team/api', { semver: '>=1.0.0' }),
    proxy: aContainer('team/proxy', { exact: 'stable' }),
  }
  it('semver concerns the containers with versions', () => {
    expect(policyOf({ order: 'semver' }, { containers })?.containers).toMatchObject({
      app: { order: 'semver' },
      proxy: { order: 'exact' },
    })
  })
  it('is by push unless said otherwise', () => {
    expect(policyOf({}, { containers })?.containers).toMatchObject({ app: { order: 'pushed' } })
  })
  it('as a default it leaves patterns in order of their push', () => {
    const pattern = { containers: { app: aContainer('team/api', { glob: 'main-*' }) } }
    expect(policyOf({}, pattern, { defaults: { order: 'semver' } })?.containers).toMatchObject({
      app: { order: 'pushed' },
    })
  })
})

describe('a pattern of tags', () => {
  it.each<[object, string[], string[]]>([
    [{ glob: 'main-*' }, ['main-1', 'main-', 'main-a.b_c'], ['main', 'xmain-1', 'domain-1']],
    [{ glob: '*' }, ['a', 'v1.2.3', 'a.b'], []],
    [{ glob: 'v?.*' }, ['v1.2', 'v2.'], ['v10.2']],
    [{ glob: '{eu,us}-[0-9]*' }, ['eu-1', 'us-22'], ['ap-1', 'eu-x']],
    [{ regex: '[0-9a-f]{7}' }, ['0a1b2c3'], ['0a1b2c3d', 'x0a1b2c3']],
    [{ regex: '^v\\d+$' }, ['v1'], ['v1-rc', 'av1']],
    [{ regex: 'a|b' }, ['a', 'b'], ['ab', 'xb']],
  ])('%j takes %j and not %j', (tags, taken, refused) => {
    const policy = policyOf({}, { containers: { app: { repository: 'team/api', tags } } })?.containers['app']?.tags
    const expression = new RegExp(policy?.kind === 'pattern' ? policy.source : '(?!)')
    expect(taken.filter((tag) => !expression.test(tag))).toEqual([])
    expect(refused.filter((tag) => expression.test(tag))).toEqual([])
  })
})

describe('the hash of a policy', () => {
  it('is the same however the file is written', () => {
    const plain = aTarget('api', { deadline: '20m', settle: '60s' })
    const reversed = Object.fromEntries(Object.entries({ ...plain, settle: '1m' }).reverse())
    const [a, b] = [plain, reversed].map((target) => configOf({ api: target }).targets['api']?.policy.hash)
    expect(a).toBe(b)
  })
  it('changes with the policy', () => {
    expect(policyOf({ settle: '1m' })?.hash).not.toBe(policyOf()?.hash)
  })
})

it('how much is done at once is ten unless said otherwise', () => {
  expect(load({ api: aTarget('api') })).toMatchObject({ ok: true, maxParallel: 10 })
  expect(load({ api: aTarget('api') }, { defaults: { maxParallel: 3 } })).toMatchObject({ ok: true, maxParallel: 3 })
})

it('is plain JSON', () => {
  const config = configOf({ api: aTarget('api') }, webhook)
  expect(JSON.parse(JSON.stringify(config))).toEqual(config)
  expect(() => stringify(config)).not.toThrow()
})
