import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { LogProof } from '../../shared/domain/proof.ts'
import { type LookWorld, minute, startLookWorld } from './look-world.ts'

let world: LookWorld
beforeEach(async () => {
  world = await startLookWorld()
})
afterEach(() => world.aws.stop())

const look = (proof: LogProof) => world.look(proof)

const proof: LogProof = {
  whenUnknown: 'fail',
  failures: 2,
  kind: 'log',
  name: 'panics',
  group: '/app/api',
  pattern: '?panic ?FATAL',
  atMost: 0,
}
beforeEach(() => world.aws.logs.createGroup('/app/api'))

it('a log without the lines passes, whatever was there before the rollout', async () => {
  await world.aws.run(minute)
  world.aws.logs.write('/app/api', 'all is well')
  expect(await look(proof)).toMatchObject({
    verdict: 'passed',
    words: 'no line with "?panic ?FATAL" in /app/api since the rollout',
  })
})

it('a log with more of them than may be fails with the first ones, without secrets', async () => {
  await world.aws.run(minute)
  world.aws.logs.write('/app/api', 'panic: password=hunter2\n\tat main')
  world.aws.logs.write('/app/api', 'FATAL again')
  world.aws.logs.write('/app/api', 'FATAL at last')
  const sight = await look(proof)
  expect(sight?.verdict).toBe('failed')
  expect(sight?.words).toBe(
    '3 lines with "?panic ?FATAL" in /app/api since the rollout: "panic: password=[hidden] at main", "FATAL again"',
  )
  expect(await look({ ...proof, atMost: 3 })).toMatchObject({ verdict: 'passed' })
})

it('a log is searched page by page, and not for ever', async () => {
  for (let line = 0; line < 2_500; line += 1) world.aws.logs.write('/app/api', `line ${line}`)
  world.aws.logs.write('/app/api', 'panic at the end')
  await world.aws.run(minute)
  expect(await look(proof)).toMatchObject({ verdict: 'failed' })
  for (let line = 0; line < 10_000; line += 1) world.aws.logs.write('/app/api', `more ${line}`)
  await world.aws.run(minute)
  const sight = await look({ ...proof, pattern: 'nowhere' })
  expect(sight).toMatchObject({ verdict: 'unknown', words: expect.stringContaining('could not be searched') })
  expect(world.calls('FilterLogEvents')).toBe(3 + 10)
})

it('a log that does not exist is unknown', async () => {
  const sight = await look({ ...proof, group: '/app/gone' })
  expect(sight).toMatchObject({ verdict: 'unknown', words: expect.stringContaining('the log /app/gone') })
})
