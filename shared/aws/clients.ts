import { clientSettings, settingsAt } from './client-settings.ts'
import { lazy, lazyByPlace, lazyByRegion } from './lazy.ts'

/**
 * Clients by service, each loaded at its first use: a handler pays only for those it calls. What each can do is listed in
 * the module it comes from, so that the bundler keeps those calls alone; each is marked pure, so that it leaves out the
 * clients that a function never uses. Those of what targets are made of are asked for by place; without one they are where the
 * function is.
 */
export const dynamoClient = /* @__PURE__ */ lazy(async () =>
  (await import('./dynamo-api.ts')).dynamoApi(clientSettings()),
)
export const codeDeployClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./codedeploy-api.ts')).codeDeployApi(settingsAt(at)),
)
export const ec2Client = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./ec2-api.ts')).ec2Api(settingsAt(at)),
)
export const ecsClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./ecs-api.ts')).ecsApi(settingsAt(at)),
)
export const lambdaClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./lambda-api.ts')).lambdaApi(settingsAt(at)),
)
export const ecsTasksClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./ecs-tasks-api.ts')).ecsTasksApi(settingsAt(at)),
)
export const eventsClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./events-api.ts')).eventsApi(settingsAt(at)),
)
export const schedulerClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./scheduler-api.ts')).schedulerApi(settingsAt(at)),
)
export const sqsClient = /* @__PURE__ */ lazy(async () => (await import('./sqs-api.ts')).sqsApi(clientSettings()))
export const snsClient = /* @__PURE__ */ lazy(async () => (await import('./sns-api.ts')).snsApi(clientSettings()))
export const cloudWatchClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./cloudwatch-api.ts')).cloudWatchApi(settingsAt(at)),
)
export const metricsClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./metrics-api.ts')).metricsApi(settingsAt(at)),
)
export const logsClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./logs-api.ts')).logsApi(settingsAt(at)),
)
export const invokeClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./invoke-api.ts')).invokeApi(settingsAt(at)),
)
/** Two attempts: all that is looked at in another account waits for it. */
export const stsClient = /* @__PURE__ */ lazy(async () =>
  (await import('./sts-api.ts')).stsApi({ ...clientSettings(), maxAttempts: 2 }),
)
export const xrayClient = /* @__PURE__ */ lazy(async () => (await import('./xray-api.ts')).xrayApi(clientSettings()))
export const runCommandClient = /* @__PURE__ */ lazyByPlace(async (at) =>
  (await import('./run-command-api.ts')).runCommandApi(settingsAt(at)),
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
/** For cleaning up. */
export const ecrPruneClient = /* @__PURE__ */ lazyByRegion(async (region) =>
  (await import('./ecr-prune-api.ts')).ecrPruneApi(clientSettings(region)),
)
export const dynamoScanClient = /* @__PURE__ */ lazy(async () =>
  (await import('./dynamo-scan-api.ts')).dynamoScanApi(clientSettings()),
)
export const lambdaVersionsClient = /* @__PURE__ */ lazy(async () =>
  (await import('./lambda-versions-api.ts')).lambdaVersionsApi(clientSettings()),
)
export const ecrScanClient = /* @__PURE__ */ lazyByRegion(async (region) =>
  (await import('./ecr-scan-api.ts')).ecrScanApi(clientSettings(region)),
)
/** For checking repositories and what they hold. */
export const ecrSettingsClient = /* @__PURE__ */ lazyByRegion(async (region) =>
  (await import('./ecr-settings-api.ts')).ecrSettingsApi(clientSettings(region)),
)
export const rulesClient = /* @__PURE__ */ lazy(async () => (await import('./rules-api.ts')).rulesApi(clientSettings()))
export const topicClient = /* @__PURE__ */ lazy(async () => (await import('./topic-api.ts')).topicApi(clientSettings()))
export const iamClient = /* @__PURE__ */ lazy(async () => (await import('./iam-api.ts')).iamApi(clientSettings()))
