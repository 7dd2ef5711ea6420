import type { FunctionDefinition } from '../services/lambda/function.ts'
import { functionArn, functionName, type Place } from './physical-resources.ts'
import { type IntrinsicScope, resolveIntrinsics } from './resolve-intrinsics.ts'
import type { ServerlessFile } from './serverless-file.ts'
import { asRecord } from './value-at.ts'

type Settings = Readonly<Record<string, unknown>>

const QUEUE_HOST = /^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?=\/)/

/** A function of serverless.yml as Lambda would hold it; `given` is its section with CloudFormation's functions resolved. */
export function functionDefinition(
  file: ServerlessFile,
  key: string,
  given: Settings,
  { place, scope }: { readonly place: Place; readonly scope: IntrinsicScope },
): FunctionDefinition {
  const code = file.code[key]
  if (!code) throw new Error(`Cannot run ${key}: its handler was not built.`)
  const { provider } = file
  const name = functionName(file, key, given)
  const shared = asRecord(resolveIntrinsics(provider['environment'], scope))
  const onFailure = failureTarget(given)
  const reserved = resolveIntrinsics(given['reservedConcurrency'], scope)
  return {
    key,
    name,
    arn: functionArn(name, place),
    code,
    timeoutMs: Number(given['timeout'] ?? provider['timeout'] ?? 6) * 1000,
    memorySize: Number(given['memorySize'] ?? provider['memorySize'] ?? 1024),
    environment: environment({ ...shared, ...asRecord(given['environment']) }, place),
    maximumRetryAttempts: Number(given['maximumRetryAttempts'] ?? 2),
    maximumEventAgeMs: Number(given['maximumEventAge'] ?? 21_600) * 1000,
    ...(reserved === undefined ? {} : { reservedConcurrency: Number(reserved) }),
    ...(given['onError'] === undefined ? {} : { deadLetterArn: String(given['onError']) }),
    ...(onFailure === undefined ? {} : { onFailureArn: onFailure }),
  }
}

function failureTarget(given: Settings): string | undefined {
  const target = asRecord(given['destinations'])['onFailure']
  if (target === undefined) return undefined
  return typeof target === 'string' ? target : String(asRecord(target)['arn'])
}

// A queue's URL names AWS's host, and the SDK follows it there: here the same queue is at the sandbox.
function environment(values: Settings, { endpoint }: Place): Record<string, string> {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(set.map(([name, value]) => [name, String(value).replace(QUEUE_HOST, endpoint)]))
}
