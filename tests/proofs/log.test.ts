import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { LogsApi } from '../../shared/aws/logs-api.ts'
import type { LogProof } from '../../shared/domain/proof.ts'
import { lookAtLog } from '../../shared/proofs/look-at-log.ts'
import { lookingAtProofs } from '../../shared/proofs/look-at-proofs.ts'
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

it('a log is searched page by page, to its end', async () => {
  for (let line = 0; line < 25_000; line += 1) world.aws.logs.write('/app/api', `line ${line}`)
  world.aws.logs.write('/app/api', 'panic at the end')
  await world.aws.run(minute)
  expect(await look(proof)).toMatchObject({ verdict: 'failed' })
  expect(await look({ ...proof, pattern: 'nowhere' })).toMatchObject({ verdict: 'passed' })
})

it('a log is searched from where nothing was found, and a little before that for lines that came late', async () => {
  await world.aws.run(minute)
  const first = await look(proof)
  expect(first).toMatchObject({ verdict: 'passed', searchedTo: world.aws.clock.now() })
  await world.aws.run(minute)
  const panicked = world.aws.clock.now()
  world.aws.logs.write('/app/api', 'panic')
  await world.aws.run(10 * minute)
  const failed = await world.look(proof, first?.searchedTo)
  expect(failed?.verdict).toBe('failed')
  expect(failed?.searchedTo).toBeLessThan(panicked)
  expect(await world.look(proof, failed?.searchedTo)).toMatchObject({ verdict: 'failed' })
  expect(await world.look({ ...proof, atMost: 1 }, failed?.searchedTo)).toMatchObject({ verdict: 'passed' })
  expect(await world.look(proof, world.aws.clock.now())).toMatchObject({ verdict: 'passed' })
})

describe('a log that is larger than one look can search', () => {
  const ask = { target: 'api', deploymentId: 'd-1', proofs: [proof], startedAt: 0, rolledOutAt: 0 }
  const clock = { now: () => 4 * minute }
  const prover = (filterLogEvents: LogsApi['filterLogEvents']) =>
    lookingAtProofs({ log: lookAtLog(async () => ({ filterLogEvents }), 5) }, { ...clock }, 1_100)

  it('tells nothing, and until when nothing was found', async () => {
    const endless = prover(async ({ endTime = 0 }) => ({
      ...{ $metadata: {}, events: [] },
      ...(endTime < 2 * minute ? {} : { nextToken: 'more' }),
    }))
    const [sight] = await endless.look(ask)
    expect(sight).toMatchObject({ verdict: 'unknown', searchedTo: expect.any(Number) })
    expect(sight?.words).toBe(
      '/app/api holds more than one look can search for ?panic ?FATAL; nothing was found until 00:01:59',
    )
    expect(sight?.searchedTo).toBeLessThanOrEqual(2 * minute)
  })

  it('keeps what was searched when AWS refuses to go on', async () => {
    const refused = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $fault: 'client' })
    const throttled = prover(async ({ startTime = 0, endTime = 0 }) => {
      if (startTime >= 2 * minute) throw refused
      return { $metadata: {}, events: [], ...(endTime < 2 * minute ? {} : { nextToken: 'more' }) }
    })
    const [sight] = await throttled.look(ask)
    expect(sight).toMatchObject({ verdict: 'unknown', searchedTo: 2 * minute - 1 })
  })
})

it('a log that does not exist is unknown', async () => {
  const sight = await look({ ...proof, group: '/app/gone' })
  expect(sight).toMatchObject({ verdict: 'unknown', words: expect.stringContaining('the log /app/gone') })
})
