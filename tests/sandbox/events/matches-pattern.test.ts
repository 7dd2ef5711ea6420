import { describe, expect, it } from '@jest/globals'
import { matchesPattern } from '../../../sandbox/services/events/matches-pattern.ts'

const event = {
  source: 'aws.ecr',
  resources: ['arn:one', 'arn:two'],
  detail: {
    name: 'team/api',
    size: 42,
    ok: true,
    none: null,
    empty: '',
    ip: '10.0.3.7',
    parts: [{ tag: 'x' }, { tag: 'y' }],
  },
}

/** A condition on one field of the detail, and whether the event above fulfils it. */
const rows: [string, object, boolean][] = [
  ['exact text', { name: ['team/api'] }, true],
  ['one of several', { name: ['other', 'team/api'] }, true],
  ['other text', { name: ['team'] }, false],
  ['a number by type', { size: ['42'] }, false],
  ['a number', { size: [42] }, true],
  ['a boolean', { ok: [true] }, true],
  ['null', { none: [null] }, true],
  ['null is not missing', { absent: [null] }, false],
  ['empty text', { empty: [''] }, true],
  ['prefix', { name: [{ prefix: 'team/' }] }, true],
  ['other prefix', { name: [{ prefix: 'Team/' }] }, false],
  ['prefix in any case', { name: [{ prefix: { 'equals-ignore-case': 'TEAM/' } }] }, true],
  ['suffix', { name: [{ suffix: '/api' }] }, true],
  ['prefix on a number', { size: [{ prefix: '4' }] }, false],
  ['any case', { name: [{ 'equals-ignore-case': 'TEAM/API' }] }, true],
  ['anything but a value', { name: [{ 'anything-but': 'team/api' }] }, false],
  ['anything but another', { name: [{ 'anything-but': 'x' }] }, true],
  ['anything but a list', { name: [{ 'anything-but': ['x', 'team/api'] }] }, false],
  ['anything but a prefix', { name: [{ 'anything-but': { prefix: 'team' } }] }, false],
  ['anything but several prefixes', { name: [{ 'anything-but': { prefix: ['a', 'b'] } }] }, true],
  ['anything but, on what is missing', { absent: [{ 'anything-but': 'x' }] }, false],
  ['exists', { name: [{ exists: true }] }, true],
  ['exists not', { absent: [{ exists: false }] }, true],
  ['exists not, deep in what is missing', { absent: { deep: [{ exists: false }] } }, true],
  ['exists on a list', { parts: [{ exists: true }] }, true],
  ['missing or a value', { absent: [{ exists: false }, 'x'] }, true],
  ['numeric range', { size: [{ numeric: ['>', 40, '<=', 42] }] }, true],
  ['numeric range missed', { size: [{ numeric: ['>', 42] }] }, false],
  ['numeric on text', { name: [{ numeric: ['=', 1] }] }, false],
  ['wildcard', { name: [{ wildcard: 't*m/*' }] }, true],
  ['wildcard that ends early', { name: [{ wildcard: '*/ap' }] }, false],
  ['wildcard with a literal star', { name: [{ wildcard: 'team\\*' }] }, false],
  ['cidr', { ip: [{ cidr: '10.0.0.0/22' }] }, true],
  ['cidr missed', { ip: [{ cidr: '10.0.4.0/24' }] }, false],
  ['inside a list of objects', { parts: { tag: ['y'] } }, true],
  ['two fields, one missed', { name: ['team/api'], size: [1] }, false],
  ['$or by the second', { $or: [{ name: ['x'] }, { size: [42] }] }, true],
  ['$or by none', { $or: [{ name: ['x'] }, { size: [1] }] }, false],
]

describe('an event pattern', () => {
  it.each(rows)('%s', (_, detail, expected) => {
    expect(matchesPattern({ detail: { ...detail } }, event)).toBe(expected)
  })

  it('matches a list in the event when one of its elements does', () => {
    expect(matchesPattern({ resources: ['arn:two'] }, event)).toBe(true)
    expect(matchesPattern({ resources: [{ prefix: 'arn:' }], source: ['aws.ecs'] }, event)).toBe(false)
  })

  it.each([
    ['a value outside a list', { source: 'aws.ecr' }],
    ['an empty list', { source: [] }],
    ['an operator that does not exist', { source: [{ startsWith: 'aws' }] }],
    ['two stars in a row', { source: [{ wildcard: 'a**' }] }],
    ['$or with one pattern', { $or: [{ source: ['a'] }] }],
  ])('is refused with %s', (_, pattern) => {
    expect(() => matchesPattern(Object(pattern), event)).toThrow('Cannot use the pattern')
  })
})
