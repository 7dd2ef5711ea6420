import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { mergePrefixes } from '../../shared/config/derive/merge-prefixes.ts'

const names = fc.array(fc.stringMatching(/^[ab]{1,3}[a-c/-]{0,9}$/), { minLength: 1, maxLength: 60 })

it('names stay exact while they fit', () => {
  expect(mergePrefixes(['b', 'a', 'b'], 100, 1)).toEqual({ exact: ['a', 'b'], prefixes: [] })
})

it('those that have most in common are put together first', () => {
  expect(mergePrefixes(['shop-a', 'shop-b', 'x'], 8, 1)).toEqual({ exact: ['x'], prefixes: ['shop-'] })
})

it('every name is covered, and the list fits whenever one entry would', () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 12, max: 200 }), (all, budget) => {
      const { exact, prefixes } = mergePrefixes(all, budget, 1)
      const cost = [...exact, ...prefixes].reduce((sum, { length }) => sum + length + 1, 0)
      const covered = all.every((name) => exact.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)))
      return covered && (cost <= budget || exact.length + prefixes.length === 1)
    }),
  )
})

it('nothing exact is something that was not named', () => {
  fc.assert(fc.property(names, (all) => mergePrefixes(all, 40, 1).exact.every((name) => all.includes(name))))
})

it('a prefix keeps what must be left of every name under it', () => {
  const leastOf = (name: string) => name.indexOf('/') + 2
  const all = ['a/one', 'a/other', 'a/two', 'b/one']
  expect(mergePrefixes(all, 0, 1, leastOf)).toEqual({ exact: ['a/two', 'b/one'], prefixes: ['a/o'] })
})

it('nothing is put together beyond that, even where the list does not fit', () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 4 }), (all, least) => {
      const { prefixes } = mergePrefixes(all, 0, 1, () => least)
      return prefixes.every(({ length }) => length >= least)
    }),
  )
})
