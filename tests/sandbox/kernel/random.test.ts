import { describe, expect, it } from '@jest/globals'
import { createRandom, uuid } from '../../../sandbox/kernel/random.ts'

describe('seeded randomness', () => {
  it('draws the same numbers from the same seed', () => {
    const draw = () => {
      const random = createRandom(42)
      return Array.from({ length: 20 }, () => random.next())
    }
    expect(draw()).toEqual(draw())
  })

  it('gives a fork that does not depend on what was drawn before', () => {
    const drained = createRandom(7)
    for (let index = 0; index < 10; index += 1) drained.next()
    expect(drained.fork('ecs').next()).toBe(createRandom(7).fork('ecs').next())
    expect(drained.fork('ecs').next()).not.toBe(drained.fork('sqs').next())
  })

  it('spreads over its range', () => {
    const random = createRandom('spread')
    const counts = [0, 0, 0, 0, 0]
    for (let index = 0; index < 5000; index += 1) {
      const drawn = random.integer(0, 4)
      counts[drawn] = (counts[drawn] ?? 0) + 1
    }
    expect(Math.min(...counts)).toBeGreaterThan(900)
  })

  it('writes identifiers in the shape of a UUID', () => {
    expect(uuid(createRandom(1))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
