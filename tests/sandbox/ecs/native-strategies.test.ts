import { describe, expect, it } from '@jest/globals'
import { runningOf, statesOf, storyOf } from './ecs-world.ts'
import {
  BLUE_GREEN,
  CANARY,
  LINEAR,
  LISTENER_RULE,
  nativeRollout,
  reach,
  reasonOf,
  stagesSeen,
  statusOf,
  weightsOf,
} from './native-world.ts'

const DIGEST_OF_BOTH = 2

describe('a deployment with stages', () => {
  it('goes through them in order and moves all traffic at once with BLUE_GREEN', async () => {
    const world = await nativeRollout('healthy', BLUE_GREEN)
    expect(await stagesSeen(world)).toEqual([
      'PRE_SCALE_UP 0',
      'SCALE_UP 0',
      'POST_SCALE_UP 0',
      'TEST_TRAFFIC_SHIFT 0',
      'POST_TEST_TRAFFIC_SHIFT 0',
      'PRE_PRODUCTION_TRAFFIC_SHIFT 0',
      'PRODUCTION_TRAFFIC_SHIFT 0',
      'POST_PRODUCTION_TRAFFIC_SHIFT 100',
      'BAKE_TIME 100',
      'CLEAN_UP 100',
    ])
    expect(statusOf(world)).toBe('SUCCESSFUL')
    expect(runningOf(world)).toEqual([world.next.digest])
    expect(statesOf(world)).toEqual(['PRIMARY COMPLETED'])
    expect(world.clock.timers()).toEqual([])
  })

  it.each([
    { strategy: LINEAR, shares: [0, 25, 50, 75, 100] },
    { strategy: CANARY, shares: [0, 10, 100] },
    { strategy: { strategy: 'LINEAR' as const }, shares: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100] },
    { strategy: { strategy: 'CANARY' as const }, shares: [0, 5, 100] },
  ])('moves traffic by the steps $shares', async ({ strategy, shares }) => {
    const world = await nativeRollout('healthy', strategy)
    const seen = await stagesSeen(world)
    expect([...new Set(seen.map((line) => Number(line.split(' ')[1])))]).toEqual(shares)
    expect(seen.filter((line) => line.startsWith('PRE_PRODUCTION'))).toHaveLength(shares.length - 1)
    expect(statusOf(world)).toBe('SUCCESSFUL')
    expect(weightsOf(world)).toEqual({ next: 100 })
  })

  it('keeps both revisions running at full size until it cleans up', async () => {
    const world = await nativeRollout('healthy', CANARY)
    await reach(world, 'BAKE_TIME')
    expect(world.ecs.service('prod', 'api')).toMatchObject({ desiredCount: 2, runningCount: 4 })
    expect(runningOf(world)).toHaveLength(DIGEST_OF_BOTH)
    await world.run(299)
    expect(world.ecs.service('prod', 'api').runningCount).toBe(4)
    await world.run(60)
    expect(world.ecs.service('prod', 'api').runningCount).toBe(2)
  })

  it('bakes each share for as long as it was told', async () => {
    const world = await nativeRollout('healthy', CANARY)
    await world.clock.runUntil(() => weightsOf(world)['next'] === 10)
    const since = world.seconds()
    await world.clock.runUntil(() => weightsOf(world)['next'] === 100)
    expect(world.seconds() - since).toBeGreaterThanOrEqual(900)
    expect(world.seconds() - since).toBeLessThan(930)
  })

  it('wants no task of the new revision before it scales up', async () => {
    const world = await nativeRollout('healthy', BLUE_GREEN)
    const wanted = () =>
      world.ecs.deployments('prod', 'api').map(({ status, desiredCount }) => ({ status, desiredCount }))
    await reach(world, 'PRE_SCALE_UP')
    expect(wanted()).toEqual([
      { status: 'PRIMARY', desiredCount: 0 },
      { status: 'ACTIVE', desiredCount: 2 },
    ])
    await reach(world, 'SCALE_UP')
    expect(wanted()[0]).toEqual({ status: 'PRIMARY', desiredCount: 2 })
  })
})

describe('around a deployment with stages', () => {
  it.each([
    { sends: false, names: ['SERVICE_STEADY_STATE'] },
    {
      sends: true,
      names: ['SERVICE_DEPLOYMENT_COMPLETED new', 'SERVICE_DEPLOYMENT_IN_PROGRESS new', 'SERVICE_STEADY_STATE'],
    },
  ])('are deployment events: $sends', async ({ sends, names }) => {
    const world = await nativeRollout('healthy', BLUE_GREEN, { native: { sendsDeploymentEvents: sends } })
    await stagesSeen(world)
    expect(storyOf(world).toSorted()).toEqual(names)
  })

  it('nothing changes but the count of both revisions when it is scaled on the way', async () => {
    const world = await nativeRollout('healthy', BLUE_GREEN)
    await reach(world, 'BAKE_TIME')
    world.ecs.scale('prod', 'api', 3)
    await world.run(120)
    expect(world.ecs.service('prod', 'api').runningCount).toBe(6)
    await stagesSeen(world)
    expect(world.ecs.service('prod', 'api').runningCount).toBe(3)
  })
})

describe('what goes wrong on the way', () => {
  it('rolls back by the circuit breaker before any traffic has moved', async () => {
    const world = await nativeRollout('crashes', BLUE_GREEN, { breaker: 'rollback' })
    await world.clock.runUntil(() => statusOf(world) === 'ROLLBACK_SUCCESSFUL')
    expect(reasonOf(world)).toBe('Service deployment rolled back because the circuit breaker threshold was exceeded.')
    expect(weightsOf(world)).toEqual({ old: 100 })
    expect(runningOf(world)).toEqual([world.old.digest])
    expect(world.ecs.deployments('prod', 'api')).toMatchObject([{ id: world.oldId, rolloutState: 'COMPLETED' }])
    expect(world.clock.timers()).toEqual([])
  })

  it('may show what fails as PRIMARY until it is back', async () => {
    const world = await nativeRollout('healthy', CANARY, { native: { leadsBack: 'at-the-end' } })
    await world.clock.runUntil(() => weightsOf(world)['next'] === 10)
    world.ecs.native.stop('prod', 'api')
    await world.run(15)
    expect(world.ecs.deployments('prod', 'api')[0]).toMatchObject({ id: world.newId, status: 'PRIMARY' })
    await world.run(120)
    expect(world.ecs.deployments('prod', 'api')).toMatchObject([{ id: world.oldId, rolloutState: 'COMPLETED' }])
    expect(statusOf(world)).toBe('ROLLBACK_SUCCESSFUL')
    expect(weightsOf(world)).toEqual({ old: 100 })
  })

  it('stays in SCALE_UP without a breaker, until the stage has lasted a day', async () => {
    const world = await nativeRollout('no-capacity', BLUE_GREEN)
    await world.run(23 * 3600)
    expect(world.ecs.native.stage('prod', 'api')).toBe('SCALE_UP')
    await world.run(2 * 3600)
    expect(statusOf(world)).toBe('ROLLBACK_SUCCESSFUL')
    expect(reasonOf(world)).toContain('24 hours')
  })

  it('stops where it is when the breaker may not roll back', async () => {
    const world = await nativeRollout('crashes', BLUE_GREEN, { breaker: 'on' })
    await world.run(1000)
    expect(statusOf(world)).toBe('STOPPED')
    expect(weightsOf(world)).toEqual({ old: 100 })
    expect(runningOf(world)).toContain(world.old.digest)
    expect(statesOf(world)).toEqual(['PRIMARY FAILED', 'ACTIVE COMPLETED'])
  })

  it.each([true, false])('fails by an alarm that it watches; rollback %s', async (rollback) => {
    const alarms = { alarmNames: ['api-5xx'], enable: true, rollback }
    const world = await nativeRollout('healthy', { ...CANARY, alarms })
    await world.clock.runUntil(() => weightsOf(world)['next'] === 10)
    world.ecs.alarm('api-5xx', 'ALARM')
    await world.run(120)
    expect(statusOf(world)).toBe(rollback ? 'ROLLBACK_SUCCESSFUL' : 'STOPPED')
    expect(weightsOf(world)).toEqual(rollback ? { old: 100 } : { old: 90, next: 10 })
  })

  it('does not count an alarm that was in ALARM at its start', async () => {
    const alarms = { alarmNames: ['api-5xx'], enable: true, rollback: true }
    const world = await nativeRollout('healthy', { ...BLUE_GREEN, alarms })
    await stagesSeen(world)
    world.ecs.alarm('api-5xx', 'ALARM')
    const third = world.ecr.push({ repository: 'team/api', tag: 'v3' })
    world.ecs.usurp('prod', 'api', { containers: { app: third.pinned } })
    await stagesSeen(world)
    expect(statusOf(world)).toBe('SUCCESSFUL')
    expect(runningOf(world)).toEqual([third.digest])
  })
})

describe('a load balancer that loses its parts', () => {
  it.each([
    { lost: 'listener' as const, words: 'The listener rule productionListenerRule was not found.' },
    { lost: 'target-group' as const, words: 'The target group alternateTargetGroupArn was not found.' },
  ])('makes it roll back with nothing switched: $lost', async ({ lost, words }) => {
    const world = await nativeRollout('healthy', BLUE_GREEN)
    world.ecs.native.lose('prod', 'api', lost)
    await world.clock.runUntil(() => statusOf(world) === 'ROLLBACK_SUCCESSFUL')
    expect(reasonOf(world)).toContain(`because of invalid networking configuration. ${words}`)
    expect(weightsOf(world)).toEqual({ old: 100 })
    expect(runningOf(world)).toEqual([world.old.digest])
  })

  it('keeps it from going back too when the listener goes missing between two steps', async () => {
    const settings = { loadBalancers: [{ advancedConfiguration: { productionListenerRule: LISTENER_RULE } }] }
    const world = await nativeRollout('healthy', LINEAR, { settings })
    await world.clock.runUntil(() => weightsOf(world)['next'] === 25)
    world.ecs.native.lose('prod', 'api', 'listener')
    await world.clock.runUntil(() => statusOf(world) === 'ROLLBACK_FAILED')
    expect(reasonOf(world)).toContain(LISTENER_RULE)
    expect(weightsOf(world)).toEqual({ old: 75, next: 25 })
    expect(runningOf(world)).toHaveLength(DIGEST_OF_BOTH)
  })
})

describe('a second deployment on the way', () => {
  it('stops the first, reconciles to what completed last, and rolls out from there', async () => {
    const world = await nativeRollout('healthy', LINEAR)
    await world.clock.runUntil(() => weightsOf(world)['next'] === 50)
    const third = world.ecr.push({ repository: 'team/api', tag: 'v3' })
    world.ecs.usurp('prod', 'api', { containers: { app: third.pinned } })
    await reach(world, 'RECONCILE_SERVICE')
    await reach(world, 'PRE_SCALE_UP')
    expect(weightsOf(world)).toEqual({ old: 100 })
    expect(runningOf(world)).toEqual([world.old.digest])
    await world.clock.runUntil(() => statusOf(world) === 'SUCCESSFUL')
    expect(world.ecs.serviceDeployments('prod', 'api').map(({ status }) => status)).toEqual([
      'SUCCESSFUL',
      'STOPPED',
      'SUCCESSFUL',
    ])
    expect(runningOf(world)).toEqual([third.digest])
    expect(weightsOf(world)).toEqual({ other: 100 })
  })
})
