import { ssmClient } from '../../aws/clients.ts'

/** Where values of secret headers are that the parameter store keeps. */
export function parameters(): typeof ssmClient {
  return ssmClient
}
