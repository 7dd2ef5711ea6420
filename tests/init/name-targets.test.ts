import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { nameTargets, type Wishes } from '../../shared/init/name-targets.ts'

it('names what nobody else is called by its own name', () => {
  expect(nameTargets([['api'], ['Web_Front']])).toEqual(['api', 'web-front'])
})

it('names what shares a name by what tells it apart', () => {
  const wishes: Wishes[] = [
    ['api', 'api-staging'],
    ['api', 'api-production'],
    ['worker', 'worker-production'],
  ]
  expect(nameTargets(wishes)).toEqual(['api-staging', 'api-production', 'worker'])
})

it('numbers what nothing tells apart', () => {
  expect(nameTargets([['a_b'], ['a-b'], ['A.B']])).toEqual(['a-b', 'a-b-2', 'a-b-3'])
  expect(nameTargets([['api', 'api-x'], ['api', 'api-y'], ['api-x']])).toEqual(['api-x-2', 'api-y', 'api-x'])
})

it('makes names of targets out of anything, each once', () => {
  const wish = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.constantFrom('api', 'Api', 'a'.repeat(70), '--', '___', '日本'),
  )
  fc.assert(
    fc.property(fc.array(fc.array(wish, { minLength: 1, maxLength: 3 }), { maxLength: 12 }), (all) => {
      const names = nameTargets(all as unknown as Wishes[])
      expect(new Set(names).size).toBe(all.length)
      for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,63}$/)
    }),
  )
})
