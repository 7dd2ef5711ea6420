import { clientSettings } from './client-settings.ts'
import { lazy, lazyByRegion } from './lazy.ts'

/**
 * Clients by service, each loaded at its first use: a handler pays only for those it calls. What each can do is listed in
 * the module it comes from, so that the bundler keeps those calls alone; each is marked pure, so that it leaves out the
 * clients that a function never uses.
 */
export const dynamoClient = /* @__PURE__ */ lazy(async () =>
  (await import('./dynamo-api.ts')).dynamoApi(clientSettings()),
)
export const codeDeployClient = /* @__PURE__ */ lazy(async () =>
  (await import('./codedeploy-api.ts')).codeDeployApi(clientSettings()),
)
export const ec2Client = /* @__PURE__ */ lazy(async () => (await import('./ec2-api.ts')).ec2Api(clientSettings()))
export const ecsClient = /* @__PURE__ */ lazy(async () => (await import('./ecs-api.ts')).ecsApi(clientSettings()))
export const lambdaClient = /* @__PURE__ */ lazy(async () =>
  (await import('./lambda-api.ts')).lambdaApi(clientSettings()),
)
export const ecsTasksClient = /* @__PURE__ */ lazy(async () =>
  (await import('./ecs-tasks-api.ts')).ecsTasksApi(clientSettings()),
)
export const eventsClient = /* @__PURE__ */ lazy(async () =>
  (await import('./events-api.ts')).eventsApi(clientSettings()),
)
export const schedulerClient = /* @__PURE__ */ lazy(async () =>
  (await import('./scheduler-api.ts')).schedulerApi(clientSettings()),
)
export const sqsClient = /* @__PURE__ */ lazy(async () => (await import('./sqs-api.ts')).sqsApi(clientSettings()))
export const snsClient = /* @__PURE__ */ lazy(async () => (await import('./sns-api.ts')).snsApi(clientSettings()))
export const cloudWatchClient = /* @__PURE__ */ lazy(async () =>
  (await import('./cloudwatch-api.ts')).cloudWatchApi(clientSettings()),
)
export const metricsClient = /* @__PURE__ */ lazy(async () =>
  (await import('./metrics-api.ts')).metricsApi(clientSettings()),
)
export const logsClient = /* @__PURE__ */ lazy(async () => (await import('./logs-api.ts')).logsApi(clientSettings()))
export const invokeClient = /* @__PURE__ */ lazy(async () =>
  (await import('./invoke-api.ts')).invokeApi(clientSettings()),
)
export const xrayClient = /* @__PURE__ */ lazy(async () => (await import('./xray-api.ts')).xrayApi(clientSettings()))
export const runCommandClient = /* @__PURE__ */ lazy(async () =>
  (await import('./run-command-api.ts')).runCommandApi(clientSettings()),
)
export const ssmClient = /* @__PURE__ */ lazy(async () => (await import('./ssm-api.ts')).ssmApi(clientSettings()))
export const secretsClient = /* @__PURE__ */ lazy(async () =>
  (await import('./secrets-api.ts')).secretsApi(clientSettings()),
)

export const ecrClient = /* @__PURE__ */ lazyByRegion(async (region) =>
  (await import('./ecr-api.ts')).ecrApi(clientSettings(region)),
)
/** For reading what images say about themselves. */
export const ecrLayersClient = /* @__PURE__ */ lazyByRegion(async (region) =>
  (await import('./ecr-layers-api.ts')).ecrLayersApi(clientSettings(region)),
)
export const ecrScanClient = /* @__PURE__ */ lazyByRegion(async (region) =>
  (await import('./ecr-scan-api.ts')).ecrScanApi(clientSettings(region)),
)
