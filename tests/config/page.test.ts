import { expect, it } from '@jest/globals'
import { featuresOf } from '../../shared/config/derive/features.ts'
import { aTarget, configOf, load } from './a-configuration.ts'

const targets = { api: aTarget('api') }

it.each<[unknown, object | undefined]>([
  [true, {}],
  [{}, {}],
  [{ most: 10 }, { most: 10 }],
  [false, undefined],
])('page: %j is there or not, with or without a limit', (page, expected) => {
  const config = configOf(targets, { page })
  expect(config.page).toEqual(expected)
  expect(featuresOf(config).includes('page')).toBe(expected !== undefined)
})

it.each([
  [{ most: 0 }, 'wrong-type'],
  [{ most: 1.5 }, 'bad-page'],
  [{ most: 1001 }, 'wrong-type'],
  [{ least: 1 }, 'unknown-key'],
  ['yes', 'bad-page'],
])('page: %j is told', (page, expected) => {
  const loaded = load(targets, { page })
  expect(loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)).toEqual([expected])
})
