import {
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  type GetItemCommandOutput,
  PutItemCommand,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { ClientSettings } from './client-settings.ts'

/** The calls to DynamoDB of whoever must know every record there is. */
export interface DynamoScanApi {
  get(input: GetItemCommandInput): Promise<GetItemCommandOutput>
  put(input: PutItemCommandInput): Promise<PutItemCommandOutput>
  scan(input: ScanCommandInput): Promise<ScanCommandOutput>
}

export function dynamoScanApi(settings: ClientSettings): DynamoScanApi {
  const client = new DynamoDBClient(settings)
  return {
    get: (input) => client.send(new GetItemCommand(input)),
    put: (input) => client.send(new PutItemCommand(input)),
    scan: (input) => client.send(new ScanCommand(input)),
  }
}
