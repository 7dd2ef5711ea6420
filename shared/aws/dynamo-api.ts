import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  type BatchWriteItemCommandOutput,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DeleteItemCommandOutput,
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  type GetItemCommandOutput,
  PutItemCommand,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { ClientSettings } from './client-settings.ts'

/** The calls to DynamoDB that Longshore makes. */
export interface DynamoApi {
  get(input: GetItemCommandInput): Promise<GetItemCommandOutput>
  put(input: PutItemCommandInput): Promise<PutItemCommandOutput>
  remove(input: DeleteItemCommandInput): Promise<DeleteItemCommandOutput>
  query(input: QueryCommandInput): Promise<QueryCommandOutput>
  batchWrite(input: BatchWriteItemCommandInput): Promise<BatchWriteItemCommandOutput>
}

export function dynamoApi(settings: ClientSettings): DynamoApi {
  const client = new DynamoDBClient(settings)
  return {
    get: (input) => client.send(new GetItemCommand(input)),
    put: (input) => client.send(new PutItemCommand(input)),
    remove: (input) => client.send(new DeleteItemCommand(input)),
    query: (input) => client.send(new QueryCommand(input)),
    batchWrite: (input) => client.send(new BatchWriteItemCommand(input)),
  }
}
