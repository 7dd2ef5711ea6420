import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  type GetSecretValueCommandOutput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import type { ClientSettings } from './client-settings.ts'

/** The call to Secrets Manager that Longshore makes. */
export interface SecretsApi {
  getSecretValue(input: GetSecretValueCommandInput): Promise<GetSecretValueCommandOutput>
}

export function secretsApi(settings: ClientSettings): SecretsApi {
  const client = new SecretsManagerClient(settings)
  return { getSecretValue: (input) => client.send(new GetSecretValueCommand(input)) }
}
