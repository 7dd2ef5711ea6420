import { AwsError, type Call } from '../service.ts'
import type { Protocol } from './service-model.ts'

/** The words AWS throttles with differ by service; each is one that the SDK's retry recognises. */
const THROTTLES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  sns: ['Throttling', 400],
  sts: ['Throttling', 400],
  sqs: ['RequestThrottled', 403],
  lambda: ['TooManyRequestsException', 429],
  ec2: ['RequestLimitExceeded', 503],
}

const DENIALS: Readonly<Record<string, string>> = { sns: 'AuthorizationError', ec2: 'UnauthorizedOperation' }

/** What a call that a fault refuses is answered. */
export function refusalOf(
  fault: 'throttle' | 'server-error' | 'access-denied',
  call: Call,
  protocol: Protocol | undefined,
): AwsError {
  if (fault === 'throttle') {
    const [code, status] = THROTTLES[call.service] ?? ['ThrottlingException', 400]
    return new AwsError(code, 'Rate exceeded', status)
  }
  if (fault === 'server-error') {
    return new AwsError('InternalFailure', 'The request processing has failed because of an unknown error.', 500)
  }
  const code = DENIALS[call.service] ?? (protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException')
  const status = protocol === 'json1.0' || protocol === 'json1.1' ? 400 : 403
  const action = `${call.service}:${call.operation}`
  return new AwsError(
    code,
    `User: arn:aws:sts::000000000000:assumed-role/${call.caller} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
    status,
  )
}

/** What a call that the sandbox lacks is answered: AWS's own shape, so that a client reports it instead of choking on it. */
export function unknownOperation(service: string, operation: string, protocol: Protocol | undefined): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `The sandbox does not know ${service}:${operation}. Add the operation to sandbox/services/${service}, or do without it here.`,
    protocol === 'rest' ? 404 : 400,
  )
}

/** A failure inside the sandbox, worded for the client that met it; not retried by the SDK, so that it shows at once. */
export function sandboxBug(error: unknown): AwsError {
  const text = error instanceof Error ? error.message : String(error)
  return new AwsError('SandboxBug', `The sandbox itself failed: ${text}`)
}
