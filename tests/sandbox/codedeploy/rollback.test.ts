import { StopDeploymentCommand } from '@aws-sdk/client-codedeploy'
import { afterEach, describe, expect, it } from '@jest/globals'
import { refusal } from '../ecs/ecs-clients.ts'
import {
  APP,
  type CodeDeployWorld,
  codeDeployWorld,
  deploymentOf,
  GROUP,
  shareOf,
  storyOf,
  taskSetsOf,
  type WorldOptions,
} from './codedeploy-world.ts'

let world: CodeDeployWorld

afterEach(() => world.stop())

async function start(options: WorldOptions = {}): Promise<void> {
  world = await codeDeployWorld(options)
}

const CANARY = { config: 'CodeDeployDefault.ECSCanary10Percent5Minutes' }

const stop = (deploymentId: string, autoRollbackEnabled?: boolean) =>
  world.client.send(
    new StopDeploymentCommand({
      deploymentId,
      ...(autoRollbackEnabled === undefined ? {} : { autoRollbackEnabled }),
    }),
  )

const running = () => world.ecs.runningDigests('prod', 'api')['app']

describe('a deployment whose tasks crash', () => {
  it('goes on for an hour, then fails and is rolled back under another id', async () => {
    await start({ fate: 'crashes' })
    const id = world.deploy()
    await world.run(3500)
    expect((await deploymentOf(world, id)).status).toBe('InProgress')
    await world.run(300)
    const failed = await deploymentOf(world, id)
    expect(failed).toMatchObject({ status: 'Failed', errorInformation: { code: 'TIMEOUT' } })
    const undo = await deploymentOf(world, failed.rollbackInfo?.rollbackDeploymentId ?? '')
    expect(undo).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      rollbackInfo: { rollbackTriggeringDeploymentId: id },
    })
    expect(running()).toEqual([world.old.digest])
    expect(await taskSetsOf(world)).toMatchObject([{ externalId: world.before, status: 'PRIMARY' }])
    await world.run(600)
    expect(world.kernel.clock.timers()).toEqual([])
  })

  it('tells of its tasks as started by the task set', async () => {
    await start({ fate: { name: 'crashes', exitCode: 3 } })
    const id = world.deploy()
    await world.run(200)
    const set = (await taskSetsOf(world)).find(({ externalId }) => externalId === id)
    const deaths = world.events.filter(
      ({ detail }) => detail['lastStatus'] === 'STOPPED' && detail['startedBy'] === set?.id,
    )
    expect(deaths.length).toBeGreaterThan(1)
    expect(deaths[0]?.detail).toMatchObject({ group: 'service:api', stopCode: 'EssentialContainerExited' })
  })
})

describe('a stop', () => {
  it('gives the traffic of a canary back by a deployment of its own', async () => {
    await start({ group: CANARY })
    const id = world.deploy()
    await world.until('traffic moves', () => Object.keys(world.codedeploy.traffic(APP, GROUP)).length > 1)
    expect(await stop(id, true)).toMatchObject({ status: 'Pending' })
    await world.run(60)
    expect(storyOf(world, id)).toEqual(['QUEUED', 'START', 'STOP', 'START other', 'SUCCESS other'])
    expect(await deploymentOf(world, id)).toMatchObject({
      status: 'Stopped',
      errorInformation: { code: 'MANUAL_STOP' },
    })
    expect(await shareOf(world, world.before ?? '')).toBe(100)
    expect(running()).toEqual([world.old.digest])
  })

  it('while the old task set waits for its end makes that one PRIMARY again', async () => {
    await start({ group: { terminationWaitMinutes: 60 } })
    const id = world.deploy()
    await world.run(600)
    expect((await taskSetsOf(world))[0]?.externalId).toBe(id)
    await stop(id, true)
    await world.run(60)
    expect(await taskSetsOf(world)).toMatchObject([{ externalId: world.before, status: 'PRIMARY' }])
    expect(running()).toEqual([world.old.digest])
  })

  it('while the old task set drains deploys the previous revision anew', async () => {
    await start({ group: { terminationWaitMinutes: 0 } })
    const id = world.deploy()
    await world.until('the old task set drains', () =>
      (world.ecs.service('prod', 'api').taskSets ?? []).some(({ status }) => status === 'DRAINING'),
    )
    await stop(id, true)
    await world.run(900)
    const undo = (await deploymentOf(world, id)).rollbackInfo?.rollbackDeploymentId ?? ''
    expect(await deploymentOf(world, undo)).toMatchObject({ status: 'Succeeded' })
    expect(await taskSetsOf(world)).toMatchObject([{ externalId: undo, status: 'PRIMARY' }])
    expect(running()).toEqual([world.old.digest])
  })

  it('without rollback leaves both task sets, and the next deployment removes the one without traffic', async () => {
    await start({ group: CANARY })
    const id = world.deploy()
    await world.until('traffic moves', () => Object.keys(world.codedeploy.traffic(APP, GROUP)).length > 1)
    await stop(id, false)
    await world.run(600)
    expect((await deploymentOf(world, id)).rollbackInfo).toBeUndefined()
    expect((await taskSetsOf(world)).map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE'])
    const second = world.deploy({ config: 'CodeDeployDefault.ECSAllAtOnce' })
    await world.run(900)
    expect(await taskSetsOf(world)).toMatchObject([{ externalId: second, status: 'PRIMARY' }])
  })

  it('is refused for what ended, and for a rollback', async () => {
    await start({ group: CANARY })
    expect(await refusal(stop(world.before ?? ''))).toContain('DeploymentAlreadyCompletedException')
    const id = world.deploy()
    await world.until('traffic moves', () => Object.keys(world.codedeploy.traffic(APP, GROUP)).length > 1)
    await stop(id)
    await world.until('it is rolled back', () => storyOf(world, id).includes('START other'))
    const undo = (await deploymentOf(world, id)).rollbackInfo?.rollbackDeploymentId ?? ''
    expect(await refusal(stop(undo))).toContain('UnsupportedActionForDeploymentTypeException')
  })
})

describe('what else ends a deployment', () => {
  it('an alarm of the group stops it and rolls it back', async () => {
    await start({ group: { ...CANARY, alarms: ['api-5xx'] } })
    const id = world.deploy()
    await world.until('traffic moves', () => Object.keys(world.codedeploy.traffic(APP, GROUP)).length > 1)
    world.codedeploy.fireAlarm(APP, GROUP, 'api-5xx')
    await world.run(60)
    const stopped = await deploymentOf(world, id)
    expect(stopped).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } })
    expect(stopped.errorInformation?.message).toContain('api-5xx')
    expect(running()).toEqual([world.old.digest])
  })

  it.each(['listener', 'idle-target-group'] as const)('a %s that is gone, before any task starts', async (what) => {
    await start()
    world.codedeploy.removeRoute(APP, GROUP, what)
    const id = world.deploy()
    await world.run(60)
    expect(await deploymentOf(world, id)).toMatchObject({
      status: 'Failed',
      errorInformation: { code: 'ELASTIC_LOAD_BALANCING_INVALID' },
    })
    expect(await taskSetsOf(world)).toHaveLength(1)
  })

  it('a listener that goes while traffic moves, and what moved is given back', async () => {
    await start({ group: CANARY })
    const id = world.deploy()
    await world.until('traffic moves', () => Object.keys(world.codedeploy.traffic(APP, GROUP)).length > 1)
    world.codedeploy.removeRoute(APP, GROUP, 'listener')
    await world.run(400)
    expect((await deploymentOf(world, id)).errorInformation?.code).toBe('ELASTIC_LOAD_BALANCING_INVALID')
    expect(running()).toEqual([world.old.digest])
  })

  it('the service is deleted', async () => {
    await start()
    const id = world.deploy()
    await world.run(30)
    world.ecs.deleteService('prod', 'api')
    await world.run(60)
    expect(await deploymentOf(world, id)).toMatchObject({
      status: 'Failed',
      errorInformation: { code: 'INVALID_ECS_SERVICE' },
    })
  })

  it.each([
    { wanted: { containerName: 'sidecar' }, code: 'ECS_UPDATE_ERROR', text: 'The container sidecar does not exist' },
    { wanted: { taskDefinition: 'api:99' }, code: 'ECS_UPDATE_ERROR', text: 'Unable to describe task definition' },
    { wanted: { hooks: { Install: 'fn' } }, code: 'INVALID_REVISION', text: 'a hook that is none: Install' },
  ])('an AppSpec that cannot be carried out: $text', async ({ wanted, code, text }) => {
    await start()
    const id = world.deploy(wanted as Parameters<CodeDeployWorld['deploy']>[0])
    await world.run(60)
    const failed = await deploymentOf(world, id)
    expect(failed).toMatchObject({ status: 'Failed', errorInformation: { code } })
    expect(failed.errorInformation?.message).toContain(text)
    expect(running()).toEqual([world.old.digest])
  })
})
