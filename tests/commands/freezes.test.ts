import { beforeEach, expect, it } from '@jest/globals'
import { freeze } from '../../shared/commands/freeze.ts'
import { resume } from '../../shared/commands/resume.ts'
import { day } from '../domain/a-question.ts'
import { minute } from '../domain/a-world.ts'
import { aConfig, commandWorld } from './command-world.ts'

const config = aConfig()
let world: ReturnType<typeof commandWorld>

beforeEach(() => {
  world = commandWorld()
})

let asked = 0
const ask = (by: string, forMs: number, target?: string) => {
  asked += 1
  const scope = target === undefined ? {} : { target }
  return freeze({ kind: 'freeze', until: { forMs }, by, ...scope }, `request-${asked}`, config, world)
}

it('of two who freeze the whole stack at once the longer one wins, and the other is told', async () => {
  const end = world.clock.now() + day
  const [longer, shorter] = await Promise.all([ask('bob', day), ask('ann', minute)])
  expect((await world.stack.readStop()).frozen).toEqual({ until: end, by: 'bob' })
  const iso = new Date(end).toISOString()
  expect([longer.until, shorter.until]).toEqual([iso, iso])
  expect(shorter.message).toMatch(
    / The whole stack is frozen until .* already, by bob, and that stays\. Only resume ends it earlier; it also lifts a pause and lets out what was kept\.$/,
  )
})

it('a freeze that is not taken in yet counts, until a resume after it', async () => {
  await world.remember({})
  const end = new Date(world.clock.now() + day).toISOString()
  await ask('bob', day, 'api')
  expect(await ask('ann', minute, 'api')).toMatchObject({
    until: end,
    message: expect.stringContaining(` api is frozen until ${end} already, by bob, and that stays.`),
  })
  world.clock.advance(1)
  await resume({ kind: 'resume', target: 'api', by: 'ann' }, 'resumed', config, world)
  world.clock.advance(1)
  const fresh = await ask('ann', minute, 'api')
  expect(fresh.until).toBe(new Date(world.clock.now() + minute).toISOString())
  expect(fresh.message).not.toContain('already')
})
