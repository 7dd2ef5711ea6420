import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
  STSClient,
} from '@aws-sdk/client-sts'
import type { ClientSettings } from './client-settings.ts'

/** The one call to STS that Longshore makes. */
export interface StsApi {
  assumeRole(input: AssumeRoleCommandInput): Promise<AssumeRoleCommandOutput>
}

export function stsApi(settings: ClientSettings): StsApi {
  const client = new STSClient(settings)
  return { assumeRole: (input) => client.send(new AssumeRoleCommand(input)) }
}
