import { describe, expect, it } from '@jest/globals'
import type { StoredImage } from '../../shared/doctor/facts.ts'
import { fits, takenAway } from '../../shared/doctor/lifecycle-policy.ts'
import { day, digest, now, stored } from './sound-facts.ts'

const rule = (rulePriority: number, selection: object) => ({ rulePriority, selection, action: { type: 'expire' } })
const policy = (...rules: object[]) => JSON.stringify({ rules })
const any = { tagStatus: 'any', countType: 'imageCountMoreThan' }
const signs = (taken: ReturnType<typeof takenAway>) => taken?.map(({ digest: one }) => one.slice(7, 8)).join('')

const images: readonly StoredImage[] = [
  stored('a', 40, '1.0.0', 'prod-1'),
  stored('b', 30, '1.1.0'),
  stored('c', 20),
  stored('d', 10, 'pr-7'),
  stored('e', 1, 'pr-8', 'latest'),
]

const cases = [
  ['the oldest beyond a count', [rule(1, { ...any, countNumber: 3 })], 'ba'],
  ['nothing within a count', [rule(1, { ...any, countNumber: 5 })], ''],
  ['what is older than its days', [rule(1, { ...any, countType: 'sinceImagePushed', countNumber: 15 })], 'abc'],
  [
    'untagged images alone',
    [rule(1, { ...any, tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 1 })],
    'c',
  ],
  ['tags that begin so', [rule(1, { ...any, tagStatus: 'tagged', tagPrefixList: ['pr-'], countNumber: 1 })], 'd'],
  ['tags that fit a pattern', [rule(1, { ...any, tagStatus: 'tagged', tagPatternList: ['1.*'], countNumber: 1 })], 'a'],
  [
    'images that have all of several tags',
    [
      rule(1, {
        ...any,
        tagStatus: 'tagged',
        tagPatternList: ['1.*', 'prod*'],
        countType: 'sinceImagePushed',
        countNumber: 1,
      }),
    ],
    'a',
  ],
  [
    'what an earlier rule does not speak of',
    [
      rule(1, { ...any, tagStatus: 'tagged', tagPatternList: ['1.*'], countNumber: 9 }),
      rule(2, { ...any, countNumber: 1 }),
    ],
    'dc',
  ],
  [
    'by priority, however they are written',
    [
      rule(2, { ...any, countNumber: 1 }),
      rule(1, { ...any, tagStatus: 'tagged', tagPrefixList: ['1.'], countNumber: 9 }),
    ],
    'dc',
  ],
] as const

describe('what a lifecycle policy takes away', () => {
  it.each(cases)('%s', (_name, rules, expected) => {
    expect(
      signs(takenAway(policy(...rules), images, now))
        ?.split('')
        .sort()
        .join(''),
    ).toBe(expected.split('').sort().join(''))
  })
  it('by the last pull, where it goes by that', () => {
    const pulled = images.map((image) => (image.digest === digest('a') ? { ...image, pulledAt: now - day } : image))
    const rules = policy(rule(1, { ...any, countType: 'sinceImagePulled', countNumber: 15 }))
    expect(signs(takenAway(rules, pulled, now))).toBe('bc')
  })
  it('leaves archived images alone', () => {
    const archived = images.map((image) => ({ ...image, isArchived: true }))
    expect(takenAway(policy(rule(1, { ...any, countNumber: 1 })), archived, now)).toEqual([])
  })
  it('more as time goes by', () => {
    const rules = policy(rule(1, { ...any, countType: 'sinceImagePushed', countNumber: 35 }))
    expect(signs(takenAway(rules, images, now))).toBe('a')
    expect(signs(takenAway(rules, images, now + 10 * day))).toBe('ab')
  })
  it.each([
    '',
    '{',
    '{}',
    policy({ rulePriority: 1 }),
    policy(rule(1, { ...any, countType: 'sinceTheFloods', countNumber: 1 })),
  ])('is not known of %j', (text) => {
    expect(takenAway(text, images, now)).toBeUndefined()
  })
})

it.each([
  ['latest', 'latest', true],
  ['v*', 'v1.2', true],
  ['*-prod', 'api-prod', true],
  ['a.b', 'axb', false],
  ['v*', 'rv1', false],
  ['*', '', true],
])('the pattern %s and the tag %s: %s', (pattern, tag, expected) => {
  expect(fits(pattern, tag)).toBe(expected)
})
