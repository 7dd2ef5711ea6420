import {
  IAMClient,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
  type SimulatePrincipalPolicyCommandOutput,
} from '@aws-sdk/client-iam'
import type { ClientSettings } from './client-settings.ts'

/** The call to IAM that Longshore makes. */
export interface IamApi {
  simulatePrincipalPolicy(input: SimulatePrincipalPolicyCommandInput): Promise<SimulatePrincipalPolicyCommandOutput>
}

/** IAM throttles simulations sooner than other calls. */
const maxAttempts = 6

export function iamApi(settings: ClientSettings): IamApi {
  const client = new IAMClient({ ...settings, maxAttempts })
  return { simulatePrincipalPolicy: (input) => client.send(new SimulatePrincipalPolicyCommand(input)) }
}
