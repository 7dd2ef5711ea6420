import { secretsClient } from '../../aws/clients.ts'

/** Where values of secret headers are that Secrets Manager keeps. */
export function secrets(): typeof secretsClient {
  return secretsClient
}
