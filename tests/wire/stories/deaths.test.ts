import { describe, expect, it, jest } from '@jest/globals'
import { changesOfReconcile, type Point, writesOfReconcile } from './deaths.ts'
import { stories } from './stories.ts'
import { death, tell } from './tell.ts'

jest.setTimeout(3_600_000)

const isHeavy = process.env['LONGSHORE_HEAVY'] === '1'

/*
 * reconcile dies at its writes in stories of each kind, which must end all the same. The suite takes the way back of the story
 * that goes wrong, after it took effect; LONGSHORE_HEAVY=1 takes every write of both stories, before and after.
 */
describe.each(Object.entries(stories))('%s', (_kind, [good, bad]) => {
  it.each(isHeavy ? [good, bad] : [bad])('%s ends as it says, wherever reconcile dies', async (name) => {
    const whole = await tell(name)
    expect(whole.failures).toEqual([])
    const points = isHeavy ? writesOfReconcile(whole.report) : changesOfReconcile(whole.report).slice(-1)
    expect(points.length).toBeGreaterThan(0)
    for (const point of points) {
      if (isHeavy) await dies(name, point, 'before')
      await dies(name, point, 'after')
    }
  })
})

async function dies(name: string, { call, doing }: Point, when: 'before' | 'after'): Promise<void> {
  const died = `${when} ${doing} (call ${call})`
  const { failures, struck } = await tell(name, death({ function: 'reconcile', call, when }))
  expect({ died, struck, failures }).toEqual({ died, struck: true, failures: [] })
}
