import { type Kernel, startKernel } from '../../sandbox/kernel/start-kernel.ts'
import { type Messaging, startMessaging } from '../../sandbox/runtime/start-messaging.ts'
import { startDynamodb, type Tables } from '../../sandbox/services/dynamodb/dynamodb-service.ts'
import { type EcrControl, ecrService } from '../../sandbox/services/ecr/ecr-service.ts'
import type { EcsControl } from '../../sandbox/services/ecs/ecs-control.ts'
import { ecsService } from '../../sandbox/services/ecs/ecs-service.ts'
import { type Secrets, secretsManagerService } from '../../sandbox/services/secrets-manager/secrets-manager-service.ts'
import { type ParameterStore, ssmService } from '../../sandbox/services/ssm/ssm-service.ts'

export const account = '123456789012'
export const region = 'us-east-1'
export const host = `${account}.dkr.ecr.${region}.amazonaws.com`
export const table = 'longshore-test'

/** A local AWS with every service that an adapter speaks to; the SDK finds it by the environment, as it would in a function. */
export interface AwsWorld extends Kernel, Pick<Messaging, 'sqs' | 'sns'> {
  readonly tables: Tables
  readonly ecs: EcsControl
  readonly ecr: EcrControl
  readonly parameters: ParameterStore
  readonly secrets: Secrets
  /** Lets the world's time pass. */
  run(ms: number): Promise<void>
}

export async function startAws(): Promise<AwsWorld> {
  const kernel = await startKernel()
  const dynamodb = await startDynamodb()
  const ecr = ecrService(kernel.world)
  const ecs = ecsService(kernel.world, ecr.control)
  const ssm = ssmService(kernel.world)
  const secrets = secretsManagerService(kernel.world)
  for (const { service } of [dynamodb, ecr, ecs, ssm, secrets]) kernel.register(service)
  const messaging = startMessaging(kernel)
  pointSdkAt(kernel.endpoint)
  return {
    ...kernel,
    ...{ sqs: messaging.sqs, sns: messaging.sns, tables: dynamodb.tables, ecs: ecs.control, ecr: ecr.control },
    ...{ parameters: ssm.parameters, secrets: secrets.secrets },
    run: (ms) => kernel.clock.runUntil(kernel.clock.now() + ms),
    async stop() {
      await messaging.close()
      await kernel.stop()
    },
  }
}

function pointSdkAt(endpoint: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'adapter-1',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  })
}

/** The table as the template makes it. */
export async function createTable(tables: Tables): Promise<void> {
  await tables.create({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    AttributeDefinitions: [attribute('pk', 'S'), attribute('sk', 'S'), attribute('due', 'S'), attribute('wakeAt', 'N')],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [key('due', 'HASH'), key('wakeAt', 'RANGE')],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['phase', 'target'] },
      },
    ],
  })
}

function key(AttributeName: string, KeyType: string) {
  return { AttributeName, KeyType }
}

function attribute(AttributeName: string, AttributeType: string) {
  return { AttributeName, AttributeType }
}
