import {
  GetParameterCommand,
  type GetParameterCommandInput,
  type GetParameterCommandOutput,
  SSMClient,
} from '@aws-sdk/client-ssm'
import type { ClientSettings } from './client-settings.ts'

/** The call to the parameter store that Longshore makes. */
export interface SsmApi {
  getParameter(input: GetParameterCommandInput): Promise<GetParameterCommandOutput>
}

export function ssmApi(settings: ClientSettings): SsmApi {
  const client = new SSMClient(settings)
  return { getParameter: (input) => client.send(new GetParameterCommand(input)) }
}
