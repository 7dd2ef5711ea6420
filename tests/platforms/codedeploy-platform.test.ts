import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { GroupSetUp } from '../../sandbox/services/codedeploy/set-up-group.ts'
import type { ServiceSetUp } from '../../sandbox/services/ecs/set-up-service.ts'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { type CodeDeployApi, codeDeployApi } from '../../shared/aws/codedeploy-api.ts'
import { ecsApi } from '../../shared/aws/ecs-api.ts'
import type { CodeDeployTarget } from '../../shared/config/normalised.ts'
import type { ApplyEffect } from '../../shared/domain/effect.ts'
import type { PlatformView } from '../../shared/domain/observation.ts'
import { codeDeployPlatform } from '../../shared/platforms/codedeploy/codedeploy-platform.ts'
import type { Ask, Platform } from '../../shared/ports.ts'
import {
  anAsk,
  anEffect,
  aPolicy,
  codeDeployWorld,
  digest,
  minute,
  repository,
  type SandboxWorld,
} from '../contracts/platform-worlds.ts'

const CANARY = 'CodeDeployDefault.ECSCanary10Percent5Minutes'

let world: SandboxWorld

beforeEach(async () => {
  world = await codeDeployWorld()
})
afterEach(() => world.stop())

function addService(group: Partial<GroupSetUp> = {}, settings: NonNullable<ServiceSetUp['settings']> = {}): void {
  world.aws.ecs.createService({
    ...{ cluster: 'production', name: 'api', desiredCount: 2, controller: 'CODE_DEPLOY' },
    containers: { app: `${repository}@${digest(1)}` },
    settings: { ...settings, loadBalancers: [{ targetGroupArn: 'arn:blue', containerName: 'app', containerPort: 80 }] },
  })
  world.aws.codedeploy.createGroup({
    ...{ application: 'shop', group: 'api', cluster: 'production', service: 'api' },
    ...group,
  })
}

function platformFor(
  more: Partial<CodeDeployTarget>,
  codedeploy: () => Promise<CodeDeployApi> = async () => codeDeployApi(clientSettings()),
): Platform {
  const service = { cluster: 'production', service: 'api', family: 'api', roles: [] }
  const target = { ...service, application: 'shop', group: 'api', whenBusy: 'wait' as const, ...more }
  return codeDeployPlatform({
    targets: { api: target, web: { ...target, service: 'web', group: 'web' } },
    ecs: async () => ecsApi(clientSettings()),
    codedeploy,
    clock: world.aws.world.clock,
    children: async () => [],
  })
}

const own = (id: string | undefined, more: Partial<NonNullable<Ask['own']>> = {}): Partial<Ask> => ({
  own: {
    ...(id === undefined ? {} : { id }),
    ...{ deploymentId: 'deployment-2', reverting: false, notBefore: 0, evidence: 0, search: false },
    ...more,
  },
})

async function see(more: Partial<Ask> = {}): Promise<PlatformView> {
  const view = (await world.platform.observe([anAsk(more)])).get('api')
  if (view?.kind !== 'seen') throw new Error(view?.message ?? 'no answer')
  return view
}

async function roll(n: number, more: Partial<ApplyEffect> = {}, platform = world.platform) {
  const result = await platform.apply(aPolicy(), anEffect(n, more))
  if (result.kind !== 'applied') throw new Error(result.message)
  return result.rollout
}

const refusalOf = async (n: number, more: Partial<ApplyEffect> = {}, platform = world.platform) => {
  const result = await platform.apply(aPolicy(), anEffect(n, more))
  if (result.kind !== 'refused') throw new Error('It was not refused.')
  return result
}

const leading = (view: PlatformView) => view.rollouts.find((rollout) => rollout.leading)
const deployments = () => world.aws.codedeploy.deployments('shop', 'api')
const until = (what: string, holds: () => boolean) => world.aws.clock.runUntil(holds, { what })

describe('the stages of a deployment', () => {
  it('tell where it is and how long it is declared to stay', async () => {
    addService({ config: CANARY, terminationWaitMinutes: 30, readyWaitMinutes: 15 })
    const { id } = await roll(2)
    expect(leading(await see(own(id)))).toMatchObject({ stage: 'queued', state: 'in-progress' })
    await world.run(20_000)
    expect(leading(await see(own(id)))?.stage).toBe('starts tasks')
    await until('it is ready', () => deployments().at(-1)?.status === 'Ready')
    expect(leading(await see(own(id)))).toMatchObject({
      stage: 'ready to take traffic',
      next: { approval: true },
      staysMs: 15 * minute,
    })
    world.aws.codedeploy.proceed('shop', 'api')
    await until('a tenth moved', () => world.aws.codedeploy.share('production/api') === 10)
    expect(leading(await see(own(id)))).toMatchObject({ stage: '10 % of traffic', staysMs: 5 * minute, running: 2 })
    await world.run(6 * minute)
    expect(leading(await see(own(id)))).toMatchObject({
      stage: 'all traffic moved, the tasks before stay a while',
      staysMs: 30 * minute,
    })
    await world.run(40 * minute)
    expect(leading(await see(own(id)))).toMatchObject({ id, state: 'completed', digests: { app: digest(2) } })
  })

  it('give a hook its hour', async () => {
    addService({ testListener: true })
    world.aws.codedeploy.answerHook('smoke-test', 'silent')
    const { id } = await roll(2, {}, platformFor({ hooks: { AfterAllowTestTraffic: 'smoke-test' } }))
    await world.run(5 * minute)
    expect(leading(await see(own(id)))).toMatchObject({ stage: 'AfterAllowTestTraffic', staysMs: 60 * minute })
  })

  it('are not asked for at rest', async () => {
    addService()
    await see()
    const calls = world.aws.calls.from(0).filter(({ service }) => service === 'codedeploy')
    expect(calls.map(({ operation }) => operation).sort()).toEqual(['BatchGetDeploymentGroups', 'BatchGetDeployments'])
  })
})

describe('a deployment that waits as Ready', () => {
  const step = (rollout: string, stage: string) => ({ ...anEffect(2), kind: 'advance' as const, rollout, stage })

  it('goes on once it is approved; asked again, nothing is done', async () => {
    addService({ readyWaitMinutes: 60 })
    const started = await roll(2)
    await until('it is ready', () => deployments().at(-1)?.status === 'Ready')
    const stage = leading(await see(own(started.id)))?.stage ?? ''
    expect(await world.platform.advance(aPolicy(), step(started.id, stage))).toMatchObject({
      kind: 'applied',
      rollout: started,
    })
    await world.run(20_000)
    expect(await world.platform.advance(aPolicy(), step(started.id, stage))).toMatchObject({ kind: 'applied' })
    expect(world.aws.calls.from(0).filter(({ operation }) => operation === 'ContinueDeployment')).toHaveLength(1)
    await world.run(20 * minute)
    expect(leading(await see(own(started.id)))).toMatchObject({ state: 'completed', digests: { app: digest(2) } })
  })

  it('is left alone in another stage, and looked for again where it does not show', async () => {
    addService({ readyWaitMinutes: 60 })
    const { id } = await roll(2)
    await until('it is ready', () => deployments().at(-1)?.status === 'Ready')
    expect(await world.platform.advance(aPolicy(), step(id, 'starts tasks'))).toMatchObject({ kind: 'applied' })
    expect(deployments().at(-1)?.status).toBe('Ready')
    expect(await world.platform.advance(aPolicy(), step('d-000000000', 'starts tasks'))).toMatchObject({
      kind: 'refused',
      cause: 'throttled',
    })
  })
})

describe('what leads', () => {
  it('is a task set that came with the service where nothing was ever deployed', async () => {
    addService({ neverDeployed: true })
    const view = await see()
    expect(leading(view)?.id).toMatch(/^ecs-svc\//)
    expect(leading(view)).toMatchObject({ state: 'completed', digests: { app: digest(1) } })
    const { id } = await roll(2)
    await world.run(20 * minute)
    expect(leading(await see(own(id)))).toMatchObject({ id, state: 'completed' })
  })

  it("is CodeDeploy's own rollback, while ours shows why it ended", async () => {
    addService({ testListener: true })
    world.aws.codedeploy.answerHook('smoke-test', 'Failed')
    const { id } = await roll(2, {}, platformFor({ hooks: { AfterAllowTestTraffic: 'smoke-test' } }))
    await until('it rolls back', () => deployments().length === 3)
    const during = await see(own(id))
    expect(during.rollouts.find((rollout) => rollout.id === id)).toMatchObject({
      state: 'rolling-back',
      reason: expect.stringContaining('HOOK_EXECUTION_FAILURE'),
    })
    expect(leading(during)).toMatchObject({ state: 'in-progress', digests: { app: digest(1) } })
    await world.run(5 * minute)
    const after = await see(own(id))
    expect(after.rollouts.find((rollout) => rollout.id === id)?.state).toBe('rolled-back')
    expect(leading(after)).toMatchObject({ state: 'completed', digests: { app: digest(1) }, running: 2 })
  })

  it('is not said to be settled in the moment before a failed canary is taken back', async () => {
    addService({ config: CANARY })
    const { id } = await roll(2)
    await until('a tenth moved', () => world.aws.codedeploy.share('production/api') === 10)
    world.aws.codedeploy.removeRoute('shop', 'api', 'listener')
    await until('it failed', () => deployments().some((one) => one.deploymentId === id && one.status === 'Failed'))
    const view = await see(own(id))
    expect(leading(view)).toMatchObject({ state: 'in-progress', digests: { app: digest(1) } })
    expect(view.rollouts.find((rollout) => rollout.id === id)?.reason).toContain('Restore the listener')
  })

  it('is found by what the deployment says of itself when its id was never stored', async () => {
    addService()
    const { id } = await roll(2)
    const view = await see(own(undefined, { notBefore: world.now() }))
    expect(leading(view)).toMatchObject({ id, madeBy: 'deployment-2', digests: { app: digest(2) } })
  })
})

describe('a deployment whose id was never stored', () => {
  it('is found although it failed and was rolled back in the meantime', async () => {
    addService({ testListener: true })
    world.aws.codedeploy.answerHook('smoke-test', 'Failed')
    const { id } = await roll(2, {}, platformFor({ hooks: { AfterAllowTestTraffic: 'smoke-test' } }))
    const notBefore = world.now()
    await world.run(10 * minute)
    world = { ...world, platform: world.freshPlatform() }
    const view = await see(own(undefined, { notBefore }))
    expect(view.rollouts.find((rollout) => rollout.id === id)).toMatchObject({
      ...{ leading: false, state: 'rolled-back', madeBy: 'deployment-2' },
      digests: { app: digest(2) },
    })
    expect(leading(view)).toMatchObject({ state: 'completed', digests: { app: digest(1) } })
  })
})

describe('a deployment that was asked for twice', () => {
  it('is made once, also by a worker that knows nothing of the first call', async () => {
    addService()
    const first = await roll(2)
    await world.run(2 * minute)
    expect(await roll(2, { again: true }, world.freshPlatform())).toEqual(first)
    await world.run(20 * minute)
    expect((await roll(2, { again: true }, world.freshPlatform())).id).toBe(first.id)
    expect(deployments()).toHaveLength(2)
    expect(world.aws.ecs.taskDefinitions('api')).toHaveLength(2)
  })

  it('is made anew when it is to run once more', async () => {
    addService()
    const first = await roll(2)
    await world.run(20 * minute)
    const second = await roll(2, { deploymentId: 'deployment-9', force: true })
    expect(second.id).not.toBe(first.id)
  })
})

describe('going back', () => {
  const back = { kind: 'revert' as const, deploymentId: 'deployment-2' }

  it('stops what is in progress once, and takes its rollback for the way back', async () => {
    addService({ config: CANARY })
    const { id } = await roll(2)
    await until('a tenth moved', () => world.aws.codedeploy.share('production/api') === 10)
    const notBefore = world.now()
    expect(await refusalOf(1, back)).toMatchObject({ cause: 'throttled', message: expect.stringContaining(id) })
    expect(await refusalOf(1, back)).toMatchObject({ cause: 'throttled' })
    expect(world.aws.calls.from(0).filter(({ operation }) => operation === 'StopDeployment')).toHaveLength(1)
    await until('it rolls back', () => deployments().length === 3)
    const undo = await roll(1, back)
    expect(undo.id).toBe(deployments().at(-1)?.deploymentId)
    expect(undo.createdAt).toBeGreaterThanOrEqual(notBefore)
    await world.run(5 * minute)
    expect(leading(await see(own(undo.id, { reverting: true })))).toMatchObject({
      ...{ id: undo.id, state: 'completed' },
      digests: { app: digest(1) },
    })
    expect(world.running('api')).toEqual([digest(1)])
  })

  it('knows the tasks it went back to by what they run, where their definition goes by tag', async () => {
    world.push(1, 'live')
    world.addService('api', { n: 1, tag: 'live' })
    await roll(2)
    await world.run(minute)
    world.push(2, 'live')
    await refusalOf(1, back)
    await world.run(5 * minute)
    const there = await roll(1, back, world.freshPlatform())
    expect(there.id).toBe(deployments().at(-1)?.deploymentId)
    expect(deployments()).toHaveLength(3)
    expect(world.running('api')).toEqual([digest(1)])
  })

  it('has nothing to do where the stopped deployment had started no tasks', async () => {
    addService()
    await roll(2)
    await refusalOf(1, back)
    await world.run(minute)
    const calls = world.aws.calls.from(0).filter(({ operation }) => operation === 'CreateDeployment')
    const there = await roll(1, back)
    expect(leading(await see(own(there.id)))).toMatchObject({ id: there.id, state: 'completed' })
    const later = world.aws.calls.from(0).filter(({ operation }) => operation === 'CreateDeployment')
    expect(later).toHaveLength(calls.length)
    expect(world.running('api')).toEqual([digest(1)])
  })

  it('deploys the earlier revision once all is over, and says what else differs', async () => {
    addService()
    const before = leading(await see())?.carrier ?? ''
    const { carrier } = await roll(2)
    await world.run(20 * minute)
    const release = { ...anEffect(1).release, carrier: before }
    const result = await world.platform.apply(aPolicy(), anEffect(1, { ...back, release, replaces: carrier }))
    expect(result).toMatchObject({ kind: 'applied', rollout: { carrier: before }, differences: [] })
    await world.run(20 * minute)
    expect(world.running('api')).toEqual([digest(1)])
    expect(world.aws.ecs.taskDefinitions('api')).toHaveLength(2)
  })
})

describe('a group that is busy', () => {
  it('is waited for', async () => {
    addService()
    world.usurp('api', 3)
    expect(await refusalOf(2)).toMatchObject({
      cause: 'throttled',
      message: expect.stringMatching(/busy with d-\w{9}, which is not Longshore's/),
    })
    await world.run(20 * minute)
    await roll(2)
  })

  it('fails the deployment where the configuration wants that, and says what to do', async () => {
    addService()
    world.usurp('api', 3)
    expect(await refusalOf(2, {}, platformFor({ whenBusy: 'fail' }))).toMatchObject({
      cause: 'invalid',
      message: expect.stringContaining('Wait for its end or stop it'),
    })
    expect(deployments()).toHaveLength(2)
    const back = { kind: 'revert' as const, deploymentId: 'deployment-2' }
    expect(await refusalOf(1, back, platformFor({ whenBusy: 'fail' }))).toMatchObject({ cause: 'throttled' })
  })

  it('with an older deployment of ours is freed for the newer one', async () => {
    addService({ config: CANARY })
    await roll(2)
    await until('a tenth moved', () => world.aws.codedeploy.share('production/api') === 10)
    expect(await refusalOf(3)).toMatchObject({ cause: 'throttled' })
    await until('it rolls back', () => deployments().length === 3)
    expect(await refusalOf(3)).toMatchObject({ message: expect.stringContaining('CodeDeploy rolls back') })
    const undo = leading(await see(own(undefined, { deploymentId: 'deployment-3', notBefore: world.now() })))
    expect(undo).toMatchObject({ id: deployments().at(-1)?.deploymentId, digests: { app: digest(1) } })
    expect(undo?.createdAt).toBeLessThan(world.now() - 60 * minute)
    await world.run(5 * minute)
    const { id } = await roll(3)
    await world.run(20 * minute)
    expect(leading(await see(own(id)))).toMatchObject({ state: 'completed', digests: { app: digest(3) } })
  })
})

describe('what cannot be deployed to is refused by name', () => {
  it.each([
    ['a group that is gone', () => world.aws.codedeploy.deleteGroup('shop', 'api'), 'gone', 'no deployment group api'],
    [
      'a service under another controller',
      () => world.aws.ecs.native.reconfigure('production', 'api', { controller: 'ECS' }),
      'unsupported',
      'not CODE_DEPLOY. Take codeDeploy out',
    ],
    ['a service that is deleted', () => world.aws.ecs.deleteService('production', 'api'), 'gone', 'INACTIVE'],
  ] as const)('%s', async (_what, change, cause, message) => {
    addService()
    change()
    expect(await refusalOf(2)).toMatchObject({ cause, message: expect.stringContaining(message) })
    const view = (await world.platform.observe([anAsk()])).get('api')
    expect(view).toMatchObject({ kind: 'problem', cause, message: expect.stringContaining(message) })
    expect(world.aws.ecs.taskDefinitions('api')).toHaveLength(1)
  })

  it('an application that is gone', async () => {
    addService()
    const view = (await platformFor({ application: 'other' }).observe([anAsk()])).get('api')
    expect(view).toMatchObject({ kind: 'problem', cause: 'gone', message: expect.stringContaining('other') })
  })

  it('a service without a load balancer', async () => {
    world.aws.ecs.createService({
      ...{ cluster: 'production', name: 'api', controller: 'CODE_DEPLOY' },
      containers: { app: `${repository}@${digest(1)}` },
    })
    world.aws.codedeploy.createGroup({ application: 'shop', group: 'api', cluster: 'production', service: 'api' })
    expect(await refusalOf(2)).toMatchObject({
      cause: 'unsupported',
      message: expect.stringContaining('load balancer'),
    })
  })

  it('another mode than revision', async () => {
    addService()
    const result = await world.platform.apply(aPolicy('api', 'force'), anEffect(2))
    expect(result).toMatchObject({ kind: 'refused', cause: 'invalid', message: expect.stringContaining('force') })
  })
})

describe('what CodeDeploy is asked for', () => {
  it('is the configured configuration, with a rollback of all that goes wrong', async () => {
    addService({ autoRollback: { enabled: false, events: [] } })
    await roll(2, {}, platformFor({ config: CANARY }))
    expect(deployments().at(-1)).toMatchObject({
      deploymentConfigName: CANARY,
      autoRollbackConfiguration: { enabled: true },
      description: 'Longshore deployment-2 apply api:2',
    })
  })

  it("leaves going back to the group's own rules where Longshore is not to go back", async () => {
    addService({ autoRollback: { enabled: false, events: [] } })
    await world.platform.apply({ ...aPolicy(), rollback: 'off' }, anEffect(2))
    expect(deployments().at(-1)?.autoRollbackConfiguration?.enabled).toBe(false)
  })

  it('is what the tasks run on, forth and back', async () => {
    const capacityProviderStrategy = [
      { capacityProvider: 'FARGATE_SPOT', base: 0, weight: 3 },
      { capacityProvider: 'FARGATE', base: 1, weight: 1 },
    ]
    addService({}, { capacityProviderStrategy, platformVersion: '1.3.0' })
    const before = leading(await see())?.carrier ?? ''
    const launch = { capacityProviderStrategy, platformVersion: '1.3.0' }
    await roll(2)
    await world.run(20 * minute)
    expect(world.running('api')).toEqual([digest(2)])
    expect(world.aws.ecs.service('production', 'api')).toMatchObject({ ...launch, taskSets: [launch] })
    const release = { ...anEffect(1).release, carrier: before }
    await roll(1, { kind: 'revert', deploymentId: 'deployment-2', release })
    await world.run(20 * minute)
    expect(world.running('api')).toEqual([digest(1)])
    expect(world.aws.ecs.service('production', 'api')).toMatchObject({ ...launch, taskSets: [launch] })
  })

  it('is the launch type where there is no capacity provider, and the latest platform where none is named', async () => {
    addService()
    await roll(2)
    await world.run(20 * minute)
    expect(world.aws.ecs.tasks('production', 'api').map(({ launchType }) => launchType)).toEqual(['FARGATE', 'FARGATE'])
    expect(world.aws.ecs.service('production', 'api')).toMatchObject({
      launchType: 'FARGATE',
      platformVersion: 'LATEST',
    })
  })

  it('does not take another deployment of the same moment for its own', async () => {
    addService()
    const api = codeDeployApi(clientSettings())
    const beaten = platformFor({}, async () => ({
      ...api,
      createDeployment: (input) => {
        world.usurp('api', 3)
        return api.createDeployment(input)
      },
    }))
    expect(await refusalOf(2, {}, beaten)).toMatchObject({
      cause: 'throttled',
      message: expect.stringContaining('got another deployment in this moment'),
    })
    expect(deployments()).toHaveLength(2)
  })
})

it('lets a group that may not be read blind nobody but itself', async () => {
  world.addService('api', { n: 1 })
  world.addService('web', { n: 2 })
  const api = codeDeployApi(clientSettings())
  const denied = Object.assign(new Error('is not authorized to perform: codedeploy:BatchGetDeploymentGroups'), {
    name: 'AccessDeniedException',
  })
  const halfBlind = platformFor({}, async () => ({
    ...api,
    batchGetDeploymentGroups: async (input) => {
      if (input.deploymentGroupNames?.includes('web')) throw denied
      return api.batchGetDeploymentGroups(input)
    },
  }))
  const views = await halfBlind.observe([anAsk(), anAsk({ policy: aPolicy('web') })])
  expect(views.get('api')).toMatchObject({ kind: 'seen' })
  expect(views.get('web')).toMatchObject({ kind: 'problem', cause: 'denied' })
})

it('looks at two services with one call of each kind', async () => {
  world.addService('api', { n: 1 })
  world.addService('web', { n: 2 })
  const before = world.aws.calls.from(0).length
  const asks = [anAsk({ wantsDigests: false }), anAsk({ policy: aPolicy('web'), wantsDigests: false })]
  const views = await world.platform.observe(asks)
  expect([...views.keys()]).toEqual(['api', 'web'])
  const calls = world.aws.calls.from(before).map(({ operation }) => operation)
  expect(calls.sort()).toEqual(['BatchGetDeploymentGroups', 'BatchGetDeployments', 'DescribeServices'])
})
