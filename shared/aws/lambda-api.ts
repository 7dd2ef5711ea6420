import {
  GetAliasCommand,
  type GetAliasCommandInput,
  type GetAliasCommandOutput,
  GetFunctionCommand,
  type GetFunctionCommandInput,
  type GetFunctionCommandOutput,
  LambdaClient,
  PublishVersionCommand,
  type PublishVersionCommandInput,
  type PublishVersionCommandOutput,
  UpdateAliasCommand,
  type UpdateAliasCommandInput,
  type UpdateAliasCommandOutput,
  UpdateFunctionCodeCommand,
  type UpdateFunctionCodeCommandInput,
  type UpdateFunctionCodeCommandOutput,
} from '@aws-sdk/client-lambda'
import type { ClientSettings } from './client-settings.ts'

/** The calls to Lambda that Longshore makes. */
export interface LambdaApi {
  /** 100 a second; all others share 15. */
  getFunction(input: GetFunctionCommandInput): Promise<GetFunctionCommandOutput>
  getAlias(input: GetAliasCommandInput): Promise<GetAliasCommandOutput>
  updateFunctionCode(input: UpdateFunctionCodeCommandInput): Promise<UpdateFunctionCodeCommandOutput>
  publishVersion(input: PublishVersionCommandInput): Promise<PublishVersionCommandOutput>
  updateAlias(input: UpdateAliasCommandInput): Promise<UpdateAliasCommandOutput>
}

export function lambdaApi(settings: ClientSettings): LambdaApi {
  const client = new LambdaClient(settings)
  return {
    getFunction: (input) => client.send(new GetFunctionCommand(input)),
    getAlias: (input) => client.send(new GetAliasCommand(input)),
    updateFunctionCode: (input) => client.send(new UpdateFunctionCodeCommand(input)),
    publishVersion: (input) => client.send(new PublishVersionCommand(input)),
    updateAlias: (input) => client.send(new UpdateAliasCommand(input)),
  }
}
