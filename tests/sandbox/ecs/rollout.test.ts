import { describe, expect, it } from '@jest/globals'
import { ecsWorld, type Rollout, rollout, runningOf, secondsOf, statesOf, stopsOf, storyOf } from './ecs-world.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

const outcome = ({ ecs }: Rollout) => ecs.serviceDeployments('prod', 'api').at(-1)?.status

describe('a healthy rollout', () => {
  it.each(SEEDS)('of four tasks completes after 72 to 112 seconds (seed %i)', async (seed) => {
    const world = await rollout('healthy', { desiredCount: 4 }, seed)
    await world.run(600)
    expect(secondsOf(world, 'SERVICE_DEPLOYMENT_COMPLETED')).toBeGreaterThan(72)
    expect(secondsOf(world, 'SERVICE_DEPLOYMENT_COMPLETED')).toBeLessThan(112)
    expect(storyOf(world)[0]).toBe('SERVICE_DEPLOYMENT_IN_PROGRESS new')
    expect(storyOf(world).slice(1).sort()).toEqual(['SERVICE_DEPLOYMENT_COMPLETED new', 'SERVICE_STEADY_STATE'])
    expect(statesOf(world)).toEqual(['PRIMARY COMPLETED'])
    expect(runningOf(world)).toEqual([world.next.digest])
    expect(outcome(world)).toBe('SUCCESSFUL')
  })

  it('takes as long as its hint says', async () => {
    const world = await rollout('healthy', { desiredCount: 4, rolloutSeconds: 300 })
    await world.run(600)
    expect(secondsOf(world, 'SERVICE_DEPLOYMENT_COMPLETED')).toBeGreaterThan(280)
    expect(secondsOf(world, 'SERVICE_DEPLOYMENT_COMPLETED')).toBeLessThan(320)
  })

  it('tells that its capacity providers are steady, when it has any', async () => {
    const capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]
    const world = await rollout('healthy', { settings: { capacityProviderStrategy } })
    await world.run(300)
    const found = world.events.find(({ detail }) => detail['eventName'] === 'CAPACITY_PROVIDER_STEADY_STATE')
    expect(found?.detail['capacityProviderArns']).toEqual([
      'arn:aws:ecs:us-east-1:123456789012:capacity-provider/FARGATE_SPOT',
    ])
  })

  it('leaves no timer behind', async () => {
    const world = await rollout('healthy', { desiredCount: 4 })
    await world.run(600)
    expect(world.clock.timers()).toEqual([])
  })

  it('keeps the old tasks until the new ones are healthy, and never more than the maximum', async () => {
    const world = await rollout('healthy', { desiredCount: 4 })
    await world.run(60)
    expect(world.ecs.tasks('prod', 'api')).toHaveLength(8)
    expect(runningOf(world)).toHaveLength(2)
    expect(statesOf(world)).toEqual(['PRIMARY IN_PROGRESS', 'ACTIVE COMPLETED'])
  })

  it('replaces in place when the bounds allow no extra task', async () => {
    const deploymentConfiguration = { minimumHealthyPercent: 50, maximumPercent: 100 }
    const world = await rollout('healthy', { desiredCount: 4, deploymentConfiguration })
    await world.run(30)
    const live = world.ecs.tasks('prod', 'api').filter((task) => task.desiredStatus === 'RUNNING')
    expect(live.length).toBeLessThanOrEqual(4)
    await world.run(400)
    expect(statesOf(world)).toEqual(['PRIMARY COMPLETED'])
    expect(runningOf(world)).toEqual([world.next.digest])
  })

  it('stalls when the bounds allow neither a start nor a stop, and says so', async () => {
    const deploymentConfiguration = { minimumHealthyPercent: 100, maximumPercent: 100 }
    const world = await rollout('healthy', { desiredCount: 1, deploymentConfiguration })
    await world.run(3600)
    expect(statesOf(world)).toEqual(['PRIMARY IN_PROGRESS', 'ACTIVE COMPLETED'])
    expect(runningOf(world)).toEqual([world.old.digest])
    expect(world.ecs.service('prod', 'api').events?.[0]?.message).toContain('unable to stop or start tasks')
  })

  it('completes with nothing to run when the desired count is zero, without resolving an image', async () => {
    const world = await rollout('healthy', { desiredCount: 0 })
    await world.run(60)
    expect(statesOf(world)).toEqual(['PRIMARY COMPLETED'])
    expect(runningOf(world)).toBeUndefined()
    expect(world.ecs.serviceDeployments('prod', 'api').at(-1)?.target.images.size).toBe(0)
  })

  it('is slower with a slow image and still completes', async () => {
    const world = await rollout({ name: 'slow', factor: 4 }, { desiredCount: 2, breaker: 'rollback' })
    await world.run(1200)
    expect(secondsOf(world, 'SERVICE_DEPLOYMENT_COMPLETED')).toBeGreaterThan(240)
    expect(runningOf(world)).toEqual([world.next.digest])
  })
})

const bands = [
  { fate: 'crashes', from: 135, to: 175, stopCode: 'EssentialContainerExited', reason: 'Essential container' },
  { fate: 'oom', from: 135, to: 175, stopCode: 'EssentialContainerExited', reason: 'Essential container' },
  { fate: 'cannot-pull', from: 680, to: 730, stopCode: 'TaskFailedToStart', reason: 'CannotPullContainerError' },
  { fate: 'fails-health-check', from: 311, to: 328, stopCode: 'ServiceSchedulerInitiated', reason: 'health checks' },
] as const

describe('the circuit breaker', () => {
  it.each(bands.flatMap((band) => SEEDS.map((seed) => ({ ...band, seed }))))(
    'fails $fate between $from and $to seconds (seed $seed)',
    async ({ fate, from, to, stopCode, reason, seed }) => {
      const world = await rollout(fate, { breaker: 'on' }, seed)
      await world.run(1500)
      expect(secondsOf(world, 'SERVICE_DEPLOYMENT_FAILED')).toBeGreaterThan(from)
      expect(secondsOf(world, 'SERVICE_DEPLOYMENT_FAILED')).toBeLessThan(to)
      expect(stopsOf(world)[0]?.detail).toMatchObject({ stopCode, stoppedReason: expect.stringContaining(reason) })
      expect(statesOf(world)).toEqual(['PRIMARY FAILED', 'ACTIVE COMPLETED'])
      expect(outcome(world)).toBe('STOPPED')
      expect(runningOf(world)).toEqual([world.old.digest])
      expect(world.clock.timers()).toEqual([])
    },
  )

  it.each(bands)('goes back under the old deployment id after $fate', async ({ fate }) => {
    const world = await rollout(fate, { breaker: 'rollback' })
    await world.run(1500)
    const story = storyOf(world).filter((name) => name.startsWith('SERVICE_DEPLOYMENT'))
    expect(story).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS new',
      'SERVICE_DEPLOYMENT_FAILED new',
      'SERVICE_DEPLOYMENT_IN_PROGRESS old',
      'SERVICE_DEPLOYMENT_COMPLETED old',
    ])
    expect(statesOf(world)).toEqual(['PRIMARY COMPLETED'])
    expect(outcome(world)).toBe('ROLLBACK_SUCCESSFUL')
    expect(runningOf(world)).toEqual([world.old.digest])
  })

  it('goes back under a new deployment id when the service is set so', async () => {
    const world = await rollout('crashes', { breaker: 'rollback', rollbackUnder: 'new-id', desiredCount: 2 })
    await world.run(1500)
    const story = storyOf(world).filter((name) => name.startsWith('SERVICE_DEPLOYMENT'))
    expect(story).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS new',
      'SERVICE_DEPLOYMENT_FAILED new',
      'SERVICE_DEPLOYMENT_IN_PROGRESS other',
      'SERVICE_DEPLOYMENT_COMPLETED other',
    ])
    expect(outcome(world)).toBe('ROLLBACK_SUCCESSFUL')
    expect(runningOf(world)).toEqual([world.old.digest])
  })
})

describe('the circuit breaker without a way back', () => {
  it('ends in ROLLBACK_FAILED when what it goes back to does not start either', async () => {
    const deploymentConfiguration = { minimumHealthyPercent: 0, maximumPercent: 100 }
    const world = await rollout('crashes', { breaker: 'rollback', deploymentConfiguration })
    world.ecr.deleteImage('team/api', { imageDigest: world.old.digest })
    await world.run(1800)
    expect(outcome(world)).toBe('ROLLBACK_FAILED')
    expect(statesOf(world)).toEqual(['PRIMARY FAILED'])
  })

  it.each([
    { configured: { type: 'COUNT', value: 5 }, failures: 5 },
    { configured: { type: 'UNBOUNDED_PERCENT', value: 100 }, failures: 1 },
    { configured: { type: 'BOUNDED_PERCENT', value: 50 }, failures: 3 },
  ] as const)('counts to its configured threshold $configured', async ({ configured, failures }) => {
    const deploymentCircuitBreaker = { enable: true, rollback: false, thresholdConfiguration: configured }
    const world = await rollout('crashes', { deploymentConfiguration: { deploymentCircuitBreaker } })
    await world.run(900)
    const failedAt = secondsOf(world, 'SERVICE_DEPLOYMENT_FAILED')
    expect(stopsOf(world).filter(({ seconds }) => seconds <= failedAt)).toHaveLength(failures)
  })

  it('has nothing to go back to on the first deployment', async () => {
    const world = ecsWorld()
    const image = world.ecr.push({ repository: 'team/api', tag: 'v1' })
    world.ecs.fate(image.digest, 'crashes')
    const containers = { app: image.pinned }
    world.ecs.createService({ cluster: 'prod', name: 'api', containers, breaker: 'rollback', settled: false })
    await world.run(600)
    expect(world.ecs.deployments('prod', 'api')).toMatchObject([{ status: 'PRIMARY', rolloutState: 'FAILED' }])
    expect(world.ecs.serviceDeployments('prod', 'api').at(-1)?.status).toBe('STOPPED')
  })

  it('lets tasks of the failed deployment stop after it failed', async () => {
    const world = await rollout('crashes', { breaker: 'on' })
    await world.run(600)
    expect(stopsOf(world).at(-1)?.seconds).toBeGreaterThan(secondsOf(world, 'SERVICE_DEPLOYMENT_FAILED'))
  })

  it('waits for half the desired count when that is more than three', async () => {
    const world = await rollout('crashes', { breaker: 'on', desiredCount: 9 })
    await world.run(600)
    const failedAt = secondsOf(world, 'SERVICE_DEPLOYMENT_FAILED')
    expect(stopsOf(world).filter(({ seconds }) => seconds <= failedAt).length).toBeGreaterThanOrEqual(5)
  })
})

describe('a deployment that does not fail', () => {
  it('never trips on an image that gets healthy before it crashes', async () => {
    const world = await rollout('flaps', { breaker: 'rollback' })
    await world.run(1500)
    expect(storyOf(world)).not.toContain('SERVICE_DEPLOYMENT_FAILED new')
    expect(stopsOf(world).length).toBeGreaterThan(2)
  })

  it('counts no task that was healthy before it crashed', async () => {
    const world = await rollout({ name: 'flaps', afterSeconds: 3 }, { breaker: 'rollback' })
    await world.clock.runUntil(() => stopsOf(world).length === 1)
    expect(statesOf(world)).toEqual(['PRIMARY IN_PROGRESS', 'ACTIVE COMPLETED'])
    expect(world.ecs.deployments('prod', 'api')[0]?.failedTasks).toBe(0)
  })

  it.each([
    { resetOnHealthyTask: true, counted: 0 },
    { resetOnHealthyTask: false, counted: 1 },
  ])('has $counted failures once a task is healthy, with $resetOnHealthyTask to reset', async (row) => {
    const deploymentCircuitBreaker = { enable: true, rollback: true, resetOnHealthyTask: row.resetOnHealthyTask }
    const world = await rollout('crashes', { deploymentConfiguration: { deploymentCircuitBreaker } })
    await world.clock.runUntil(() => stopsOf(world).length === 1)
    expect(world.ecs.deployments('prod', 'api')[0]?.failedTasks).toBe(1)
    world.ecs.fate(world.next.digest, 'healthy')
    await world.run(300)
    expect(world.ecs.deployments('prod', 'api')).toMatchObject([
      { rolloutState: 'COMPLETED', failedTasks: row.counted },
    ])
  })

  it.each(['crashes', 'cannot-pull', 'fails-health-check', 'no-capacity'] as const)(
    'never fails %s when it is off',
    async (fate) => {
      const world = await rollout(fate, { breaker: 'off' })
      await world.run(4 * 3600)
      expect(storyOf(world)).not.toContain('SERVICE_DEPLOYMENT_FAILED new')
      expect(statesOf(world)).toEqual(['PRIMARY IN_PROGRESS', 'ACTIVE COMPLETED'])
      expect(runningOf(world)).toContain(world.old.digest)
      expect(world.clock.timers().length).toBeGreaterThan(0)
    },
  )
})
