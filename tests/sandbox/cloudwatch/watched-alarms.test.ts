import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Pushed } from '../../../sandbox/services/ecr/push-image.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'

let sandbox: Sandbox
let old: Pushed
let next: Pushed

beforeEach(async () => {
  sandbox = await startSandbox()
  old = sandbox.ecr.push({ repository: 'team/api', tag: 'v1', silent: true })
  next = sandbox.ecr.push({ repository: 'team/api', tag: 'v2', silent: true })
  sandbox.cloudwatch.createAlarm({ name: 'api-5xx' })
})
afterEach(() => sandbox.stop())

const pass = (seconds: number) => sandbox.clock.runUntil(sandbox.clock.now() + seconds * 1000)

describe('an alarm that fires', () => {
  it('ends the rollout of an ECS service that watches it', async () => {
    const { ecs, cloudwatch } = sandbox
    const alarms = { alarmNames: ['api-5xx'], enable: true, rollback: true }
    const deploymentConfiguration = { alarms }
    ecs.createService({ cluster: 'prod', name: 'api', containers: { app: old.pinned }, deploymentConfiguration })
    ecs.usurp('prod', 'api', { containers: { app: next.pinned } })
    await pass(30)
    cloudwatch.setAlarm('api-5xx', 'ALARM')
    await pass(300)
    expect(ecs.serviceDeployments('prod', 'api').at(-1)?.status).toBe('ROLLBACK_SUCCESSFUL')
    expect(ecs.runningDigests('prod', 'api')).toEqual({ app: [old.digest] })
  })

  it('stops the deployment of a CodeDeploy group that watches it', async () => {
    const { ecs, codedeploy, cloudwatch } = sandbox
    const targetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api-blue/1'
    ecs.createService({
      cluster: 'prod',
      name: 'api',
      controller: 'CODE_DEPLOY',
      containers: { app: { image: old.pinned, portMappings: [{ containerPort: 8080 }] } },
      settings: { loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 8080 }] },
    })
    codedeploy.createGroup({ application: 'app', group: 'api', cluster: 'prod', service: 'api', alarms: ['api-5xx'] })
    const taskDefinition = ecs.registerContainers('api', { app: next.pinned })
    const id = codedeploy.deploy('app', 'api', { taskDefinition, containerName: 'app', containerPort: 8080 })
    await pass(20)
    cloudwatch.setAlarm('api-5xx', 'ALARM')
    await pass(600)
    const ended = codedeploy.deployments('app', 'api').find(({ deploymentId }) => deploymentId === id)
    expect(ended).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } })
  })
})
