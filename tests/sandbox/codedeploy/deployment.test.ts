import { ContinueDeploymentCommand, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy'
import { afterEach, describe, expect, it } from '@jest/globals'
import { refusal } from '../ecs/ecs-clients.ts'
import {
  type CodeDeployWorld,
  codeDeployWorld,
  deploymentOf,
  GROUP,
  shareOf,
  storyOf,
  targetOf,
  taskSetsOf,
  type WorldOptions,
} from './codedeploy-world.ts'

let world: CodeDeployWorld

afterEach(() => world.stop())

async function start(options: WorldOptions = {}): Promise<void> {
  world = await codeDeployWorld(options)
}

const status = async (id: string) => (await deploymentOf(world, id)).status

describe('a deployment of a healthy image', () => {
  it('starts a second task set, gives it all traffic, and drains the first after the wait', async () => {
    await start()
    const id = world.deploy()
    expect(await status(id)).toBe('Created')
    await world.run(3600)
    expect(await deploymentOf(world, id)).toMatchObject({ status: 'Succeeded', creator: 'user' })
    expect(storyOf(world, id)).toEqual(['QUEUED', 'START', 'SUCCESS'])
    expect(world.ecs.runningDigests('prod', 'api')).toEqual({ app: [world.next.digest] })
    expect(await taskSetsOf(world)).toMatchObject([
      { externalId: id, startedBy: 'CODE_DEPLOY', status: 'PRIMARY', stabilityStatus: 'STEADY_STATE', runningCount: 2 },
    ])
    expect(world.ecs.service('prod', 'api')).toMatchObject({ taskDefinition: world.carrier, deployments: [] })
    expect(world.kernel.clock.timers()).toEqual([])
  })

  it('shows both task sets with their traffic while the old one waits for its end', async () => {
    await start({ group: { terminationWaitMinutes: 60 } })
    const id = world.deploy()
    await world.run(600)
    expect(await status(id)).toBe('InProgress')
    const target = await targetOf(world, id)
    expect(target.status).toBe('Succeeded')
    expect(target.taskSetsInfo).toMatchObject([
      { taskSetLabel: 'Blue', status: 'ACTIVE', trafficWeight: 0, runningCount: 2, targetGroup: { name: 'api-blue' } },
      { taskSetLabel: 'Green', status: 'PRIMARY', trafficWeight: 100, targetGroup: { name: 'api-green' } },
    ])
    expect((await taskSetsOf(world)).map(({ externalId }) => externalId)).toEqual([id, world.before])
    await world.client.send(new ContinueDeploymentCommand({ deploymentId: id, deploymentWaitType: 'TERMINATION_WAIT' }))
    await world.run(60)
    expect(await status(id)).toBe('Succeeded')
    expect(await taskSetsOf(world)).toHaveLength(1)
  })

  it('moves ten percent first under a canary', async () => {
    await start({ group: { config: 'CodeDeployDefault.ECSCanary10Percent5Minutes' } })
    const id = world.deploy()
    await world.until('traffic moves', () => Object.keys(world.codedeploy.traffic('AppECS-prod-api', GROUP)).length > 1)
    expect(await shareOf(world, id)).toBe(10)
    await world.run(290)
    expect(await shareOf(world, id)).toBe(10)
    await world.run(20)
    expect(await shareOf(world, id)).toBe(100)
  })

  it('moves ten percent a minute under a linear configuration', async () => {
    await start({ group: { config: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes' } })
    const id = world.deploy()
    await world.until('traffic moves', () => Object.keys(world.codedeploy.traffic('AppECS-prod-api', GROUP)).length > 1)
    const shares: number[] = []
    for (let minute = 0; minute < 11; minute += 1) {
      shares.push(await shareOf(world, id))
      await world.run(62)
    }
    expect(shares).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100])
  })
})

describe('a group or a service of a special kind', () => {
  it('waits as READY for a person, and is stopped when nobody comes', async () => {
    await start({ group: { readyWaitMinutes: 30 } })
    const first = world.deploy()
    await world.until('it is ready', () => storyOf(world, first).includes('READY'))
    expect(await status(first)).toBe('Ready')
    const early = new ContinueDeploymentCommand({ deploymentId: first, deploymentWaitType: 'TERMINATION_WAIT' })
    expect(await refusal(world.client.send(early))).toContain('DeploymentIsNotInReadyStateException')
    await world.run(1900)
    expect(await status(first)).toBe('Stopped')
    const second = world.deploy()
    await world.until('it is ready', () => storyOf(world, second).includes('READY'))
    await world.client.send(new ContinueDeploymentCommand({ deploymentId: second, deploymentWaitType: 'READY_WAIT' }))
    await world.run(900)
    expect(await status(second)).toBe('Succeeded')
  })

  it('is steady at once when nothing is to run', async () => {
    await start({ service: { desiredCount: 0 } })
    const id = world.deploy()
    await world.run(600)
    expect(await status(id)).toBe('Succeeded')
    expect(await taskSetsOf(world)).toMatchObject([{ externalId: id, computedDesiredCount: 0 }])
  })

  it('leaves a task set without external id where nobody deployed before', async () => {
    await start({ group: { neverDeployed: true } })
    const [set] = await taskSetsOf(world)
    expect(set?.status).toBe('PRIMARY')
    expect(set?.externalId).toBeUndefined()
    const id = world.deploy()
    await world.run(900)
    expect(await status(id)).toBe('Succeeded')
  })

  it('asks anew what a tag names for each task', async () => {
    await start({ service: { desiredCount: 1 } })
    const tagged = world.ecs.registerContainers('api', { app: world.next.reference })
    world.deploy({ taskDefinition: tagged })
    await world.run(900)
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([world.next.digest])
    const moved = world.ecr.push({ repository: 'team/api', tag: 'v2' })
    world.ecs.scale('prod', 'api', 2)
    await world.run(300)
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([moved.digest, world.next.digest].sort())
  })
})

describe('hooks', () => {
  const hooks = { AfterAllowTestTraffic: 'smoke-test' }

  it('let traffic move after they succeeded', async () => {
    await start({ group: { testListener: true } })
    const id = world.deploy({ hooks })
    await world.run(900)
    const target = await targetOf(world, id)
    expect(target.lifecycleEvents?.map((event) => `${event.lifecycleEventName} ${event.status}`)).toEqual([
      'BeforeInstall Succeeded',
      'Install Succeeded',
      'AfterInstall Succeeded',
      'AllowTestTraffic Succeeded',
      'AfterAllowTestTraffic Succeeded',
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic Succeeded',
      'AfterAllowTraffic Succeeded',
    ])
  })

  it('fail the deployment before any traffic moved, and it is rolled back', async () => {
    await start({ group: { testListener: true } })
    world.codedeploy.answerHook('smoke-test', 'Failed')
    const id = world.deploy({ hooks })
    await world.run(900)
    const deployment = await deploymentOf(world, id)
    expect(deployment).toMatchObject({ status: 'Failed', errorInformation: { code: 'HOOK_EXECUTION_FAILURE' } })
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([world.old.digest])
    expect(storyOf(world, id)).toEqual(['QUEUED', 'START', 'FAILURE', 'START other', 'SUCCESS other'])
  })

  it('that never answer fail after an hour', async () => {
    await start({ group: { testListener: true } })
    world.codedeploy.answerHook('smoke-test', 'silent')
    const id = world.deploy({ hooks })
    await world.run(3500)
    expect(await status(id)).toBe('InProgress')
    await world.run(600)
    expect(await status(id)).toBe('Failed')
  })

  it('refuse an answer under another execution id', async () => {
    await start({ group: { testListener: true } })
    const id = world.deploy({ hooks })
    await world.run(30)
    const answer = new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: id,
      lifecycleEventHookExecutionId: 'nobody',
      status: 'Succeeded',
    })
    expect(await refusal(world.client.send(answer))).toContain('InvalidLifecycleEventHookExecutionIdException')
  })
})
