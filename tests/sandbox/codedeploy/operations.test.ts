import {
  BatchGetDeploymentGroupsCommand,
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy'
import { UpdateServiceCommand, type UpdateServiceCommandInput } from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { refusal } from '../ecs/ecs-clients.ts'
import { APP, type CodeDeployWorld, codeDeployWorld, deploymentOf, GROUP } from './codedeploy-world.ts'

let world: CodeDeployWorld

beforeEach(async () => {
  world = await codeDeployWorld()
})

afterEach(() => world.stop())

function contentOf(taskDefinition: string): string {
  const LoadBalancerInfo = { ContainerName: 'app', ContainerPort: 8080 }
  const Properties = { TaskDefinition: taskDefinition, LoadBalancerInfo }
  return JSON.stringify({ version: 0, Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }] })
}

const create = (input: Partial<CreateDeploymentCommandInput> = {}) =>
  world.client.send(
    new CreateDeploymentCommand({
      applicationName: APP,
      deploymentGroupName: GROUP,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content: contentOf(world.carrier) } },
      ...input,
    }),
  )

describe('CreateDeployment', () => {
  it('is refused while the group has an active deployment, naming it', async () => {
    const { deploymentId } = await create({ description: 'first' })
    expect(await refusal(create())).toBe(
      `DeploymentLimitExceededException: The Deployment Group '${GROUP}' already has an active Deployment '${deploymentId}'`,
    )
    await world.run(1200)
    await expect(create()).resolves.toMatchObject({ deploymentId: expect.stringMatching(/^d-[A-Z0-9]{9}$/) })
  })

  it.each<{ error: string; input: Partial<CreateDeploymentCommandInput> }>([
    { error: 'ApplicationDoesNotExistException', input: { applicationName: 'other' } },
    { error: 'DeploymentGroupDoesNotExistException', input: { deploymentGroupName: 'other' } },
    { error: 'DeploymentConfigDoesNotExistException', input: { deploymentConfigName: 'mine' } },
    { error: 'RevisionRequiredException', input: { revision: undefined } },
    { error: 'InvalidRevisionException', input: { revision: { revisionType: 'S3' } } },
    {
      error: 'InvalidRevisionException',
      input: {
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content: 'a: 1', sha256: 'f'.repeat(64) } },
      },
    },
    { error: 'DescriptionTooLongException', input: { description: 'x'.repeat(1025) } },
    {
      error: 'InvalidAutoRollbackConfigException',
      input: { autoRollbackConfiguration: { enabled: true, events: [] } },
    },
  ])('is refused with $error', async ({ error, input }) => {
    expect(await refusal(create(input))).toContain(error)
    expect(world.codedeploy.deployments(APP, GROUP)).toHaveLength(1)
  })

  it('takes an AppSpec in YAML too', async () => {
    const content = [
      'version: 0.0',
      'Resources:',
      '  - TargetService:',
      '      Type: AWS::ECS::Service',
      '      Properties:',
      `        TaskDefinition: ${world.carrier}`,
      '        LoadBalancerInfo: { ContainerName: app, ContainerPort: 8080 }',
    ].join('\n')
    await create({ revision: { revisionType: 'AppSpecContent', appSpecContent: { content } } })
    await world.run(1200)
    expect(world.ecs.runningDigests('prod', 'api')['app']).toEqual([world.next.digest])
  })
})

describe('reading', () => {
  it('GetDeployment shows the hash of the AppSpec, GetApplicationRevision its content', async () => {
    const { deploymentId = '' } = await create({ description: 'who made it' })
    const { revision, description } = await deploymentOf(world, deploymentId)
    expect(description).toBe('who made it')
    expect(revision?.appSpecContent?.content).toBeUndefined()
    const sha256 = revision?.appSpecContent?.sha256 ?? ''
    const asked = new GetApplicationRevisionCommand({
      applicationName: APP,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { sha256 } },
    })
    const answer = await world.client.send(asked)
    expect(answer.revision?.appSpecContent?.content).toBe(contentOf(world.carrier))
  })

  it('BatchGetDeployments leaves unknown ids out and takes 25 at most', async () => {
    const { deploymentId = '' } = await create()
    const known = new BatchGetDeploymentsCommand({ deploymentIds: [deploymentId, 'd-000000000'] })
    expect((await world.client.send(known)).deploymentsInfo?.map((info) => info.deploymentId)).toEqual([deploymentId])
    const many = Array.from({ length: 26 }, () => deploymentId)
    const tooMany = new BatchGetDeploymentsCommand({ deploymentIds: many })
    expect(await refusal(world.client.send(tooMany))).toContain('BatchLimitExceededException')
  })

  it('ListDeployments filters by status, newest first', async () => {
    const { deploymentId = '' } = await create()
    const group = { applicationName: APP, deploymentGroupName: GROUP }
    const all = await world.client.send(new ListDeploymentsCommand(group))
    expect(all.deployments).toEqual([deploymentId, world.before])
    const active = await world.client.send(new ListDeploymentsCommand({ ...group, includeOnlyStatuses: ['Created'] }))
    expect(active.deployments).toEqual([deploymentId])
  })

  it('groups name their last deployments and the service', async () => {
    const { deploymentId } = await create()
    const one = new GetDeploymentGroupCommand({ applicationName: APP, deploymentGroupName: GROUP })
    const { deploymentGroupInfo } = await world.client.send(one)
    expect(deploymentGroupInfo).toMatchObject({
      lastAttemptedDeployment: { deploymentId, status: 'Created' },
      lastSuccessfulDeployment: { deploymentId: world.before },
      ecsServices: [{ clusterName: 'prod', serviceName: 'api' }],
    })
    const many = new BatchGetDeploymentGroupsCommand({ applicationName: APP, deploymentGroupNames: [GROUP, 'other'] })
    const { deploymentGroupsInfo, errorMessage } = await world.client.send(many)
    expect(deploymentGroupsInfo).toEqual([deploymentGroupInfo])
    expect(errorMessage).toContain('other')
  })

  it('targets are there once the deployment started', async () => {
    const { deploymentId = '' } = await create()
    const list = () => world.client.send(new ListDeploymentTargetsCommand({ deploymentId }))
    expect(await refusal(list())).toContain('DeploymentNotStartedException')
    await world.run(60)
    expect((await list()).targetIds).toEqual(['prod:api'])
    const wrong = new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: ['prod:web'] })
    expect(await refusal(world.client.send(wrong))).toContain('DeploymentTargetDoesNotExistException')
  })

  it.each([
    { id: 'd-000000000', error: 'DeploymentDoesNotExistException' },
    { id: 'nonsense', error: 'InvalidDeploymentIdException' },
  ])('GetDeployment of $id is refused', async ({ id, error }) => {
    expect(await refusal(world.client.send(new GetDeploymentCommand({ deploymentId: id })))).toContain(error)
  })

  it.each([
    { name: 'CodeDeployDefault.ECSAllAtOnce', routing: { type: 'AllAtOnce' } },
    {
      name: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
      routing: { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 10, linearInterval: 3 } },
    },
    {
      name: 'quarter-first',
      routing: { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 25, canaryInterval: 2 } },
    },
  ])('the configuration $name says how traffic moves', async ({ name, routing }) => {
    world.codedeploy.createConfig('quarter-first', { kind: 'canary', percent: 25, minutes: 2 })
    const asked = new GetDeploymentConfigCommand({ deploymentConfigName: name })
    const { deploymentConfigInfo } = await world.client.send(asked)
    expect(deploymentConfigInfo).toMatchObject({ computePlatform: 'ECS', trafficRoutingConfig: routing })
  })
})

describe('UpdateService of a service that CodeDeploy controls', () => {
  const update = (input: Partial<UpdateServiceCommandInput>) =>
    world.ecsClient.send(new UpdateServiceCommand({ cluster: 'prod', service: 'api', ...input }))

  it.each<{ name: string; input: Partial<UpdateServiceCommandInput> }>([
    { name: 'a task definition', input: { taskDefinition: 'api:2' } },
    { name: 'a forced deployment', input: { forceNewDeployment: true } },
    { name: 'a platform version', input: { platformVersion: '1.4.0' } },
  ])('is refused for $name', async ({ input }) => {
    expect(await refusal(update(input))).toContain('Use AWS CodeDeploy to trigger a new deployment.')
  })

  it('scales both task sets', async () => {
    const id = world.deploy()
    await world.run(40)
    await update({ desiredCount: 3 })
    await world.run(30)
    const sets = world.ecs.service('prod', 'api').taskSets ?? []
    expect(sets.map(({ computedDesiredCount }) => computedDesiredCount)).toEqual([3, 3])
    await world.run(1200)
    expect((await deploymentOf(world, id)).status).toBe('Succeeded')
    expect(world.ecs.service('prod', 'api')).toMatchObject({ runningCount: 3, desiredCount: 3 })
  })
})
