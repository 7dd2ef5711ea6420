import { expect, it } from '@jest/globals'
import { digest, minute } from '../domain/a-world.ts'
import { aWorldOfWorkers } from './a-world-of-workers.ts'

const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
const byItself = 'rolled-back: deployment circuit breaker: tasks failed to start.'

it.each(['rollback', 'rollback-new-id'] as const)(
  'tells as broken what nobody was told of, saw, or could ask about before the platform went back (%s)',
  async (breaker) => {
    const world = aWorldOfWorkers({ breaker })
    await world.after(minute)
    await world.dying(() => world.push(2, 'crashes'))
    world.platform.answerWith('api', throttled)
    await world.after(6 * minute)
    world.platform.answerWith('api', undefined)
    await world.after(10 * minute)
    expect(world.told()).toEqual([byItself])
    expect(world.runs()).toEqual([{ app: digest(1) }])
  },
)

it('leaves to somebody else what was put there before its own rollout was ever seen', async () => {
  const world = aWorldOfWorkers({ breaker: 'rollback-new-id' })
  await world.after(minute)
  await world.dying(() => world.push(2, 'healthy'))
  world.platform.usurp('api', { app: digest(9) })
  await world.after(10 * minute)
  expect(world.told()).toEqual([expect.stringMatching(/^superseded: somebody else put other images/)])
  expect(world.runs()).toEqual([{ app: digest(9) }])
})
