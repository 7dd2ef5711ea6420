import { describe, expect, it } from '@jest/globals'
import { rollout, runningOf, statesOf, stopsOf, storyOf, taskEvents } from './ecs-world.ts'

describe('evidence', () => {
  it('tells an exit code, and out of memory by its container reason', async () => {
    const crashed = await rollout({ name: 'crashes', exitCode: 99 })
    await crashed.run(100)
    expect(stopsOf(crashed)[0]?.detail['containers']).toMatchObject([{ name: 'app', exitCode: 99 }])
    const oom = await rollout('oom')
    await oom.run(100)
    expect(stopsOf(oom)[0]?.detail['containers']).toMatchObject([
      { exitCode: 137, reason: expect.stringMatching(/^OutOfMemoryError/) },
    ])
  })

  it('names the target group when a load balancer gives a task up', async () => {
    const targetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/1'
    const world = await rollout('fails-health-check', { settings: { loadBalancers: [{ targetGroupArn }] } })
    await world.run(200)
    expect(stopsOf(world)[0]?.detail['stoppedReason']).toBe(
      `Task failed ELB health checks in (target-group ${targetGroupArn})`,
    )
  })

  it('gives each task state change one version and the statuses in order', async () => {
    const world = await rollout('healthy')
    await world.run(200)
    const ours = taskEvents(world).filter(({ detail }) => detail['startedBy'] === world.newId)
    expect(ours.map(({ detail }) => detail['lastStatus'])).toEqual(['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING'])
    expect(ours.map(({ detail }) => detail['version'])).toEqual([1, 2, 3, 4])
    const theirs = taskEvents(world).filter(({ detail }) => detail['startedBy'] === world.oldId)
    expect(theirs.map(({ detail }) => detail['lastStatus'])).toEqual([
      'DEACTIVATING',
      'STOPPING',
      'DEPROVISIONING',
      'STOPPED',
    ])
    expect(theirs.at(-1)?.detail).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Scaling activity initiated by (deployment ${world.oldId})`,
    })
  })

  it('reports no capacity as a placement failure and starts no task', async () => {
    const world = await rollout('no-capacity', { breaker: 'on' })
    await world.run(300)
    expect(storyOf(world).filter((name) => name === 'SERVICE_TASK_PLACEMENT_FAILURE')).toHaveLength(3)
    expect(taskEvents(world)).toEqual([])
  })

  it('says that tasks cannot start after three pulls failed', async () => {
    const world = await rollout('cannot-pull')
    await world.run(900)
    expect(storyOf(world)).toContain('SERVICE_TASK_START_IMPAIRED')
  })

  it.each(['spot', 'termination-notice', 'infrastructure', 'scale-in'] as const)(
    'replaces a task stopped by %s and counts no failure',
    async (why) => {
      const world = await rollout('healthy', { breaker: 'rollback' })
      await world.run(45)
      world.ecs.interrupt('prod', 'api', why, 2)
      await world.run(400)
      expect(statesOf(world)).toEqual(['PRIMARY COMPLETED'])
      expect(world.ecs.deployments('prod', 'api')[0]?.failedTasks).toBe(0)
      expect(runningOf(world)).toEqual([world.next.digest])
    },
  )
})
