import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { MetricProof } from '../../shared/domain/proof.ts'
import { lookAtMetric } from '../../shared/proofs/look-at-metric.ts'
import { type LookWorld, minute, startLookWorld } from './look-world.ts'

let world: LookWorld
beforeEach(async () => {
  world = await startLookWorld()
})
afterEach(() => world.aws.stop())

const look = (proof: MetricProof) => world.look(proof)

const errors = { namespace: 'App', metric: 'Errors', dimensions: { Service: 'api' }, statistic: 'Sum' }
const requests = { ...errors, metric: 'Requests' }
const rate: MetricProof = {
  ...{ ...{ whenUnknown: 'fail', failures: 2 }, kind: 'metric', name: 'error rate', what: errors, over: requests },
  ...{ atMost: { factor: 2, plus: 0.01 }, windowMs: 60 * minute, least: 3 },
}
const latency: MetricProof = {
  ...{
    ...{ whenUnknown: 'fail', failures: 2 },
    kind: 'metric',
    name: 'p95',
    what: { ...errors, metric: 'Latency', statistic: 'p95' },
  },
  ...{ atMost: { factor: 1.5 }, windowMs: 30 * minute, least: 2 },
}

function put(metric: string, value: number, from: number, minutes: number, count = 1): void {
  const id = { namespace: 'App', name: metric, dimensions: { Service: 'api' } }
  for (let index = 0; index < minutes; index += 1)
    world.aws.cloudwatch.put(id, value, { at: from + index * minute, count })
}

it('a metric that is as it was before passes, and says both', async () => {
  put('Requests', 100, world.startedAt - 60 * minute, 60)
  put('Errors', 1, world.startedAt - 30 * minute, 30)
  put('Requests', 100, world.rolledOutAt, 4)
  await world.aws.run(4 * minute)
  expect(await look(rate)).toEqual({
    ...{ name: 'error rate', at: world.aws.clock.now(), verdict: 'passed' },
    words: 'Sum of Errors over Sum of Requests is 0 since the rollout, before it was 0.005; at most 0.02 is allowed',
  })
})

it('a metric that is worse than before fails; what came while the rollout went on does not count', async () => {
  put('Requests', 100, world.startedAt - 60 * minute, 60)
  put('Errors', 100, world.startedAt, 5)
  put('Requests', 100, world.startedAt, 9)
  put('Errors', 3, world.rolledOutAt, 4)
  await world.aws.run(4 * minute)
  const sight = await look(rate)
  expect(sight?.verdict).toBe('failed')
  expect(sight?.words).toContain('is 0.03 since the rollout, before it was 0; at most 0.01 is allowed')
})

it('a metric of too few minutes, since or before, tells nothing', async () => {
  put('Requests', 100, world.startedAt - 60 * minute, 60)
  put('Requests', 100, world.rolledOutAt, 2)
  await world.aws.run(4 * minute)
  expect(await look(rate)).toMatchObject({
    verdict: 'unknown',
    words: expect.stringContaining('has data of 2 minutes since the rollout; 3 are needed'),
  })
  put('Requests', 100, world.rolledOutAt + 2 * minute, 2)
  expect(await look({ ...rate, windowMs: 2 * minute })).toMatchObject({
    verdict: 'unknown',
    words: expect.stringContaining('has data of 2 minutes before the deployment; 3 are needed'),
  })
})

it('a metric within the minute of the rollout tells nothing, and asks for nothing', async () => {
  expect(await look(rate)).toMatchObject({ verdict: 'unknown' })
  expect(world.calls('GetMetricData')).toBe(0)
})

it('a metric that is a percentile weighs its minutes by their samples', async () => {
  put('Latency', 100, world.startedAt - 30 * minute, 30, 10)
  put('Latency', 100, world.rolledOutAt, 2, 99)
  put('Latency', 900, world.rolledOutAt + 2 * minute, 1, 1)
  await world.aws.run(3 * minute)
  expect(await look(latency)).toMatchObject({
    verdict: 'passed',
    words: 'p95 of Latency is 104 since the rollout, before it was 100; at most 150 is allowed',
  })
  put('Latency', 900, world.rolledOutAt + 3 * minute, 3, 99)
  await world.aws.run(3 * minute)
  expect(await look(latency)).toMatchObject({ verdict: 'failed' })
})

it('a metric that is counted is compared by the minute, since the times differ in length', async () => {
  const counted: MetricProof = { ...rate, what: requests, atMost: { factor: 1 }, name: 'requests' }
  const { over: _none, ...alone } = counted
  put('Requests', 100, world.startedAt - 60 * minute, 60)
  put('Requests', 100, world.rolledOutAt, 4)
  await world.aws.run(4 * minute)
  const sight = await look(alone)
  expect(sight).toMatchObject({
    verdict: 'passed',
    words: 'Sum of Requests is 100 a minute since the rollout, before it was 100; at most 100 is allowed',
  })
})

const counted: MetricProof = {
  ...{ whenUnknown: 'fail', failures: 2, kind: 'metric', name: 'errors', what: errors, missing: 'zero' },
  ...{ atMost: { factor: 1.5, plus: 1 }, windowMs: 60 * minute, least: 3 },
}

it('a count that nobody counts where nothing fails passes while there is none, and fails when there are many', async () => {
  await world.aws.run(4 * minute)
  expect(await look(counted)).toMatchObject({
    verdict: 'passed',
    words: 'Sum of Errors is 0 a minute since the rollout, before it was 0; at most 1 is allowed',
  })
  put('Errors', 200, world.rolledOutAt + minute, 3)
  expect(await look(counted)).toMatchObject({
    verdict: 'failed',
    words: 'Sum of Errors is 150 a minute since the rollout, before it was 0; at most 1 is allowed',
  })
})

it('a count whose missing minutes say nothing needs as many as any other', async () => {
  await world.aws.run(4 * minute)
  expect(await look({ ...counted, missing: 'unknown' })).toMatchObject({ verdict: 'unknown' })
  expect(await look({ ...counted, least: 5 })).toMatchObject({
    verdict: 'unknown',
    words: expect.stringContaining('has data of 4 minutes since the rollout; 5 are needed'),
  })
})

it('a metric is read in one call', async () => {
  put('Requests', 100, world.startedAt - 60 * minute, 60)
  await world.aws.run(4 * minute)
  await look(rate)
  expect(world.calls('GetMetricData')).toBe(1)
})

it.each([['InternalError'], ['Forbidden'], ['PartialData']] as const)(
  'a metric that is answered for by %s tells nothing',
  async (StatusCode) => {
    const rolledOutAt = 60 * minute
    const api = {
      getMetricData: async () => ({
        $metadata: {},
        MetricDataResults: [
          { Id: 'points0', StatusCode, Values: [] },
          { Id: 'points1', StatusCode: 'Complete' as const, Timestamps: [new Date(rolledOutAt)], Values: [100] },
        ],
      }),
    }
    const about = {
      target: 'api',
      deploymentId: 'd-1',
      startedAt: rolledOutAt - minute,
      rolledOutAt,
      now: 2 * rolledOutAt,
    }
    const looking = lookAtMetric(async () => api)(rate, {
      ...about,
      left: () => 1_000,
      signal: new AbortController().signal,
    })
    await expect(looking).rejects.toMatchObject({ problem: { cause: 'unavailable' } })
  },
)

it('a metric that may not be read is unknown, with what is missing', async () => {
  await world.aws.run(4 * minute)
  world.aws.faults.onCall({ service: 'cloudwatch' }, 'throttle')
  const sight = await look(rate)
  expect(sight?.verdict).toBe('unknown')
  expect(sight?.words).toContain('the metric Errors and Requests')
})
