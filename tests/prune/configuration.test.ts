import { describe, expect, it } from '@jest/globals'
import { featuresOf } from '../../shared/config/derive/features.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { templateParts } from '../../shared/config/derive/template.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { aContainer, aTarget, configOf, load } from '../config/a-configuration.ts'
import { allows } from '../template/granted.ts'
import { companyTargets, configWithoutLock, mixedTargets } from '../template/many-targets.ts'

const day = 24 * 3_600_000
const uri = (name: string) => `123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}`
const arn = (name: string) => `arn:aws:ecr:us-east-1:123456789012:repository/${name}`
const foreign = '210987654321.dkr.ecr.us-east-1.amazonaws.com/team/shared'
const targets = {
  api: aTarget('api'),
  web: aTarget('web', {}, { containers: { app: aContainer('team/web'), other: aContainer(foreign) } }),
}

describe('prune', () => {
  it('is off until it is asked for, and then only tells', () => {
    expect(configOf(targets)).not.toHaveProperty('prune')
    expect(featuresOf(configOf(targets))).not.toContain('prune')
    expect(configOf(targets, { prune: {} }).prune).toEqual({
      ...{ olderThanMs: 30 * day, keep: 20, apply: false },
      repositories: [uri('team/api'), uri('team/web')],
    })
    expect(templateParts(configOf(targets, { prune: {} }), 10).pruneEvents).toEqual([])
  })

  it('takes all that may be said of it', () => {
    const prune = { schedule: 'cron(0 4 * * ? *)', olderThan: '12h', keep: 3, repositories: ['team/api'], apply: true }
    const config = configOf(targets, { prune })
    const { olderThan: _written, ...rest } = prune
    expect(config.prune).toEqual({ ...rest, repositories: [uri('team/api')], olderThanMs: day / 2 })
    expect(templateParts(config, 10).pruneEvents).toEqual([{ schedule: { rate: ['cron(0 4 * * ? *)'] } }])
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['an age without a unit', { olderThan: '30' }, 'bad-age'],
    ['an age of nothing', { olderThan: '0d' }, 'bad-age'],
    ['an age in minutes', { olderThan: '30m' }, 'bad-age'],
    ['a rate of one days', { schedule: 'rate(1 days)' }, 'bad-schedule'],
    ['cron as crontab writes it', { schedule: 'cron(0 4 * * *)' }, 'bad-schedule'],
    ['keeping none', { keep: 0 }, 'wrong-type'],
    ['no repository', { repositories: [] }, 'wrong-type'],
    ['a repository that nobody follows', { repositories: ['team/other'] }, 'pruned-repository-unknown'],
    ['a repository of another account', { repositories: [foreign] }, 'pruned-repository-elsewhere'],
    ['an unknown key', { olderthan: '30d' }, 'unknown-key'],
  ])('refuses %s', (_what, prune, rule) => {
    const loaded = load(targets, { prune })
    expect(loaded.ok ? [] : loaded.mistakes.map((mistake) => mistake.rule)).toEqual([rule])
  })
})

describe('the rights of prune', () => {
  const granted = statements('prune', configOf(targets, { prune: { repositories: ['team/api'] } }))

  it('are to delete from the repositories that may be pruned, and from no others', () => {
    expect(allows(granted, 'ecr:BatchDeleteImage', arn('team/api'))).toBe(true)
    expect(allows(granted, 'ecr:BatchDeleteImage', arn('team/web'))).toBe(false)
    expect(
      granted.flatMap(({ Action, Resource }) => (Action.some((one) => one.startsWith('ecr:')) ? Resource : [])),
    ).toEqual([arn('team/api')])
  })

  it('are to read everything else', () => {
    const writes = granted
      .flatMap(({ Action }) => Action)
      .filter((action) => !/:(Describe|List|Get|BatchGet|Query|Scan)/.test(action))
    expect(writes.toSorted()).toEqual([
      ...['dynamodb:DeleteItem', 'dynamodb:PutItem', 'ecr:BatchDeleteImage'],
      ...['logs:CreateLogStream', 'logs:PutLogEvents'],
    ])
  })

  it('hold the versions of the very functions', () => {
    const config = configOf({ api: aTarget('api') }, { prune: {} })
    const policy = config.targets['api']?.policy
    if (!policy) throw new Error('there is a target')
    const lambda = { function: 'thumbs', alias: 'live', shift: { kind: 'all-at-once' } } as const
    const withFunction = { ...config, targets: { thumbs: { kind: 'lambda', lambda, policy } as const } }
    const own = statements('prune', withFunction)
    expect(allows(own, 'lambda:ListVersionsByFunction', 'arn:aws:lambda:us-east-1:123456789012:function:thumbs')).toBe(
      true,
    )
    expect(allows(own, 'lambda:ListVersionsByFunction', 'arn:aws:lambda:us-east-1:123456789012:function:other')).toBe(
      false,
    )
  })
})

it.each([
  ['300 services', configOf(companyTargets(), { prune: {} })],
  ['300 targets of all kinds', withPrune(configWithoutLock(mixedTargets(300)))],
])('%s fit into what IAM takes, with every repository that may lose images by its own name', (_what, config) => {
  const granted = statements('prune', config)
  const deletable = granted
    .filter(({ Action }) => Action.includes('ecr:BatchDeleteImage'))
    .flatMap(({ Resource }) => Resource)
  expect(deletable).toHaveLength(new Set(config.prune?.repositories).size)
  expect(deletable.filter((resource) => JSON.stringify(resource).includes('*'))).toEqual([])
})

/** As if all followed repositories might be pruned. */
function withPrune(config: LongshoreConfig): LongshoreConfig {
  const followed = Object.values(config.targets).flatMap(({ policy }) => Object.values(policy.containers))
  const names = [...new Set(followed.map(({ repository }) => repository))]
  return { ...config, prune: { olderThanMs: day, keep: 1, apply: false, repositories: names } }
}
