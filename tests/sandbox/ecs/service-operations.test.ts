import {
  CreateServiceCommand,
  DescribeClustersCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTasksCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Pushed } from '../../../sandbox/services/ecr/push-image.ts'
import { refusal, run, type ServedEcs, serveEcs } from './ecs-clients.ts'

let aws: ServedEcs
let old: Pushed
let next: Pushed
let revision: string
const api = { cluster: 'prod', service: 'api' }

beforeEach(async () => {
  aws = await serveEcs()
  old = aws.ecr.push({ repository: 'team/api', tag: 'v1' })
  next = aws.ecr.push({ repository: 'team/api', tag: 'v2' })
  const containers = { app: old.pinned }
  const tags = [{ key: 'owner', value: 'team' }]
  aws.ecs.createService({ cluster: 'prod', name: 'api', desiredCount: 2, containers, breaker: 'rollback', tags })
  revision = aws.ecs.registerContainers('api', { app: next.pinned })
})
afterEach(() => aws.stop())

const deploy = () => aws.ecsClient.send(new UpdateServiceCommand({ ...api, taskDefinition: revision }))
const describeApi = async () => {
  const { services } = await aws.ecsClient.send(new DescribeServicesCommand({ cluster: 'prod', services: ['api'] }))
  return services?.[0]
}
const listDeployments = async () => {
  const { serviceDeployments } = await aws.ecsClient.send(new ListServiceDeploymentsCommand(api))
  return serviceDeployments ?? []
}

describe('UpdateService', () => {
  it('answers with the new deployment PRIMARY beside the ACTIVE one', async () => {
    const { service } = await deploy()
    expect(service?.deployments).toMatchObject([
      { status: 'PRIMARY', taskDefinition: revision, desiredCount: 0, rolloutState: 'IN_PROGRESS' },
      { status: 'ACTIVE', desiredCount: 2, runningCount: 2, rolloutState: 'COMPLETED' },
    ])
  })

  it('starts no deployment for the same task definition, and one by force', async () => {
    const same = await aws.ecsClient.send(new UpdateServiceCommand({ ...api, taskDefinition: 'api:1' }))
    expect(same.service?.deployments).toHaveLength(1)
    const forced = await aws.ecsClient.send(new UpdateServiceCommand({ ...api, forceNewDeployment: true }))
    expect(forced.service?.deployments).toHaveLength(2)
  })

  it('starts no deployment for the desired count or the deployment configuration', async () => {
    const deploymentConfiguration = { maximumPercent: 150 }
    const command = new UpdateServiceCommand({ ...api, desiredCount: 3, deploymentConfiguration })
    const { service } = await aws.ecsClient.send(command)
    expect(service).toMatchObject({ desiredCount: 3, deploymentConfiguration: { maximumPercent: 150 } })
    expect(service?.deployments).toHaveLength(1)
  })

  it('takes the newest active revision of a bare family', async () => {
    const { service } = await aws.ecsClient.send(new UpdateServiceCommand({ ...api, taskDefinition: 'api' }))
    expect(service?.taskDefinition).toBe(revision)
  })

  it.each([
    [{ taskDefinition: 'api:9' }, 'ClientException: Unable to describe task definition.'],
    [{ service: 'nowhere' }, 'ServiceNotFoundException: Service not found.'],
    [{ cluster: 'nowhere' }, 'ClusterNotFoundException: Cluster not found.'],
  ])('refuses %j', async (wrong, error) => {
    expect(await refusal(aws.ecsClient.send(new UpdateServiceCommand({ ...api, ...wrong })))).toBe(error)
  })

  it('refuses an inactive revision and an inactive service', async () => {
    aws.ecs.deregister(revision)
    expect(await refusal(deploy())).toBe('InvalidParameterException: TaskDefinition is inactive')
    aws.ecs.deleteService('prod', 'api')
    expect(await refusal(deploy())).toBe('ServiceNotActiveException: Service was not ACTIVE.')
  })

  it('leaves CODE_DEPLOY services to CodeDeploy, in the words of AWS', async () => {
    const containers = { app: old.pinned }
    aws.ecs.createService({ cluster: 'prod', name: 'web', containers, controller: 'CODE_DEPLOY' })
    const command = new UpdateServiceCommand({ cluster: 'prod', service: 'web', taskDefinition: revision })
    expect(await refusal(aws.ecsClient.send(command))).toBe(
      'InvalidParameterException: Unable to update task definition on services with a CODE_DEPLOY deployment ' +
        'controller. Use AWS CodeDeploy to trigger a new deployment.',
    )
  })

  it('is throttled at AWS’s rate once that is switched on', async () => {
    aws.ecs.throttling(true)
    const calls = Array.from({ length: 51 }, () =>
      aws.ecsClient.send(new UpdateServiceCommand({ ...api, desiredCount: 2 })),
    )
    const settled = await Promise.allSettled(calls)
    const refused = settled.filter((call) => call.status === 'rejected')
    expect(refused.map(({ reason }) => String(reason))).toEqual(['ThrottlingException: Rate exceeded'])
    await run(aws, 1)
    await expect(aws.ecsClient.send(new UpdateServiceCommand({ ...api, desiredCount: 2 }))).resolves.toBeDefined()
  })
})

describe('DescribeServices', () => {
  it('names what is missing and shows tags when asked', async () => {
    const services = ['api', 'nowhere']
    const command = new DescribeServicesCommand({ cluster: 'prod', services, include: ['TAGS'] })
    const answer = await aws.ecsClient.send(command)
    expect(answer.services).toMatchObject([{ serviceName: 'api', tags: [{ key: 'owner', value: 'team' }] }])
    expect(answer.failures).toEqual([
      { arn: 'arn:aws:ecs:us-east-1:123456789012:service/prod/nowhere', reason: 'MISSING' },
    ])
    expect((await describeApi())?.tags).toBeUndefined()
  })

  it('refuses more than ten services, and a cluster that does not exist', async () => {
    const services = Array.from({ length: 11 }, (_, number) => `s${number}`)
    const many = new DescribeServicesCommand({ cluster: 'prod', services })
    expect(await refusal(aws.ecsClient.send(many))).toMatch(/^InvalidParameterException/)
    const lost = new DescribeServicesCommand({ cluster: 'nowhere', services: ['api'] })
    expect(await refusal(aws.ecsClient.send(lost))).toBe('ClusterNotFoundException: Cluster not found.')
  })

  it('shows a deleted service as INACTIVE, and not at all once forgotten', async () => {
    aws.ecs.deleteService('prod', 'api')
    expect((await describeApi())?.status).toBe('INACTIVE')
    aws.ecs.deleteService('prod', 'api', { forget: true })
    expect(await describeApi()).toBeUndefined()
  })

  it('can answer the state as of a while ago, for every call or by a fault', async () => {
    await run(aws, 5)
    await deploy()
    await run(aws, 1)
    aws.ecs.staleReads(5000)
    expect((await describeApi())?.deployments).toHaveLength(1)
    await run(aws, 5)
    expect((await describeApi())?.deployments).toHaveLength(2)
    aws.ecs.staleReads(0)
    aws.kernel.faults.onCall({ operation: 'DescribeServices' }, { staleMs: 20_000 })
    expect((await describeApi())?.deployments).toHaveLength(1)
  })

  it('shows events newest first', async () => {
    await deploy()
    await run(aws, 200)
    const messages = (await describeApi())?.events?.map(({ message }) => message) ?? []
    expect(messages.slice(0, 2).sort()).toEqual([
      expect.stringMatching(/deployment completed\.$/),
      '(service api) has reached a steady state.',
    ])
  })
})

describe('service deployments', () => {
  it('go from PENDING to SUCCESSFUL, and their revision tells the digest once a task started', async () => {
    await deploy()
    const [pending] = await listDeployments()
    expect(pending?.status).toBe('PENDING')
    const serviceRevisionArns = [pending?.targetServiceRevisionArn ?? '']
    await run(aws, 200)
    expect(await listDeployments()).toMatchObject([{ status: 'SUCCESSFUL' }, { status: 'SUCCESSFUL' }])
    const { serviceRevisions } = await aws.ecsClient.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }))
    expect(serviceRevisions?.[0]?.containerImages).toEqual([
      { containerName: 'app', image: next.pinned, imageDigest: next.digest },
    ])
  })

  it('tell the digest of a tag only after the first task started', async () => {
    const byTag = aws.ecs.registerContainers('api', { app: next.reference })
    await aws.ecsClient.send(new UpdateServiceCommand({ ...api, taskDefinition: byTag }))
    const [current] = await listDeployments()
    const command = new DescribeServiceRevisionsCommand({
      serviceRevisionArns: [current?.targetServiceRevisionArn ?? ''],
    })
    const before = await aws.ecsClient.send(command)
    expect(before.serviceRevisions?.[0]?.containerImages).toEqual([{ containerName: 'app', image: next.reference }])
    await run(aws, 10)
    const after = await aws.ecsClient.send(command)
    expect(after.serviceRevisions?.[0]?.containerImages?.[0]?.imageDigest).toBe(next.digest)
  })

  it('can be listed by time and status, in pages', async () => {
    await deploy()
    const recent = await aws.ecsClient.send(
      new ListServiceDeploymentsCommand({ ...api, createdAt: { after: new Date(aws.kernel.clock.now() - 1000) } }),
    )
    expect(recent.serviceDeployments).toMatchObject([{ status: 'PENDING' }])
    const done = await aws.ecsClient.send(new ListServiceDeploymentsCommand({ ...api, status: ['SUCCESSFUL'] }))
    expect(done.serviceDeployments).toHaveLength(1)
    const first = await aws.ecsClient.send(new ListServiceDeploymentsCommand({ ...api, maxResults: 1 }))
    const nextToken = first.nextToken ?? ''
    const second = await aws.ecsClient.send(new ListServiceDeploymentsCommand({ ...api, maxResults: 1, nextToken }))
    expect(second.serviceDeployments).toMatchObject([{ status: 'SUCCESSFUL' }])
    expect(second.nextToken).toBeUndefined()
  })
})

describe('a service deployment in trouble', () => {
  it('can be stopped into a rollback, once', async () => {
    await deploy()
    await run(aws, 30)
    const [current] = await listDeployments()
    const command = new StopServiceDeploymentCommand({ serviceDeploymentArn: current?.serviceDeploymentArn })
    await aws.ecsClient.send(command)
    await run(aws, 200)
    const serviceDeploymentArns = [current?.serviceDeploymentArn ?? '']
    const { serviceDeployments } = await aws.ecsClient.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }),
    )
    expect(serviceDeployments).toMatchObject([
      { status: 'ROLLBACK_SUCCESSFUL', rollback: { serviceRevisionArn: expect.stringContaining('service-revision') } },
    ])
    expect(aws.ecs.runningDigests('prod', 'api')['app']).toEqual([old.digest])
    expect(await refusal(aws.ecsClient.send(command))).toMatch(/^ConflictException/)
  })

  it('tells the breaker’s count and threshold', async () => {
    aws.ecs.fate(next.digest, 'crashes')
    await deploy()
    await run(aws, 60)
    const [current] = await listDeployments()
    const serviceDeploymentArns = [current?.serviceDeploymentArn ?? '', `${current?.serviceDeploymentArn}x`]
    const answer = await aws.ecsClient.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }))
    expect(answer.serviceDeployments?.[0]?.deploymentCircuitBreaker).toEqual({
      status: 'MONITORING',
      failureCount: 2,
      threshold: 3,
    })
    expect(answer.failures).toMatchObject([{ reason: 'MISSING' }])
  })
})

describe('tasks', () => {
  it('stopped ones are listed by who started them and can be described for an hour', async () => {
    aws.ecs.fate(next.digest, { name: 'crashes', exitCode: 3 })
    const { service } = await deploy()
    const startedBy = service?.deployments?.[0]?.id
    await run(aws, 60)
    const listing = new ListTasksCommand({ cluster: 'prod', startedBy, desiredStatus: 'STOPPED' })
    const { taskArns = [] } = await aws.ecsClient.send(listing)
    expect(taskArns).toHaveLength(2)
    const describeThem = new DescribeTasksCommand({ cluster: 'prod', tasks: taskArns })
    const { tasks } = await aws.ecsClient.send(describeThem)
    expect(tasks?.[0]).toMatchObject({
      startedBy,
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      containers: [{ name: 'app', exitCode: 3, imageDigest: next.digest }],
    })
    await run(aws, 3700)
    const gone = await aws.ecsClient.send(describeThem)
    expect(gone.failures).toHaveLength(2)
  })

  it('refuse startedBy beside a service name', async () => {
    const command = new ListTasksCommand({ cluster: 'prod', startedBy: 'ecs-svc/1', serviceName: 'api' })
    expect(await refusal(aws.ecsClient.send(command))).toMatch(/^InvalidParameterException/)
  })
})

describe('clusters and services', () => {
  it('are listed and counted', async () => {
    const { serviceArns } = await aws.ecsClient.send(new ListServicesCommand({ cluster: 'prod' }))
    expect(serviceArns).toEqual(['arn:aws:ecs:us-east-1:123456789012:service/prod/api'])
    const answer = await aws.ecsClient.send(new DescribeClustersCommand({ clusters: ['prod', 'nowhere'] }))
    expect(answer.clusters).toMatchObject([{ clusterName: 'prod', runningTasksCount: 2, activeServicesCount: 1 }])
    expect(answer.failures).toMatchObject([{ reason: 'MISSING' }])
  })

  it('a created service rolls its first deployment out', async () => {
    const command = new CreateServiceCommand({
      cluster: 'prod',
      serviceName: 'web',
      taskDefinition: revision,
      desiredCount: 1,
    })
    const { service } = await aws.ecsClient.send(command)
    expect(service?.deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }])
    await run(aws, 200)
    expect(aws.ecs.runningDigests('prod', 'web')['app']).toEqual([next.digest])
    expect(await refusal(aws.ecsClient.send(command))).toBe(
      'InvalidParameterException: Creation of service was not idempotent.',
    )
  })
})
