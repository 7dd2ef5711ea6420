import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { PruneFacts } from '../../shared/prune/facts.ts'
import { prunePlan } from '../../shared/prune/plan.ts'
import { bruteForce } from './brute-force.ts'
import { randomFacts } from './random-facts.ts'

const runs = Number(process.env['LONGSHORE_SCHEDULES'] ?? 1000)
const seed = Number(process.env['LONGSHORE_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

test(`a random registry loses exactly what the rules, asked one by one, leave to nobody (seed ${seed})`, () => {
  let proposing = 0
  fc.assert(
    fc.property(randomFacts, (facts) => {
      const plans = prunePlan(facts)
      const proposed = plans.map(({ remove }) => remove.map(({ digest }) => digest).toSorted())
      if (proposed.some((some) => some.length > 0)) proposing += 1
      expect(proposed).toEqual(facts.repositories.map((repository) => bruteForce(facts, repository).toSorted()))
      plans.forEach((plan, index) => {
        const here = facts.repositories[index]?.images.map(({ digest }) => digest) ?? []
        const told = [...plan.remove, ...plan.kept].map(({ digest }) => digest)
        expect(told.toSorted()).toEqual(here.toSorted())
      })
    }),
    { numRuns: runs, seed },
  )
  expect(proposing / runs).toBeGreaterThanOrEqual(0.3)
})

test('whatever is cut off at the end of a plan, what is gone by then left nothing behind that lists it', () => {
  fc.assert(
    fc.property(randomFacts, fc.nat({ max: 20 }), (facts, most) => {
      prunePlan(facts).forEach(({ remove }, index) => {
        const gone = new Set(remove.slice(0, most).map(({ digest }) => digest))
        const left = (facts.repositories[index]?.images ?? []).filter(({ digest }) => !gone.has(digest))
        expect(left.filter(({ lists }) => lists.some((digest) => gone.has(digest)))).toEqual([])
      })
    }),
    { numRuns: runs, seed },
  )
})

test('one need more never removes an image more', () => {
  fc.assert(
    fc.property(randomFacts, randomFacts, (facts, other) => {
      const more: PruneFacts = { ...facts, needs: [...facts.needs, ...other.needs] }
      const before = prunePlan(facts).map(({ remove }) => new Set(remove.map(({ digest }) => digest)))
      prunePlan(more).forEach(({ remove }, index) => {
        expect(remove.filter(({ digest }) => !before[index]?.has(digest))).toEqual([])
      })
    }),
    { numRuns: 300, seed },
  )
})
