import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { admits } from '../../shared/domain/tag-policy.ts'
import { guessTags } from '../../shared/init/guess-tags.ts'
import { aContainer, configOf } from '../config/a-configuration.ts'

const hash = '3f2a9c14d0b7e85f61a2c3d4e5f60718293a4b5c'

describe('what runs says what to follow', () => {
  it.each<[string, object]>([
    ['v1.4.2', { semver: '^1.0.0' }],
    ['0.3.0', { semver: '0.3.x' }],
    ['12.0.1', { semver: '^12.0.0' }],
    ['latest', { exact: 'latest' }],
    ['main', { exact: 'main' }],
    ['v2', { exact: 'v2' }],
    ['1.2', { exact: '1.2' }],
    ['deadbeef', { exact: 'deadbeef' }],
    ['1234567890'.repeat(4), { regex: '[0-9a-f]{40}' }],
    ['dev', { exact: 'dev' }],
    ['release-7', { regex: String.raw`release-\d+` }],
    ['developer', { exact: 'developer' }],
    ['3f2a9c1', { regex: '[0-9a-f]{7}' }],
    [hash, { regex: '[0-9a-f]{40}' }],
    ['main-3f2a9c1', { regex: 'main-[0-9a-f]{7}' }],
    ['main-42', { regex: String.raw`main-\d+` }],
    ['2026.11.16', { semver: '>=2026.0.0' }],
    ['v2026.1.0', { semver: '>=2026.0.0' }],
    ['master.17.3f2a9c1', { regex: String.raw`master\.\d+\.[0-9a-f]{7}` }],
    ['prod-7', { regex: String.raw`prod-\d+` }],
    ['2026.11.16-3f2a9c1', { regex: String.raw`\d+\.\d+\.\d+-[0-9a-f]{7}` }],
    ['v1.5.0-rc.1', { regex: String.raw`v\d+\.\d+\.\d+-rc\.\d+` }],
    ['api-1.2.3', { regex: String.raw`api-\d+\.\d+\.\d+` }],
  ])('%s', (tag, tags) => {
    expect(guessTags([tag], false)).toMatchObject({ tags })
  })

  it('and why', () => {
    const why = (tag: string, isImmutable = false) => guessTags([tag], isImmutable).why
    expect(why('v1.4.2')).toBe('v1.4.2 is a version: every version 1.x')
    expect(why('2026.11.16')).toBe('2026.11.16 is a version by the calendar: every version from 2026 on')
    expect(why('latest')).toBe('latest says nothing of the build: that tag, whenever it moves')
    expect(why('main-42-3f2a9c1')).toBe('main-42-3f2a9c1 holds a commit and a number: tags of that shape')
    expect(why('latest', true)).toContain('which its repository forbids (immutable tags)')
  })

  it('by the tag that says most when a digest has several', () => {
    expect(guessTags(['3f2a9c1', 'latest', 'v1.4.2'], false)).toMatchObject({ tags: { semver: '^1.0.0' } })
    expect(guessTags(['3f2a9c1', 'latest'], false)).toMatchObject({ tags: { exact: 'latest' } })
  })

  it.each([
    ...['pr-123', 'PR123', 'pull-42', 'feature-7', 'feat-12-login', 'abc1234-dirty', 'v1.4.2-dirty.3'],
    ...['42', '20261116', 'renovate-3f2a9c1', 'dependabot-12', 'jane-3f2a9c1', 'main-jane-42'],
    ...[
      'dev-42',
      'main-dev-3f2a9c1',
      'node20',
      'alpine-3.19',
      'python3.12',
      '20-alpine3.19',
      'hotfix-3',
      '1234567',
      'main-12345678',
    ],
  ])('nothing of what others would be pushed like %s', (tag) => {
    expect(guessTags([tag], false)).toEqual({ why: expect.stringContaining(tag) })
  })

  it('by another tag when one of several says nothing', () => {
    expect(guessTags(['pr-123', '3f2a9c1'], false)).toMatchObject({ tags: { regex: '[0-9a-f]{7}' } })
  })

  it('nothing when a digest has none', () => {
    expect(guessTags([], false)).toEqual({ why: 'it is named by a digest that has no tag' })
  })
})

const aTag = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,30}$/),
  fc.stringMatching(/^(main|v|release)?[-.]?[0-9a-f]{7,12}$/).filter((tag) => /^[A-Za-z0-9_]/.test(tag)),
  fc.stringMatching(/^v?\d{1,3}\.\d{1,3}\.\d{1,3}(-rc\.\d)?$/),
)

it('the tag that runs is always among those that are followed', () => {
  fc.assert(
    fc.property(aTag, fc.boolean(), (tag, isImmutable) => {
      const guess = guessTags([tag], isImmutable)
      fc.pre('tags' in guess)
      const { tags } = guess
      const config = configOf({
        api: { ecs: { cluster: 'production', service: 'api', containers: { app: aContainer('team/api', tags) } } },
      })
      const [policy] = Object.values(config.targets['api']?.policy.containers ?? {}).map((container) => container.tags)
      expect(policy && admits(policy, tag)).toBe(true)
    }),
    { numRuns: 300 },
  )
})
