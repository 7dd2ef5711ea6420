import type { Tables } from '../../sandbox/services/dynamodb/dynamodb-service.ts'
import type { ParameterStore } from '../../sandbox/services/ssm/ssm-service.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'

export const account = '123456789012'
export const region = 'us-east-1'
export const host = `${account}.dkr.ecr.${region}.amazonaws.com`
export const table = 'longshore-test'

/** A local AWS with every service that an adapter speaks to; the SDK finds it by the environment, as it would in a function. */
export interface AwsWorld extends Sandbox {
  readonly tables: Tables
  readonly parameters: ParameterStore
  /** Lets the world's time pass. */
  run(ms: number): Promise<void>
}

export async function startAws(): Promise<AwsWorld> {
  const sandbox = await startSandbox()
  pointSdkAt(sandbox.endpoint)
  return {
    ...sandbox,
    ...{ tables: sandbox.dynamodb, parameters: sandbox.ssm },
    run: (ms) => sandbox.clock.runUntil(sandbox.clock.now() + ms),
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
