import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { ServiceSetUp } from '../../sandbox/services/ecs/set-up-service.ts'
import type { AppliedResult, ApplyEffect } from '../../shared/domain/effect.ts'
import type { PlatformView, Rollout } from '../../shared/domain/observation.ts'
import type { Ask } from '../../shared/ports.ts'
import {
  anAsk,
  anEffect,
  aPolicy,
  digest,
  minute,
  repository,
  type SandboxWorld,
  sandboxWorld,
} from '../contracts/platform-worlds.ts'

const cluster = 'production'
const blueGreen: DeploymentConfiguration = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 }
const canary: DeploymentConfiguration = {
  strategy: 'CANARY',
  bakeTimeInMinutes: 23 * 60,
  canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 30 },
}
const linear: DeploymentConfiguration = { strategy: 'LINEAR', linearConfiguration: { stepPercent: 25 } }

let world: SandboxWorld

afterEach(() => world.stop())

/** The service `api` with that strategy, running image 1, and image 2 on its way. */
async function begun(
  deploymentConfiguration: DeploymentConfiguration,
  more: Partial<ServiceSetUp> = {},
): Promise<AppliedResult['rollout']> {
  world = await sandboxWorld()
  const containers = { app: `${repository}@${digest(1)}` }
  world.aws.ecs.createService({ cluster, name: 'api', desiredCount: 2, containers, deploymentConfiguration, ...more })
  return (await apply(2)).rollout
}

async function apply(n: number, more: Partial<ApplyEffect> = {}): Promise<AppliedResult> {
  const result = await world.platform.apply(aPolicy(), anEffect(n, more))
  if (result.kind !== 'applied') throw new Error(result.message)
  return result
}

function watching({ id, carrier, createdAt }: AppliedResult['rollout']): Ask {
  const notBefore = createdAt - 1_000
  const own = { id, carrier, deploymentId: 'deployment-2', reverting: false, notBefore, evidence: 0, search: false }
  return anAsk({ own, goal: { app: digest(2) } })
}

async function see(ask: Ask): Promise<PlatformView> {
  const view = (await world.platform.observe([ask])).get('api')
  if (view?.kind !== 'seen') throw new Error(view?.message ?? 'no answer')
  return view
}

async function ownOf(rollout: AppliedResult['rollout']): Promise<Rollout | undefined> {
  return (await see(watching(rollout))).rollouts.find(({ id }) => id === rollout.id)
}

const leaderOf = ({ rollouts }: PlatformView) => rollouts.filter(({ leading }) => leading)

async function until(stage: string): Promise<void> {
  while (world.aws.ecs.native.stage(cluster, 'api') !== stage) await world.run(5_000)
}

/** The revert of the deployment, as the domain asks for it. */
function goBack(ends: ApplyEffect['ends']): Promise<AppliedResult> {
  const { taskDefinition = '' } = world.aws.ecs.deployments(cluster, 'api').at(-1) ?? {}
  const images = { app: { repository, digest: digest(1) } }
  return apply(2, { kind: 'revert', release: { images, carrier: taskDefinition }, ...(ends ? { ends } : {}) })
}

async function callsOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
  world.aws.calls.clear()
  await work()
  return { ...world.aws.calls.counts() }
}

describe('a deployment with stages', () => {
  it('tells stage, share of the traffic and declared stays', async () => {
    const rollout = await begun(canary)
    await until('SCALE_UP')
    expect(await ownOf(rollout)).toMatchObject({ leading: true, state: 'in-progress', stage: 'starting the new tasks' })
    await until('PRODUCTION_TRAFFIC_SHIFT')
    await world.run(minute)
    expect(await ownOf(rollout)).toMatchObject({
      stage: 'moving production traffic (10 % of the traffic is on the new tasks)',
      staysMs: 30 * minute,
    })
    await until('BAKE_TIME')
    expect(await ownOf(rollout)).toMatchObject({
      stage: 'bake time, old and new tasks run (100 % of the traffic is on the new tasks)',
      staysMs: 23 * 60 * minute,
    })
  })

  it('stays as long per step as AWS assumes where nothing is configured', async () => {
    const rollout = await begun(linear)
    await until('PRODUCTION_TRAFFIC_SHIFT')
    expect(await ownOf(rollout)).toMatchObject({ staysMs: 6 * minute })
  })

  it.each([true, false])('costs one call more a look; named by the service: %s', async (namesCurrentDeployment) => {
    const rollout = await begun(blueGreen, { native: { namesCurrentDeployment } })
    await until('BAKE_TIME')
    const calls = await callsOf(() => see({ ...watching(rollout), known: { [rollout.carrier]: { app: digest(2) } } }))
    expect(calls).toEqual({
      'ecs:DescribeServices': 1,
      'ecs:DescribeServiceDeployments': 1,
      ...(namesCurrentDeployment ? {} : { 'ecs:ListServiceDeployments': 1 }),
    })
    expect(await ownOf(rollout)).toMatchObject({ state: 'in-progress', staysMs: 10 * minute })
  })

  it('is completed only when its service deployment is', async () => {
    const rollout = await begun(blueGreen)
    await until('CLEAN_UP')
    expect(await ownOf(rollout)).toMatchObject({ state: 'in-progress', stage: expect.stringContaining('stopping') })
    await world.run(2 * minute)
    expect(await ownOf(rollout)).toMatchObject({ leading: true, state: 'completed', digests: { app: digest(2) } })
  })

  it('is asked about together with those of other services', async () => {
    const rollout = await begun(blueGreen)
    const containers = { web: `${repository}@${digest(1)}` }
    world.aws.ecs.createService({ cluster, name: 'web', containers, deploymentConfiguration: blueGreen })
    world.aws.ecs.usurp(cluster, 'web', { force: true })
    const ask = { ...watching(rollout), wantsDigests: false }
    const other = anAsk({ policy: { ...aPolicy(), target: 'web' }, wantsDigests: false })
    const calls = await callsOf(() => world.platform.observe([ask, other]))
    expect(calls).toMatchObject({ 'ecs:DescribeServices': 1, 'ecs:DescribeServiceDeployments': 1 })
  })
})

describe('a hook', () => {
  const pause = (timeoutInMinutes?: number): DeploymentConfiguration => ({
    ...blueGreen,
    lifecycleHooks: [
      {
        targetType: 'PAUSE',
        lifecycleStages: ['POST_SCALE_UP'],
        ...(timeoutInMinutes ? { timeoutConfiguration: { timeoutInMinutes, action: 'CONTINUE' } } : {}),
      },
    ],
  })

  it.each([
    { minutes: 90, staysMs: 90 * minute, otherwise: 'then it goes on' },
    { minutes: undefined, staysMs: 24 * 60 * minute, otherwise: 'then it goes back' },
  ])('that waits for a person says until when; time-out $minutes', async ({ minutes, staysMs, otherwise }) => {
    const rollout = await begun(pause(minutes))
    await until('POST_SCALE_UP')
    const own = await ownOf(rollout)
    expect(own).toMatchObject({ staysMs, next: { approval: true } })
    expect(own?.stage).toContain('waits for a person to answer its pause hook until 20')
    expect(own?.stage).toContain(otherwise)
  })

  it('is answered once, and not when the deployment has left that stage', async () => {
    const rollout = await begun(pause(90))
    await until('POST_SCALE_UP')
    const { stage = '' } = (await ownOf(rollout)) ?? {}
    const images = { app: { repository, digest: digest(2) } }
    const effect = {
      kind: 'advance',
      deploymentId: 'deployment-2',
      release: { images },
      rollout: rollout.id,
      stage,
    } as const
    expect(await world.platform.advance(aPolicy(), effect)).toMatchObject({
      kind: 'applied',
      rollout: { id: rollout.id },
    })
    expect(world.aws.ecs.native.hooks(cluster, 'api')).toMatchObject([{ status: 'SUCCEEDED' }])
    await until('BAKE_TIME')
    const calls = await callsOf(() => world.platform.advance(aPolicy(), effect))
    expect(calls['ecs:ContinueServiceDeployment']).toBeUndefined()
  })

  it('of a function is bounded by its own time-out and asks nobody', async () => {
    const rollout = await begun({
      ...blueGreen,
      lifecycleHooks: [
        {
          targetType: 'AWS_LAMBDA',
          hookTargetArn: 'arn:aws:lambda:us-east-1:123456789012:function:check',
          lifecycleStages: ['PRE_SCALE_UP'],
          timeoutConfiguration: { timeoutInMinutes: 30, action: 'ROLLBACK' },
        },
      ],
    })
    world.aws.ecs.native.hookAnswer(cluster, 'api', 'PRE_SCALE_UP', 'IN_PROGRESS')
    await until('PRE_SCALE_UP')
    const own = await ownOf(rollout)
    expect(own).toMatchObject({ staysMs: 30 * minute, stage: expect.stringContaining('a function checks it') })
    expect(own?.next).toBeUndefined()
  })
})

describe('going back', () => {
  const ends = (rollout: AppliedResult['rollout']) => ({ rollout: rollout.id, stage: 'bake time' })

  it.each(['at-once', 'at-the-end'] as const)(
    'turns the deployment around; the old one leads %s',
    async (leadsBack) => {
      const former = { app: digest(1) }
      const rollout = await begun(blueGreen, { native: { leadsBack } })
      await until('BAKE_TIME')
      const { rollout: restored } = await goBack(ends(rollout))
      expect(restored.id).not.toBe(rollout.id)
      await world.run(10_000)
      const back = await see(watching(restored))
      expect(leaderOf(back)).toMatchObject([{ id: restored.id, state: 'in-progress', digests: former }])
      expect(back.rollouts.find(({ id }) => id === rollout.id)).toMatchObject({ leading: false, state: 'rolling-back' })
      await world.run(2 * minute)
      expect(leaderOf(await see(watching(restored)))).toMatchObject([{ id: restored.id, state: 'completed' }])
      expect(world.running('api')).toEqual([digest(1)])
      expect(world.aws.ecs.native.traffic(cluster, 'api')).toMatchObject([{ digests: former, weight: 100 }])
    },
  )

  it('asks once, however often it is repeated', async () => {
    const rollout = await begun(canary)
    await until('PRODUCTION_TRAFFIC_SHIFT')
    const calls = await callsOf(async () => {
      await goBack(ends(rollout))
      await goBack(ends(rollout))
    })
    expect(calls['ecs:StopServiceDeployment']).toBe(1)
    expect(calls['ecs:UpdateService']).toBeUndefined()
  })

  it.each(['CLEAN_UP', 'the end'])('deploys anew from %s on', async (stage) => {
    const rollout = await begun(blueGreen)
    await until('CLEAN_UP')
    if (stage === 'the end') await world.run(5 * minute)
    const images = { app: { repository, digest: digest(1) } }
    const [carrier = ''] = world.aws.ecs.taskDefinitions('api').map(({ arn }) => arn)
    const calls = await callsOf(() => apply(2, { kind: 'revert', release: { images, carrier }, ends: ends(rollout) }))
    expect(calls).toMatchObject({ 'ecs:UpdateService': 1 })
    expect(calls['ecs:StopServiceDeployment']).toBeUndefined()
  })

  it('deploys anew when what served before is not what is wanted', async () => {
    const rollout = await begun(blueGreen)
    await until('BAKE_TIME')
    const calls = await callsOf(() => apply(3, { kind: 'revert', ends: ends(rollout) }))
    expect(calls['ecs:StopServiceDeployment']).toBeUndefined()
    expect(calls['ecs:UpdateService']).toBe(1)
  })

  it('does not take a carrier for its images where the tag is resolved anew each time', async () => {
    const rollout = await begun(blueGreen)
    await until('BAKE_TIME')
    const carrier = world.aws.ecs.deployments(cluster, 'api').at(-1)?.taskDefinition ?? ''
    const release = { images: { app: { repository, digest: digest(3) } }, carrier }
    const effect = anEffect(2, { kind: 'revert', release, ends: ends(rollout) })
    const calls = await callsOf(() => world.platform.apply({ ...aPolicy(), mode: 'force' }, effect))
    expect(calls['ecs:StopServiceDeployment']).toBeUndefined()
    expect(calls['ecs:UpdateService']).toBe(1)
  })

  it('costs a rolling service nothing more', async () => {
    const rollout = await begun({ strategy: 'ROLLING' })
    await world.run(30_000)
    const calls = await callsOf(async () => {
      await see({ ...watching(rollout), known: { [rollout.carrier]: { app: digest(2) } } })
      await goBack(undefined)
    })
    expect(calls).toEqual({ 'ecs:DescribeServices': 1, 'ecs:DescribeTaskDefinition': 1, 'ecs:UpdateService': 1 })
  })
})

describe('what ECS ends by itself', () => {
  it('shows the way back, and why with what to do', async () => {
    const rollout = await begun(linear)
    world.aws.ecs.native.lose(cluster, 'api', 'target-group')
    await world.run(2 * minute)
    expect(await ownOf(rollout)).toMatchObject({
      leading: false,
      state: 'rolled-back',
      reason: expect.stringMatching(/target group .* was not found\. Put the listener rule or target group back/),
    })
    expect(leaderOf(await see(watching(rollout)))).toMatchObject([{ state: 'completed', digests: { app: digest(1) } }])
  })

  it('shows a way back that failed, and that what leads has failed too', async () => {
    const rollout = await begun(linear)
    await until('PRODUCTION_TRAFFIC_SHIFT')
    await world.run(minute)
    world.aws.ecs.native.lose(cluster, 'api', 'listener')
    await world.run(10 * minute)
    const view = await see(watching(rollout))
    expect(view.rollouts.find(({ id }) => id === rollout.id)).toMatchObject({
      leading: false,
      state: 'rollback-failed',
    })
    expect(leaderOf(view)).toMatchObject([{ state: 'failed', reason: expect.stringContaining('listener rule') }])
  })

  it('is a problem by name once the service is under another controller', async () => {
    const rollout = await begun(blueGreen)
    world.aws.ecs.native.reconfigure(cluster, 'api', { controller: 'EXTERNAL' })
    expect((await world.platform.observe([watching(rollout)])).get('api')).toMatchObject({
      kind: 'problem',
      cause: 'unsupported',
    })
  })

  it.each(['denied', 'throttled'] as const)('tells a problem when it may not look: %s', async (cause) => {
    const rollout = await begun(blueGreen)
    const fault = cause === 'denied' ? 'access-denied' : 'throttle'
    world.aws.faults.onCall({ service: 'ecs', operation: 'DescribeServiceDeployments' }, fault)
    const answer = (await world.platform.observe([watching(rollout)])).get('api')
    expect(answer).toMatchObject({ kind: 'problem', cause })
  })
})
