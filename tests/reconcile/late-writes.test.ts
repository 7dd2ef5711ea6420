import { expect, it } from '@jest/globals'
import { digest, minute, second } from '../domain/a-world.ts'
import { aWorldOfWorkers } from './a-world-of-workers.ts'

const wentBack = 'rolled-back: container app exited with code 1 (2 times)'

/** Image 2 was pushed and broke; the worker that was to take it back is paused, and the platform was faster. */
async function wentBackByItself() {
  const world = aWorldOfWorkers({ breaker: 'rollback', timeless: true })
  await world.after(minute)
  await world.push(2, 'crashes')
  await world.after(6 * minute)
  expect([world.told(), world.runs()]).toEqual([[wentBack], [{ app: digest(1) }]])
  return world
}

it('tells what is pushed next as broken, though a late write of the way back comes in between', async () => {
  const world = await wentBackByItself()
  await world.push(3, 'flaps')
  await world.after(minute)
  await world.lateWrite()
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^rolled-back: /)])
  expect(world.runs()).toEqual([{ app: digest(1) }])
})

it('proves what is pushed next, though a late write of the way back comes in between', async () => {
  const world = await wentBackByItself()
  await world.push(3, 'healthy')
  await world.after(30 * second)
  await world.lateWrite()
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^succeeded: /)])
  expect(world.runs()).toEqual([{ app: digest(3) }])
})

it('puts a late write of the way back right once all is at rest', async () => {
  const world = await wentBackByItself()
  await world.push(3, 'healthy')
  await world.after(5 * minute)
  await world.lateWrite()
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^succeeded: /), expect.stringMatching(/^succeeded: /)])
  expect(world.runs()).toEqual([{ app: digest(3) }])
})

it('leaves to somebody else what was put there meanwhile', async () => {
  const world = await wentBackByItself()
  await world.push(3, 'healthy')
  await world.after(30 * second)
  world.platform.usurp('api', { app: digest(9) })
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^superseded: somebody else put other images/)])
  expect(world.runs()).toEqual([{ app: digest(9) }])
})

it('leaves to somebody else what is found again long after', async () => {
  const world = await wentBackByItself()
  await world.after(15 * minute)
  await world.push(3, 'healthy')
  await world.after(30 * second)
  world.platform.usurp('api', { app: digest(1) }, 'carrier-1')
  await world.after(30 * minute)
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^superseded: somebody else put other images/)])
  expect(world.runs()).toEqual([{ app: digest(1) }])
})
