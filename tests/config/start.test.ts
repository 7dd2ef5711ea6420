import { describe, expect, it } from '@jest/globals'
import { freezeTime } from '../../shared/config/freeze-time.ts'
import { aTarget, load } from './a-configuration.ts'

type Data = Record<string, unknown>

function policyOf(options: Data, rest: Data = {}) {
  const loaded = load({ api: aTarget('api', options) }, rest)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes))
  return loaded.config.targets['api']?.policy
}

function mistakesOf(options: Data, rest: Data = {}) {
  const loaded = load({ api: aTarget('api', options) }, rest)
  return loaded.ok ? [] : loaded.mistakes
}

const weekend = { from: 'Fri 16:00', to: 'Mon 08:00', zone: 'Asia/Seoul' }
const day = 24 * 60

describe('an approval before starts', () => {
  it('has milliseconds, is taken over from the defaults, and is taken back by false', () => {
    expect(policyOf({ approve: { within: '24h' } })?.approve).toEqual({ withinMs: 86_400_000 })
    const defaults = { approve: { within: '2h' } }
    expect(policyOf({}, { defaults })?.approve).toEqual({ withinMs: 7_200_000 })
    expect(policyOf({ approve: false }, { defaults })).not.toHaveProperty('approve')
    expect(policyOf({})).not.toHaveProperty('approve')
  })
})

describe('freezes', () => {
  it('are minutes of the week, or of the calendar, in their zone', () => {
    const dates = { from: '2026-12-20 18:00', to: '2027-01-03 08:00', zone: 'Europe/Berlin' }
    expect(policyOf({ freeze: [weekend, dates], afterFreeze: 'approve' })).toMatchObject({
      freeze: [
        { every: 'week', from: 4 * day + 16 * 60, to: 8 * 60, zone: 'Asia/Seoul' },
        {
          every: 'once',
          from: Date.UTC(2026, 11, 20, 18) / 60_000,
          to: Date.UTC(2027, 0, 3, 8) / 60_000,
          zone: 'Europe/Berlin',
        },
      ],
      afterFreeze: 'approve',
    })
    expect(policyOf({ afterFreeze: 'deploy' })).not.toHaveProperty('afterFreeze')
  })

  it.each([
    ['Mon 00:00', { every: 'week', minute: 0 }],
    ['Sun 23:59', { every: 'week', minute: 7 * day - 1 }],
    ['1970-01-01 00:01', { every: 'once', minute: 1 }],
    ['2028-02-29 12:00', { every: 'once', minute: Date.UTC(2028, 1, 29, 12) / 60_000 }],
    ['2027-02-29 12:00', undefined],
    ['2027-13-01 12:00', undefined],
    ['Fri 24:00', undefined],
    ['fri 16:00', undefined],
    ['Fri 16', undefined],
  ])('read %s', (text, time) => {
    expect(freezeTime(text)).toEqual(time)
  })
})

describe('a mistake in what keeps starts', () => {
  const freeze = (...windows: Data[]): Data => ({ freeze: windows.map((window) => ({ ...weekend, ...window })) })
  it.each<[string, Data, string, string]>([
    ['no time at all', { approve: true }, 'bad-approve', 'within: 24h'],
    ['an approval of seconds', { approve: { within: '30s' } }, 'unusable-approval', 'for example 24h'],
    ['an approval of months', { approve: { within: '2000h' } }, 'unusable-approval', 'for example 24h'],
    ['an unknown zone', freeze({ zone: 'Asia/Soul' }), 'bad-zone', 'Europe/Berlin or UTC'],
    ['an unknown day', freeze({ from: 'Someday 16:00' }), 'bad-freeze-time', "'Fri 16:00'"],
    ['a window that is over at once', freeze({ to: 'Fri 16:00' }), 'unusable-freeze', 'two dates'],
    ['a window of two kinds', freeze({ to: '2026-12-20 18:00' }), 'unusable-freeze', 'two dates'],
    [
      'a window that goes back',
      freeze({ from: '2026-12-20 18:00', to: '2026-12-19 18:00' }),
      'unusable-freeze',
      'later',
    ],
    ['a window of years', freeze({ from: '2026-12-20 18:00', to: '2028-12-19 18:00' }), 'unusable-freeze', 'later'],
    [
      'windows that cover the whole week',
      freeze({ from: 'Mon 00:00', to: 'Fri 00:00' }, { from: 'Thu 12:00', to: 'Mon 00:00' }),
      'endless-freeze',
      'mode: observe',
    ],
    [
      'windows of different zones that cover it',
      freeze({ from: 'Mon 00:00', to: 'Sat 00:00' }, { from: 'Fri 12:00', to: 'Mon 02:00', zone: 'UTC' }),
      'endless-freeze',
      'mode: observe',
    ],
  ])('%s is told, with its line and how to mend it', (_what, options, rule, mend) => {
    expect(mistakesOf(options)).toMatchObject([{ rule, line: expect.any(Number), mend: expect.stringContaining(mend) }])
  })

  it('is told of the defaults, too', () => {
    expect(mistakesOf({}, { defaults: freeze({ to: 'Fri 16:00' }) })).toMatchObject([{ rule: 'unusable-freeze' }])
  })

  it('is none where a minute of the week is left', () => {
    expect(mistakesOf(freeze({ from: 'Mon 00:01', to: 'Mon 00:00' }))).toEqual([])
  })
})
