import {
  GetFunctionCommand,
  type GetFunctionCommandInput,
  type GetFunctionCommandOutput,
  LambdaClient,
  ListVersionsByFunctionCommand,
  type ListVersionsByFunctionCommandInput,
  type ListVersionsByFunctionCommandOutput,
} from '@aws-sdk/client-lambda'
import type { ClientSettings } from './client-settings.ts'

/** The calls to Lambda that tell what all versions of a function run. */
export interface LambdaVersionsApi {
  getFunction(input: GetFunctionCommandInput): Promise<GetFunctionCommandOutput>
  listVersionsByFunction(input: ListVersionsByFunctionCommandInput): Promise<ListVersionsByFunctionCommandOutput>
}

export function lambdaVersionsApi(settings: ClientSettings): LambdaVersionsApi {
  const client = new LambdaClient(settings)
  return {
    getFunction: (input) => client.send(new GetFunctionCommand(input)),
    listVersionsByFunction: (input) => client.send(new ListVersionsByFunctionCommand(input)),
  }
}
