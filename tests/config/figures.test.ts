import { describe, expect, it } from '@jest/globals'
import { aTarget, configOf, load } from './a-configuration.ts'

const targets = { api: aTarget('api', { group: 'shop' }), web: aTarget('web') }
const hour = 3_600_000

function rulesOf(more: Record<string, unknown>, rest: Record<string, unknown> = {}): string[] {
  const loaded = load({ api: aTarget('api', more) }, rest)
  return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
}

describe('figures', () => {
  it('are metrics without traces, by the calendar of UTC, unless the file says otherwise', () => {
    expect(configOf(targets, { figures: {} }).figures).toEqual({
      ...{ metrics: true, traces: false, zone: 'UTC', rollbackWithinMs: 24 * hour },
    })
    const figures = { metrics: false, traces: true, zone: 'Asia/Seoul', rollbackWithin: '2h' }
    expect(configOf(targets, { figures }).figures).toEqual({
      ...{ metrics: false, traces: true, zone: 'Asia/Seoul', rollbackWithinMs: 2 * hour },
    })
    expect(configOf(targets)).not.toHaveProperty('figures')
  })

  it('put targets into groups without touching what is deployed', () => {
    const grouped = configOf(targets)
    expect(grouped.targets['api']).toMatchObject({ group: 'shop' })
    expect(grouped.targets['web']).not.toHaveProperty('group')
    const { api } = configOf({ api: aTarget('api') }).targets
    expect(grouped.targets['api']?.policy.hash).toBe(api?.policy.hash)
  })

  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ['a zone that is none', {}, { figures: { zone: 'Mars/Olympus' } }, 'bad-zone'],
    ['a duration without a unit', {}, { figures: { rollbackWithin: '24' } }, 'bad-duration'],
    ['an unknown key', {}, { figures: { metric: true } }, 'unknown-key'],
    ['a word for a switch', {}, { figures: { traces: 'yes' } }, 'wrong-type'],
    ['a group in capitals', { group: 'Shop' }, {}, 'bad-group-name'],
    ['a group for all', {}, { defaults: { group: 'shop' } }, 'unknown-key'],
  ])('%s is told', (_what, more, rest, rule) => {
    expect(rulesOf(more, rest)).toEqual([rule])
  })
})
