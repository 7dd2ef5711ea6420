import {
  ContinueServiceDeploymentCommand,
  CreateServiceCommand,
  type DeploymentConfiguration,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { refusal, run, type ServedEcs, serveEcs } from './ecs-clients.ts'
import { BLUE_GREEN, CANARY, withHook } from './native-world.ts'

const HOOK = 'arn:aws:lambda:us-east-1:123456789012:function:check'

let served: ServedEcs

beforeEach(async () => {
  served = await serveEcs()
})

afterEach(async () => {
  await served.stop()
})

/** A settled service `prod/api` on which `v2` is being rolled out. @returns the service deployment's ARN */
async function begin(configuration: DeploymentConfiguration): Promise<string> {
  const { ecs, ecr, ecsClient } = served
  const old = ecr.push({ repository: 'team/api', tag: 'v1' })
  const next = ecr.push({ repository: 'team/api', tag: 'v2' })
  ecs.createService({
    cluster: 'prod',
    name: 'api',
    desiredCount: 2,
    containers: { app: old.pinned },
    deploymentConfiguration: configuration,
  })
  const taskDefinition = ecs.registerContainers('api', { app: next.pinned })
  await ecsClient.send(new UpdateServiceCommand({ cluster: 'prod', service: 'api', taskDefinition }))
  const { services } = await ecsClient.send(new DescribeServicesCommand({ cluster: 'prod', services: ['api'] }))
  const arn = services?.[0]?.currentServiceDeployment
  if (arn === undefined) throw new Error('DescribeServices names no current service deployment.')
  return arn
}

async function describeOne(arn: string): Promise<ServiceDeployment> {
  const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] })
  const [found] = (await served.ecsClient.send(command)).serviceDeployments ?? []
  if (!found) throw new Error(`There is no service deployment ${arn}.`)
  return found
}

const until = (stage: string) =>
  served.kernel.clock.runUntil(() => served.ecs.native.stage('prod', 'api') === stage, { what: stage })

describe('DescribeServiceDeployments', () => {
  it('shows stage and weights of source and target', async () => {
    const arn = await begin(CANARY)
    await until('BAKE_TIME')
    expect(await describeOne(arn)).toMatchObject({
      status: 'IN_PROGRESS',
      lifecycleStage: 'BAKE_TIME',
      sourceServiceRevisions: [{ requestedProductionTrafficWeight: 0, runningTaskCount: 2 }],
      targetServiceRevision: { requestedProductionTrafficWeight: 100, requestedTestTrafficWeight: 100 },
      deploymentConfiguration: { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 10 } },
      lifecycleHookDetails: [],
    })
  })

  it('shows no stage for a rolling deployment', async () => {
    const arn = await begin({ strategy: 'ROLLING' })
    await run(served, 30)
    const seen = await describeOne(arn)
    expect(seen.lifecycleStage).toBeUndefined()
    expect(seen.targetServiceRevision?.requestedProductionTrafficWeight).toBeUndefined()
  })

  it('may be the only place that names the running one', async () => {
    const { ecs, ecr, ecsClient } = served
    const old = ecr.push({ repository: 'team/api', tag: 'v1' })
    ecs.createService({
      cluster: 'prod',
      name: 'api',
      containers: { app: old.pinned },
      deploymentConfiguration: BLUE_GREEN,
      native: { namesCurrentDeployment: false },
    })
    ecs.usurp('prod', 'api', { force: true })
    const { services } = await ecsClient.send(new DescribeServicesCommand({ cluster: 'prod', services: ['api'] }))
    expect(services?.[0]?.currentServiceDeployment).toBeUndefined()
  })
})

describe('a pause hook', () => {
  const paused = (timeoutConfiguration?: { timeoutInMinutes: number; action: 'CONTINUE' | 'ROLLBACK' }) =>
    withHook(BLUE_GREEN, {
      targetType: 'PAUSE',
      lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
      ...(timeoutConfiguration ? { timeoutConfiguration } : {}),
    })

  it.each([
    { action: 'CONTINUE' as const, status: 'SUCCESSFUL', hook: 'SUCCEEDED' },
    { action: 'ROLLBACK' as const, status: 'ROLLBACK_SUCCESSFUL', hook: 'FAILED' },
  ])('holds the deployment until it is answered with $action', async ({ action, status, hook }) => {
    const serviceDeploymentArn = await begin(paused())
    await run(served, 7200)
    const { lifecycleHookDetails: [detail] = [], lifecycleStage } = await describeOne(serviceDeploymentArn)
    expect(lifecycleStage).toBe('POST_TEST_TRAFFIC_SHIFT')
    expect(detail).toMatchObject({ targetType: 'PAUSE', status: 'AWAITING_ACTION', timeoutAction: 'ROLLBACK' })
    const hookId = detail?.hookId
    await served.ecsClient.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action }))
    await run(served, 3600)
    const after = await describeOne(serviceDeploymentArn)
    expect(after.status).toBe(status)
    expect(after.lifecycleHookDetails?.[0]?.status).toBe(hook)
    const again = new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action })
    expect(await refusal(served.ecsClient.send(again))).toContain('InvalidParameterException')
  })

  it.each([
    { action: 'CONTINUE' as const, status: 'SUCCESSFUL' },
    { action: 'ROLLBACK' as const, status: 'ROLLBACK_SUCCESSFUL' },
  ])('that nobody answers in time ends by its time-out: $action', async ({ action, status }) => {
    const arn = await begin(paused({ timeoutInMinutes: 30, action }))
    await until('POST_TEST_TRAFFIC_SHIFT')
    const expiresAt = (await describeOne(arn)).lifecycleHookDetails?.[0]?.expiresAt?.getTime()
    expect(expiresAt).toBe(served.kernel.clock.now() + 30 * 60_000)
    await run(served, 3600)
    const after = await describeOne(arn)
    expect(after).toMatchObject({ status, lifecycleHookDetails: [{ status: 'TIMED_OUT' }] })
  })

  it('refuses an unknown deployment', async () => {
    const serviceDeploymentArn = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/prod/api/NCWGC2ZR-taawPAYrIaU5'
    const command = new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId: 'ecs-pause-1' })
    expect(await refusal(served.ecsClient.send(command))).toContain('ServiceDeploymentNotFoundException')
  })
})

describe('a Lambda hook', () => {
  const hooked = withHook(BLUE_GREEN, {
    targetType: 'AWS_LAMBDA',
    hookTargetArn: HOOK,
    lifecycleStages: ['PRE_SCALE_UP'],
    timeoutConfiguration: { timeoutInMinutes: 10, action: 'ROLLBACK' },
  })

  it.each([
    { answer: 'SUCCEEDED' as const, status: 'SUCCESSFUL', why: undefined },
    {
      answer: 'FAILED' as const,
      status: 'ROLLBACK_SUCCESSFUL',
      why:
        'Service deployment rolled back because PRE_SCALE_UP lifecycle hook(s) failed. ' +
        `Lifecycle hook target ${HOOK} returned FAILED status.`,
    },
    { answer: 'nothing' as const, status: 'ROLLBACK_SUCCESSFUL', why: expect.stringContaining('invalid response') },
    { answer: 'IN_PROGRESS' as const, status: 'ROLLBACK_SUCCESSFUL', why: expect.stringContaining('timed out') },
  ])('that answers $answer makes it end $status', async ({ answer, status, why }) => {
    const arn = await begin(hooked)
    served.ecs.native.hookAnswer('prod', 'api', 'PRE_SCALE_UP', answer)
    await run(served, 3600)
    const after = await describeOne(arn)
    expect(after.status).toBe(status)
    if (why !== undefined) expect(after.statusReason).toEqual(why)
  })

  it('is asked again while it is in progress', async () => {
    const arn = await begin(hooked)
    served.ecs.native.hookAnswer('prod', 'api', 'PRE_SCALE_UP', 'IN_PROGRESS')
    await run(served, 300)
    expect((await describeOne(arn)).lifecycleHookDetails).toMatchObject([{ targetArn: HOOK, status: 'IN_PROGRESS' }])
    served.ecs.native.hookAnswer('prod', 'api', 'PRE_SCALE_UP', 'SUCCEEDED')
    await run(served, 1200)
    expect((await describeOne(arn)).status).toBe('SUCCESSFUL')
  })
})

describe('StopServiceDeployment', () => {
  it.each(['SCALE_UP', 'PRODUCTION_TRAFFIC_SHIFT', 'BAKE_TIME'])(
    'in %s shifts back to what served before',
    async (stage) => {
      const serviceDeploymentArn = await begin(CANARY)
      await until(stage)
      await served.ecsClient.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }))
      await run(served, 300)
      expect(await describeOne(serviceDeploymentArn)).toMatchObject({
        status: 'ROLLBACK_SUCCESSFUL',
        statusReason: 'Service deployment rolled back because of a user request.',
        targetServiceRevision: { runningTaskCount: 0, requestedProductionTrafficWeight: 0 },
        sourceServiceRevisions: [{ runningTaskCount: 2, requestedProductionTrafficWeight: 100 }],
      })
    },
  )

  it('is refused while it cleans up and once it is over', async () => {
    const serviceDeploymentArn = await begin(BLUE_GREEN)
    const stop = () => refusal(served.ecsClient.send(new StopServiceDeploymentCommand({ serviceDeploymentArn })))
    await until('CLEAN_UP')
    expect(await stop()).toContain('ConflictException')
    await run(served, 300)
    expect(await stop()).toContain('ConflictException')
  })
})

describe('CreateService', () => {
  it('rolls the first deployment out from nothing', async () => {
    const { ecs, ecr, ecsClient } = served
    const first = ecr.push({ repository: 'team/api', tag: 'v1' })
    const taskDefinition = ecs.registerContainers('api', { app: first.pinned })
    ecs.createCluster('prod')
    await ecsClient.send(
      new CreateServiceCommand({
        cluster: 'prod',
        serviceName: 'api',
        taskDefinition,
        desiredCount: 1,
        deploymentConfiguration: BLUE_GREEN,
      }),
    )
    await run(served, 900)
    expect(ecs.serviceDeployments('prod', 'api').map(({ status }) => status)).toEqual(['SUCCESSFUL'])
    expect(ecs.native.traffic('prod', 'api')).toEqual([{ digests: { app: first.digest }, weight: 100 }])
  })
})
