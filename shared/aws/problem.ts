import type { Problem } from '../domain/observation.ts'
import { redact } from '../redact.ts'

/** What was being done when AWS refused: enough to say what, where and which permission is missing. */
export interface Doing {
  /** As a permission names it: `ecs:UpdateService`. */
  readonly action: string
  /** As people name it: `service api in cluster production`. */
  readonly subject: string
  /** What this action answers, as `name: message`, when it only needs to be called again a little later. */
  readonly passing?: RegExp
}

interface AwsFailure {
  readonly name: string
  readonly message: string
  readonly status: number | undefined
}

const longestMessage = 300

const causes: readonly { readonly cause: Problem['cause']; readonly names: RegExp }[] = [
  { cause: 'throttled', names: /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|SlowDown/ },
  {
    cause: 'denied',
    names: /AccessDenied|Unauthorized|AuthorizationError|UnrecognizedClient|InvalidSignature|ExpiredToken/,
  },
  { cause: 'denied', names: /InvalidClientTokenId|SignatureDoesNotMatch|CredentialsProviderError|KMSAccessDenied/ },
  { cause: 'gone', names: /NotFound|NotActive|NonExistent|DoesNotExist/ },
  { cause: 'unsupported', names: /UnsupportedFeature|UnknownOperation|UnsupportedOperation/ },
  {
    cause: 'invalid',
    names: /Invalid|Validation|ClientException|Incompatibility|PlatformUnknown|LimitExceeded|Conflict/,
  },
]

const mends: Readonly<Record<Problem['cause'], string>> = {
  throttled: 'It is tried again by itself.',
  unavailable: 'It is tried again by itself.',
  gone: 'Create it again, or correct the configuration and deploy Longshore again.',
  denied: 'Allow it for the function that asked, then try again.',
  unsupported: 'Longshore cannot handle this; take the target out of the configuration or change it on AWS.',
  invalid: 'Correct what AWS complains of, then deploy again.',
}

/** What an error of the AWS SDK means for a target, in words. Never throws, whatever it is given. */
export function problemOf(error: unknown, doing: Doing): Problem {
  const failure = readFailure(error)
  const cause = doing.passing?.test(`${failure.name}: ${failure.message}`) ? 'throttled' : causeOf(failure)
  const denied = cause === 'denied' ? deniedAction(failure.message, doing) : undefined
  const why = denied ?? `${failure.name}: ${brief(failure.message)}`
  const message = `Cannot ${verbOf(doing.action)} ${doing.subject}: ${why} ${mends[cause]}`
  return { kind: 'problem', cause, message }
}

/** The name of an SDK error (`ImageNotFoundException`), or `''` when it is something else. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

function causeOf({ name, message, status }: AwsFailure): Problem['cause'] {
  if (/is not authorized to perform/.test(message)) return 'denied'
  if (/too many concurrent|rate exceeded/i.test(message)) return 'throttled'
  const known = causes.find(({ names }) => names.test(name))
  if (known?.cause === 'throttled') return 'throttled'
  if (status !== undefined && status >= 500) return 'unavailable'
  if (known) return known.cause
  return status !== undefined && status >= 400 ? 'invalid' : 'unavailable'
}

function deniedAction(message: string, doing: Doing): string {
  const [, action, resource] =
    /is not authorized to perform: (\S+?)(?: on resource: (\S+))?(?:\s|$)/.exec(message) ?? []
  return `the permission ${action ?? doing.action} is missing on ${resource ?? doing.subject}.`
}

/** `ecs:UpdateService` → `update`: the subject names the thing. */
function verbOf(action: string): string {
  const operation = action.slice(action.indexOf(':') + 1)
  if (operation.startsWith('Batch')) return operation.startsWith('BatchGet') ? 'read' : 'write'
  return (/^[A-Z]?[a-z]+/.exec(operation)?.[0] ?? operation).toLowerCase()
}

function brief(message: string): string {
  const line = redact(message).replace(/\s+/g, ' ').trim()
  const short = line.length > longestMessage ? `${line.slice(0, longestMessage - 1)}…` : line
  return /[.!?…]$/.test(short) ? short : `${short}.`
}

function readFailure(error: unknown): AwsFailure {
  if (!(error instanceof Error)) return { name: 'UnknownError', message: wordsOf(error), status: undefined }
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined
  return { name: error.name, message: error.message, status: typeof status === 'number' ? status : undefined }
}

/** Not everything that can be thrown can be made a text. */
function wordsOf(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : `something that is no error was thrown (${typeof thrown})`
}
