import { CodeDeployClient, GetDeploymentCommand, GetDeploymentTargetCommand } from '@aws-sdk/client-codedeploy'
import { DescribeServicesCommand, ECSClient, type TaskSet } from '@aws-sdk/client-ecs'
import type { BusEvent } from '../../../sandbox/kernel/service.ts'
import { type Kernel, startKernel } from '../../../sandbox/kernel/start-kernel.ts'
import type { CodeDeployControl, OwnDeployment } from '../../../sandbox/services/codedeploy/codedeploy-control.ts'
import { codeDeployService } from '../../../sandbox/services/codedeploy/codedeploy-service.ts'
import type { GroupSetUp } from '../../../sandbox/services/codedeploy/set-up-group.ts'
import { type EcrControl, ecrService } from '../../../sandbox/services/ecr/ecr-service.ts'
import type { Pushed } from '../../../sandbox/services/ecr/push-image.ts'
import type { EcsControl } from '../../../sandbox/services/ecs/ecs-control.ts'
import { ecsService } from '../../../sandbox/services/ecs/ecs-service.ts'
import type { Fate, FateName } from '../../../sandbox/services/ecs/fates.ts'
import type { ServiceSetUp } from '../../../sandbox/services/ecs/set-up-service.ts'
import { clientOptions } from '../kernel/client-options.ts'

export const APP = 'AppECS-prod-api'
export const GROUP = 'DgpECS-prod-api'

export interface CodeDeployWorld {
  readonly kernel: Kernel
  readonly ecs: EcsControl
  readonly ecr: EcrControl
  readonly codedeploy: CodeDeployControl
  readonly client: CodeDeployClient
  readonly ecsClient: ECSClient
  readonly events: BusEvent[]
  readonly old: Pushed
  readonly next: Pushed
  /** The deployment that counts as the last before the story. */
  readonly before: string | undefined
  /** Revision that runs `next`. */
  readonly carrier: string
  readonly run: (seconds: number) => Promise<void>
  readonly until: (what: string, holds: () => boolean) => Promise<void>
  /** Somebody deploys `next`. */
  readonly deploy: (wanted?: Partial<OwnDeployment>) => string
  readonly stop: () => Promise<void>
}

export interface WorldOptions {
  readonly fate?: FateName | Fate
  readonly group?: Partial<GroupSetUp>
  readonly service?: Partial<ServiceSetUp>
}

/** The service `prod/api` with the CODE_DEPLOY controller, its group, and a pushed image `next`, behind a server. */
export async function codeDeployWorld({ fate, group, service }: WorldOptions = {}): Promise<CodeDeployWorld> {
  const kernel = await startKernel()
  const events: BusEvent[] = []
  kernel.connectBus((event) => void events.push(event))
  const ecr = ecrService(kernel.world)
  const ecs = ecsService(kernel.world, ecr.control)
  const { service: served, control: codedeploy } = codeDeployService(kernel.world, ecs.taskSets)
  for (const each of [ecr.service, ecs.service, served]) kernel.register(each)
  const old = ecr.control.push({ repository: 'team/api', tag: 'v1' })
  const next = ecr.control.push({ repository: 'team/api', tag: 'v2' })
  if (fate) ecs.control.fate(next.digest, fate)
  const targetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api-blue/1'
  ecs.control.createService({
    cluster: 'prod',
    name: 'api',
    desiredCount: 2,
    controller: 'CODE_DEPLOY',
    containers: { app: { image: old.pinned, portMappings: [{ containerPort: 8080 }] } },
    settings: { loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 8080 }] },
    ...service,
  })
  const before = codedeploy.createGroup({ application: APP, group: GROUP, cluster: 'prod', service: 'api', ...group })
  const carrier = ecs.control.registerContainers('api', { app: next.pinned })
  const options = { ...clientOptions(kernel.endpoint), maxAttempts: 1 }
  const client = new CodeDeployClient(options)
  const ecsClient = new ECSClient(options)
  events.length = 0
  return {
    ...{
      kernel,
      ecs: ecs.control,
      ecr: ecr.control,
      codedeploy,
      client,
      ecsClient,
      events,
      old,
      next,
      before,
      carrier,
    },
    run: (seconds) => kernel.clock.runUntil(kernel.clock.now() + seconds * 1000),
    until: (what, holds) => kernel.clock.runUntil(holds, { what }),
    deploy: (wanted) =>
      codedeploy.deploy(APP, GROUP, { taskDefinition: carrier, containerName: 'app', containerPort: 8080, ...wanted }),
    async stop() {
      client.destroy()
      ecsClient.destroy()
      await kernel.stop()
    },
  }
}

/** The deployment as GetDeployment shows it. */
export async function deploymentOf({ client }: CodeDeployWorld, deploymentId: string) {
  const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }))
  if (!deploymentInfo) throw new Error(`GetDeployment showed nothing of ${deploymentId}.`)
  return deploymentInfo
}

export async function targetOf({ client }: CodeDeployWorld, deploymentId: string) {
  const answer = await client.send(new GetDeploymentTargetCommand({ deploymentId, targetId: 'prod:api' }))
  const target = answer.deploymentTarget?.ecsTarget
  if (!target) throw new Error(`GetDeploymentTarget showed nothing of ${deploymentId}.`)
  return target
}

export async function taskSetsOf({ ecsClient }: CodeDeployWorld): Promise<TaskSet[]> {
  const { services } = await ecsClient.send(new DescribeServicesCommand({ cluster: 'prod', services: ['api'] }))
  return services?.[0]?.taskSets ?? []
}

/** `STATE` or `STATE other` of each CodeDeploy event, for the deployment and for others. */
export function storyOf({ events }: CodeDeployWorld, deploymentId: string): string[] {
  return events
    .filter(({ source }) => source === 'aws.codedeploy')
    .map(({ detail }) => `${detail['state']}${detail['deploymentId'] === deploymentId ? '' : ' other'}`)
}

/** Percent of production traffic that the task set of a deployment has. */
export async function shareOf(world: CodeDeployWorld, deploymentId: string): Promise<number> {
  const set = (await taskSetsOf(world)).find(({ externalId }) => externalId === deploymentId)
  return world.codedeploy.traffic(APP, GROUP)[set?.id ?? ''] ?? 0
}
