import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import { loadConfig } from '../../shared/config/load-config.ts'
import { aContainer, aFile, aLock, aTarget, load } from './a-configuration.ts'

type Data = Record<string, unknown>

/** The rules that were broken, with the lines. */
function mistakesIn(text: string, lock: string | undefined): string[] {
  const loaded = loadConfig(text, lock, { stage: 'dev' })
  return loaded.ok ? [] : loaded.mistakes.map(({ rule, file, line }) => `${file}:${line} ${rule}`)
}

function lockFor(text: string): string {
  const { targets } = parse(text) as { targets: Data }
  return aLock(targets)
}

function rulesOf(targets: Data, rest: Data = {}): string[] {
  const loaded = load(targets, rest)
  return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
}

describe('a mistake in one value', () => {
  const container = (entry: Data) => ({ api: aTarget('api', {}, { containers: { app: entry } }) })
  it.each<[string, Data, string]>([
    ['an unknown option', { api: aTarget('api', { sette: '30s' }) }, 'unknown-key'],
    ['a kind of target that is not built', { api: aTarget('api', { kubernetes: {} }) }, 'unknown-key'],
    ['an option that is not built', { api: aTarget('api', { approved: {} }) }, 'unknown-key'],
    ['a number for a name', { api: aTarget('api', {}, { cluster: 5 }) }, 'wrong-type'],
    ['a word that is no choice', { api: aTarget('api', { rollback: 'maybe' }) }, 'wrong-type'],
    ['a missing cluster', { api: { ecs: { service: 'api', containers: { app: aContainer('team/api') } } } }, 'missing'],
    ['a duration without a unit', { api: aTarget('api', { settle: '30' }) }, 'bad-duration'],
    ['a range that is none', container(aContainer('team/api', { semver: '>=one' })), 'bad-semver-range'],
    ['an open group', container(aContainer('team/api', { regex: '(' })), 'bad-regex'],
    ['an open bracket', container(aContainer('team/api', { glob: 'main-[' })), 'bad-glob'],
    ['a slash in a glob', container(aContainer('team/api', { glob: 'a/*' })), 'bad-glob'],
    ['a tag with a space', container(aContainer('team/api', { exact: 'a b' })), 'bad-tag'],
    ['two kinds of tags', container(aContainer('team/api', { exact: 'a', glob: 'b' })), 'one-tag-policy'],
    ['no kind of tags', container(aContainer('team/api', {})), 'one-tag-policy'],
    ['a repository in capitals', container(aContainer('Team/API')), 'bad-repository'],
    ['a repository with a tag', container(aContainer('team/api:main')), 'bad-repository'],
    ['a registry that is not ECR', container(aContainer('localhost:5000/team/api')), 'bad-repository'],
    ['no containers', { api: aTarget('api', {}, { containers: {} }) }, 'no-containers'],
    ['a cluster by ARN', { api: aTarget('api', {}, { cluster: 'arn:aws:ecs:x:1:cluster/a' }) }, 'bad-ecs-name'],
    ['a name in capitals', { Api: aTarget('api') }, 'bad-target-name'],
    ['a name that is too long', { ['a'.repeat(65)]: aTarget('api') }, 'bad-target-name'],
    ['a deadline of nothing', { api: aTarget('api', { deadline: '0s' }) }, 'unusable-duration'],
    ['a start held back too long', { api: aTarget('api', { settle: '16m' }) }, 'unusable-duration'],
    ['an order without anything to order', { api: aTarget('api', { order: 'pushed' }) }, 'exact-tags-take-no-order'],
    ['slack without a webhook', { api: aTarget('api', { announce: ['slack'] }) }, 'slack-needs-webhook'],
    [
      'force mode with a pattern',
      { api: aTarget('api', { mode: 'force' }, { containers: { app: aContainer('a', { glob: '*' }) } }) },
      'force-mode-needs-exact-tags',
    ],
    [
      'order semver with a pattern',
      { api: aTarget('api', { order: 'semver' }, { containers: { app: aContainer('a', { glob: '*' }) } }) },
      'semver-order-needs-semver-tags',
    ],
    [
      'a CodeDeploy group by ARN',
      { api: aTarget('api', {}, { codeDeploy: { application: 'shop', group: 'arn:aws:codedeploy:x' } }) },
      'bad-codedeploy-name',
    ],
    [
      'a hook that is no function',
      { api: aTarget('api', {}, { codeDeploy: { application: 'a', group: 'b', hooks: { BeforeInstall: 'a b' } } }) },
      'bad-hook',
    ],
    [
      'force mode with CodeDeploy',
      { api: aTarget('api', { mode: 'force' }, { codeDeploy: { application: 'a', group: 'b' } }) },
      'codedeploy-takes-no-force',
    ],
    ['two targets of one service', { api: aTarget('api'), other: aTarget('api') }, 'two-targets-for-one-thing'],
  ])('%s is told', (_what, targets, rule) => {
    expect(rulesOf(targets)).toEqual([rule])
  })
})

describe('a mistake in what targets say together', () => {
  it.each<[string, Data, string]>([
    ['another version', { version: 2 }, 'unsupported-version'],
    ['two places for the webhook', { slack: { webhook: { ssm: 'a', secret: 'b' } } }, 'one-secret-name'],
    ['slack announced by default', { defaults: { announce: ['slack'] } }, 'slack-needs-webhook'],
    ['an account that YAML reads as a number', { account: 123456789012 }, 'wrong-type'],
    ['a default that is not usable', { defaults: { deadline: '1s' } }, 'unusable-duration'],
    ['one target at a time, which AWS cannot', { defaults: { maxParallel: 1 } }, 'wrong-type'],
  ])('%s is told', (_what, rest, rule) => {
    expect(rulesOf({ api: aTarget('api') }, rest)).toEqual([rule])
  })

  it('guesses what was meant', () => {
    const loaded = load({ api: aTarget('api', { onNewPush: 'queue' }) })
    expect(loaded).toMatchObject({ ok: false, mistakes: [{ mend: 'Did you mean onNewerPush?' }] })
  })
})

describe('a webhook in clear', () => {
  const webhook = 'https://hooks.slack.com/services/T000/B000/verysecret'
  it.each<[string, Data]>([
    ['in place of its name', { slack: { webhook } }],
    ['as a name', { slack: { webhook: { ssm: webhook } } }],
    ['in a key nobody knows', { hook: webhook }],
  ])('%s is refused and not repeated', (_where, rest) => {
    const loaded = load({ api: aTarget('api') }, rest)
    expect(rulesOf({ api: aTarget('api') }, rest)).toContain('secret-in-clear')
    expect(JSON.stringify(loaded)).not.toContain('verysecret')
  })
})

describe('the lock file', () => {
  const targets = { api: aTarget('api'), web: aTarget('web') }
  it('is asked for, target by target', () => {
    expect(mistakesIn(aFile(targets), aLock({ api: targets.api }))).toEqual(['longshore.yml:12 missing-lock-entry'])
    const loaded = loadConfig(aFile(targets), aLock({ api: targets.api }), { stage: 'dev' })
    expect(loaded).toMatchObject({ mistakes: [{ mend: expect.stringContaining('npx longshore resolve') }] })
  })
  it('is not needed for a file that states everything', () => {
    const stated = aTarget('api', {}, { family: 'api', roles: ['arn:aws:iam::123456789012:role/task'] })
    const text = aFile({ api: stated }, { account: '123456789012', region: 'eu-west-1' })
    expect(loadConfig(text, undefined, { stage: 'dev' })).toMatchObject({
      ok: true,
      config: { region: 'eu-west-1', targets: { api: { ecs: { family: 'api' } } } },
    })
  })
  it.each([
    ['of another account', aLock(targets, { account: '999999999999' }), /longshore\.yml:2 lock-of-another-account/],
    ['of another service', aLock({ api: aTarget('old'), web: targets.web }), /longshore\.yml:7 stale-lock-entry/],
    ['that is broken', 'version: 1\naccount: [', /^longshore\.lock\.yml:2 syntax/],
    ['with a mistyped key', `${aLock(targets)}acount: x\n`, /^longshore\.lock\.yml:17 unknown-key$/],
  ])('%s is refused', (_what, lock, expected) => {
    const text = aFile(targets, { account: '123456789012' })
    expect(mistakesIn(text, lock).join('\n')).toMatch(expected)
  })
  it('that names roles of another account is refused', () => {
    const stated = aTarget('api', {}, { family: 'api', roles: ['arn:aws:iam::999999999999:role/task'] })
    expect(rulesOf({ api: stated })).toEqual(['role-of-another-account'])
  })
  it('that is missing is told once for account and region and once for each target', () => {
    const loaded = loadConfig(aFile(targets), undefined, { stage: 'dev' })
    expect(loaded).toMatchObject({ ok: false })
    expect(loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)).toEqual([
      'missing-lock',
      'missing-lock',
      'missing-lock-entry',
      'missing-lock-entry',
    ])
  })
})

it('all mistakes are told at once, each with its line', () => {
  const text = `version: 1
defaults:
  deadlin: 20m
targets:
  api:
    settle: soon
    order: semver
    ecs:
      cluster: production
      service: api
      containers:
        app:
          repository: Team/API
          tags: { glob: 'main-[' }
  web:
    mode: force
    ecs:
      cluster: production
      service: api
      containers:
        app:
          repository: team/web
          tags: { semver: 1.x }
`
  expect(mistakesIn(text, lockFor(text))).toEqual([
    'longshore.yml:3 unknown-key',
    'longshore.yml:6 bad-duration',
    'longshore.yml:7 semver-order-needs-semver-tags',
    'longshore.yml:13 bad-repository',
    'longshore.yml:14 bad-glob',
    'longshore.yml:19 two-targets-for-one-thing',
    'longshore.yml:23 force-mode-needs-exact-tags',
  ])
})

it('syntax errors are told as YAML finds them', () => {
  const found = mistakesIn('version: 1\ntargets:\n  api: [\n  web: "x\n', undefined)
  expect(found.length).toBeGreaterThan(1)
  expect(found.every((mistake) => mistake.endsWith(' syntax'))).toBe(true)
})

it('the same key twice and a bomb of aliases are told as syntax', () => {
  expect(mistakesIn('version: 1\nversion: 1\n', undefined)).toEqual(['longshore.yml:2 syntax'])
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
  for (const [from, to] of ['ab', 'bc', 'cd', 'de'].map((pair) => [...pair])) {
    bomb.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(', ')}]`)
  }
  expect(mistakesIn(bomb.join('\n'), undefined)).toEqual(['longshore.yml:1 syntax'])
})

it.each([
  ['a: &a [*a, *a]\nversion: 1\n', ['longshore.yml:1 syntax', 'longshore.yml:1 syntax']],
  ['version: 1\ntargets: &all\n  api: &api\n    ecs: *all\n', ['longshore.yml:4 syntax']],
])('an alias that stands within what it names is told as syntax: %j', (text, expected) => {
  expect(mistakesIn(text, undefined)).toEqual(expected)
})

describe('what is no text, or far from YAML', () => {
  const sizeOf = (text: string) => JSON.stringify(loadConfig(text, text, { stage: 'dev' })).length

  it('is told in a line when it is binary', () => {
    const binary = `ELF\0${'\u0001{`: \ufffd\n'.repeat(1_000)}`
    expect(mistakesIn(binary, undefined)).toEqual(['longshore.yml:1 syntax'])
    expect(sizeOf(binary)).toBeLessThan(1_000)
  })

  it('is repeated neither in whole nor without an end', () => {
    expect(sizeOf(`a: [ ${'x'.repeat(100_000)} : "s3cr3t" } }\n`)).toBeLessThan(2_000)
    expect(sizeOf('}: x\n'.repeat(5_000))).toBeLessThan(20_000)
  })

  it('is never quoted: it may be a secret', () => {
    expect(JSON.stringify(loadConfig('[a]\npassword: hunter2\n', undefined, { stage: 'dev' }))).not.toContain('hunter2')
  })
})

it('no text makes it throw, and an unusable one always has a mistake', () => {
  const word = fc.constantFrom(
    'version',
    'targets',
    'ecs',
    'api',
    ': ',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '1',
    '"',
    '&a',
    '*a',
    '!x',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
  )
  fc.assert(
    fc.property(text, fc.option(text, { nil: undefined }), (file, lock) => {
      const loaded = loadConfig(file, lock, { stage: 'dev' })
      return loaded.ok || loaded.mistakes.length > 0
    }),
    { numRuns: 500 },
  )
})

it('whatever data stands there, it is told and never thrown', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('version', 'targets', 'slack', 'defaults', 'x'), fc.jsonValue()),
      (data) => {
        const loaded = loadConfig(JSON.stringify(data), undefined, { stage: 'dev' })
        return loaded.ok || loaded.mistakes.every(({ line }) => line === 1)
      },
    ),
    { numRuns: 300 },
  )
})

describe('dependencies between targets', () => {
  it.each<[string, Data, string[]]>([
    [
      'in a circle',
      { a: aTarget('a', { dependsOn: ['b'] }), b: aTarget('b', { dependsOn: ['a'] }) },
      ['dependency-cycle'],
    ],
    ['on itself', { a: aTarget('a', { dependsOn: ['a'] }) }, ['dependency-cycle']],
    ['on no target', { a: aTarget('a', { dependsOn: ['b'] }) }, ['unusable-upstream']],
    [
      'on a target that is only observed',
      { a: aTarget('a', { dependsOn: ['b'] }), b: aTarget('b', { mode: 'observe' }) },
      ['unusable-upstream'],
    ],
    [
      'in two circles',
      {
        a: aTarget('a', { dependsOn: ['b'] }),
        b: aTarget('b', { dependsOn: ['a'] }),
        c: aTarget('c', { dependsOn: ['d'] }),
        d: aTarget('d', { dependsOn: ['c', 'a'] }),
      },
      ['dependency-cycle', 'dependency-cycle'],
    ],
    [
      'in a line',
      { a: aTarget('a'), b: aTarget('b', { dependsOn: ['a'] }), c: aTarget('c', { dependsOn: ['a', 'b'] }) },
      [],
    ],
  ])('%s', (_what, targets, rules) => {
    expect(rulesOf(targets)).toEqual(rules)
  })
})
