import { describe, expect, it } from '@jest/globals'
import type { ServiceSetUp } from '../../../sandbox/services/ecs/set-up-service.ts'
import { ecsWorld, rollout, storyOf } from './ecs-world.ts'

describe('a change during a rollout', () => {
  it('supersedes it: the newer revision runs in the end and the older service deployment is stopped', async () => {
    const world = await rollout('healthy', { desiredCount: 2 })
    await world.run(40)
    const third = world.ecr.push({ repository: 'team/api', tag: 'v3' })
    world.ecs.usurp('prod', 'api', { containers: { app: third.pinned } })
    expect(world.ecs.deployments('prod', 'api').map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE', 'ACTIVE'])
    await world.run(400)
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([third.digest])
    expect(world.ecs.serviceDeployments('prod', 'api').map(({ status }) => status)).toEqual([
      'SUCCESSFUL',
      'STOPPED',
      'SUCCESSFUL',
    ])
    expect(storyOf(world)).not.toContain('SERVICE_DEPLOYMENT_COMPLETED new')
  })

  it('rolls a superseding failure back to the last completed deployment, not to the superseded one', async () => {
    const world = await rollout('healthy', { breaker: 'rollback' })
    await world.run(40)
    const third = world.ecr.push({ repository: 'team/api', tag: 'v3' })
    world.ecs.fate(third.digest, 'crashes')
    world.ecs.usurp('prod', 'api', { containers: { app: third.pinned } })
    await world.run(600)
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([world.old.digest])
    expect(world.ecs.serviceDeployments('prod', 'api').at(-1)?.status).toBe('ROLLBACK_SUCCESSFUL')
  })

  it('accepts a new revision while an automatic rollback is on its way', async () => {
    const world = await rollout('crashes', { breaker: 'rollback' })
    await world.clock.runUntil(() => storyOf(world).includes('SERVICE_DEPLOYMENT_FAILED new'))
    const third = world.ecr.push({ repository: 'team/api', tag: 'v3' })
    world.ecs.usurp('prod', 'api', { containers: { app: third.pinned } })
    await world.run(600)
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([third.digest])
    expect(world.ecs.serviceDeployments('prod', 'api').map(({ status }) => status)).toEqual([
      'SUCCESSFUL',
      'STOPPED',
      'SUCCESSFUL',
    ])
  })

  it.each([
    { from: 2, to: 5 },
    { from: 5, to: 2 },
    { from: 3, to: 0 },
    { from: 0, to: 2 },
  ])('scales from $from to $to without a new deployment', async ({ from, to }) => {
    const world = ecsWorld()
    const image = world.ecr.push({ repository: 'team/api', tag: 'v1' })
    const containers = { app: image.pinned }
    const before = world.ecs.createService({ cluster: 'prod', name: 'api', desiredCount: from, containers })
    world.ecs.scale('prod', 'api', to)
    await world.run(300)
    const service = world.ecs.service('prod', 'api')
    expect(service).toMatchObject({ desiredCount: to, runningCount: to, pendingCount: 0 })
    expect(service.deployments).toMatchObject([{ id: before.deploymentId, rolloutState: 'COMPLETED' }])
    expect(world.clock.timers()).toEqual([])
  })
})

describe('what a tag names', () => {
  const setUp = (options: Partial<ServiceSetUp> = {}) => {
    const world = ecsWorld()
    const first = world.ecr.push({ repository: 'team/api', tag: 'stable' })
    world.ecs.createService({ cluster: 'prod', name: 'api', containers: { app: first.reference }, ...options })
    const second = world.ecr.push({ repository: 'team/api', tag: 'stable' })
    return { ...world, first, second }
  }

  it('is resolved once for a service deployment: scaling out keeps the old digest', async () => {
    const world = setUp()
    world.ecs.scale('prod', 'api', 3)
    await world.run(200)
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([world.first.digest])
  })

  it('is resolved again by force', async () => {
    const world = setUp()
    world.ecs.usurp('prod', 'api', { force: true })
    await world.run(200)
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([world.second.digest])
  })

  it.each(['old-id', 'new-id'] as const)(
    'is the old digest after an automatic rollback under the %s',
    async (under) => {
      const world = setUp({ breaker: 'rollback', rollbackUnder: under })
      world.ecs.fate(world.second.digest, 'crashes')
      world.ecs.usurp('prod', 'api', { force: true })
      await world.run(600)
      world.ecs.scale('prod', 'api', 3)
      await world.run(200)
      expect(world.ecs.service('prod', 'api')).toMatchObject({ runningCount: 3 })
      expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([world.first.digest])
    },
  )

  it('cannot be pulled any more once the image is deleted or archived', async () => {
    const world = setUp()
    world.ecr.archive('team/api', world.first.digest)
    world.ecs.interrupt('prod', 'api', 'spot')
    await world.run(300)
    expect(world.ecs.service('prod', 'api').runningCount).toBe(0)
    expect(world.ecs.deployments('prod', 'api')[0]?.failedTasks).toBeGreaterThan(0)
  })

  it('may be reported as the child of an index', async () => {
    const world = setUp()
    const index = world.ecr.push({ repository: 'team/api', tag: 'stable', index: { reportsChild: true } })
    world.ecs.usurp('prod', 'api', { force: true })
    await world.run(200)
    const [task] = world.ecs.tasks('prod', 'api')
    expect(task?.containers?.[0]?.imageDigest).toBe(index.children[0])
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([index.digest])
  })
})
