import { type RunningImages, startRunningImages } from './behaviour/running-images.ts'
import { type AccountRegion, type OtherPlaces, startPlaces } from './elsewhere/start-places.ts'
import { createHosts, type HostsControl } from './hosts/hosts-control.ts'
import type { World } from './kernel/service.ts'
import { type Kernel, type KernelOptions, startKernel } from './kernel/start-kernel.ts'
import { startBlobs } from './receivers/blobs.ts'
import { type EndsReceiver, startEnds } from './receivers/ends.ts'
import { type GithubReceiver, startGithub } from './receivers/github.ts'
import { SLACK_API, SLACK_HOOKS, type SlackReceiver, startSlack } from './receivers/slack.ts'
import { type Messaging, type MessagingOptions, startMessaging } from './runtime/start-messaging.ts'
import { type CloudwatchControl, cloudwatchService } from './services/cloudwatch/cloudwatch-service.ts'
import { measureIn } from './services/cloudwatch/measure-invocations.ts'
import type { CodeDeployControl } from './services/codedeploy/codedeploy-control.ts'
import { codeDeployService } from './services/codedeploy/codedeploy-service.ts'
import { startDynamodb, type Tables } from './services/dynamodb/dynamodb-service.ts'
import { ec2Service } from './services/ec2/ec2-service.ts'
import { type EcrControl, ecrService } from './services/ecr/ecr-service.ts'
import type { EcsControl } from './services/ecs/ecs-control.ts'
import { ecsService } from './services/ecs/ecs-service.ts'
import { FATE_NAMES } from './services/ecs/fates.ts'
import { type IamControl, iamService } from './services/iam/iam-service.ts'
import type { FunctionsControl } from './services/lambda-functions/functions-control.ts'
import { imageFunctions } from './services/lambda-functions/functions-service.ts'
import { type LogsControl, logsService } from './services/logs/logs-service.ts'
import { type Secrets, secretsManagerService } from './services/secrets-manager/secrets-manager-service.ts'
import { type ParameterStore, ssmService } from './services/ssm/ssm-service.ts'
import { type StsControl, stsService } from './services/sts/sts-service.ts'
import { type XRayControl, xrayService } from './services/xray/xray-service.ts'
import { pointedAt } from './stack/pointed-at.ts'
import type { ServerlessFile } from './stack/serverless-file.ts'
import { type WiredStack, wireStack } from './stack/wire-stack.ts'

export interface SandboxOptions extends KernelOptions, MessagingOptions {
  /** What `readServerlessFile` gave: its queues, topics, tables and functions are there when the sandbox has started. */
  readonly stack?: ServerlessFile
  /** Other accounts and regions; what the stack's configuration asks of them is there when the sandbox has started. */
  readonly places?: readonly AccountRegion[]
}

/** A local AWS on 127.0.0.1, with a control object for each service that tests and scenarios set up or read back. */
export interface Sandbox extends Kernel, Omit<Messaging, 'close'> {
  readonly dynamodb: Tables
  readonly ecr: EcrControl
  readonly ecs: EcsControl
  readonly codedeploy: CodeDeployControl
  /** Functions that run images; the stack's own are in `lambda`. */
  readonly functions: FunctionsControl
  readonly cloudwatch: CloudwatchControl
  /** CloudWatch Logs, as image functions and tasks write them; what the stack's functions log is in `workers`. */
  readonly logs: LogsControl
  readonly ssm: ParameterStore
  /** EC2 instances with Docker and nginx, that SSM commands run on. */
  readonly hosts: HostsControl
  readonly secrets: Secrets
  /** Roles, as simulations of policies see them. */
  readonly iam: IamControl
  /** Roles of other accounts. */
  readonly sts: StsControl
  /** Other accounts and regions, by `222222222222/eu-west-1`. */
  readonly places: OtherPlaces['places']
  /** What was traced. */
  readonly xray: XRayControl
  /** An incoming webhook and a bot's workspace; put its URL or the token where the stack looks for it. */
  readonly slack: SlackReceiver
  /** Webhooks, Teams and Discord; put their URLs and keys where the stack looks for them. */
  readonly ends: EndsReceiver
  /** GitHub's REST API; where the configuration says `http://localhost/github`, functions find it. */
  readonly github: GithubReceiver
  /** What images do while services run them, and the web server that they answer on: `http://localhost/web` in a configuration. */
  readonly images: RunningImages
  /** What was wired from the stack of the options. */
  readonly stack?: WiredStack
}

/** Whoever pushes over the wire says by this annotation of the manifest what becomes of tasks that run the image. */
const FATE_ANNOTATION = 'sandbox.fate'

/** Starts a local AWS. Stop it, or its servers keep the process alive. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const kernel = await startKernel(options)
  const { world } = kernel
  const dynamodb = await startDynamodb()
  const { services, hosts, ...simulated } = simulate(world)
  for (const service of [dynamodb.service, ...services]) kernel.register(service)
  const messaging = startMessaging(kernel, options, simulated.ecs.runTask, simulated.imageFunctions)
  const elsewhere = startPlaces({ kernel, ecr: simulated.ecr, receive: messaging.events.receive }, options.places)
  const slack = await startSlack(kernel.clock)
  const ends = await startEnds(kernel.clock)
  const github = await startGithub(kernel.clock)
  const blobs = await startBlobs(kernel.clock, simulated.ecr.blob)
  simulated.ecr.serveBlobsFrom(blobs.url)
  const images = await startRunningImages(world, { ...simulated, hosts: hosts.control })
  const { imageFunctions: _wired, ...controls } = simulated
  const sandbox = {
    ...kernel,
    ...messaging,
    ...controls,
    dynamodb: dynamodb.tables,
    hosts: hosts.control,
    slack,
    ends,
    github,
    images,
    places: elsewhere.places,
    async stop() {
      await messaging.close()
      await Promise.all([slack.stop(), ends.stop(), github.stop(), blobs.stop(), images.stop()])
      try {
        await kernel.stop()
      } finally {
        hosts.close()
        elsewhere.close()
      }
    },
  }
  if (!options.stack) return sandbox
  try {
    return { ...sandbox, stack: await wired(sandbox, options.stack) }
  } catch (error) {
    await sandbox.stop()
    throw error
  }
}

/** Creates what the stack says, led to the receivers that live here. */
function wired(sandbox: Sandbox & Messaging, stack: ServerlessFile): Promise<WiredStack> {
  const { world, endpoint, dynamodb: tables, secrets, iam: roles, sts, places, github, images, slack } = sandbox
  const receivers = {
    github: github.url,
    web: images.web.url,
    slack: slack.apiUrl,
    [SLACK_API]: slack.apiUrl,
    [SLACK_HOOKS]: slack.url,
  }
  const host = { world, endpoint, messaging: sandbox, tables, secrets, roles, sts, places }
  return wireStack(host, pointedAt(stack, receivers))
}

/** The services that live in this process, connected where one heeds another, with the control object of each. */
function simulate(world: World) {
  const secretsManager = secretsManagerService(world)
  const iam = iamService()
  const sts = stsService(world)
  const xray = xrayService(world)
  const ecr = ecrService(world)
  const hosts = createHosts(world, ecr.control.pullable)
  const ssm = ssmService(world, hosts.hosts)
  const ecs = ecsService(world, ecr.control)
  const codedeploy = codeDeployService(world, ecs.taskSets)
  const cloudwatch = cloudwatchService(world)
  const logs = logsService(world)
  const functions = imageFunctions(world, ecr.control, measureIn(cloudwatch.control))
  ecr.control.onPut(({ digest, annotations }) => {
    const fate = FATE_NAMES.find((name) => name === annotations[FATE_ANNOTATION])
    if (fate) ecs.control.fate(digest, fate)
    if (fate) hosts.control.fate(digest, fate)
  })
  cloudwatch.control.onState((name, state) => {
    ecs.control.alarm(name, state === 'ALARM' ? 'ALARM' : 'OK')
    if (state === 'ALARM') codedeploy.control.alarm(name)
  })
  return {
    services: [
      ...[ecr.service, ecs.service, codedeploy.service, cloudwatch.service, ssm.service, secretsManager.service],
      ...[sts.service, iam.service, xray.service, ec2Service(world, hosts.hosts), logs.service],
    ],
    hosts,
    imageFunctions: functions,
    ecr: ecr.control,
    ecs: ecs.control,
    codedeploy: codedeploy.control,
    functions: functions.control,
    cloudwatch: cloudwatch.control,
    logs: logs.control,
    ssm: ssm.parameters,
    secrets: secretsManager.secrets,
    iam: iam.control,
    sts: sts.control,
    xray: xray.control,
  }
}
