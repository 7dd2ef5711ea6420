import type { FunctionConfiguration, GetFunctionCommandOutput } from '@aws-sdk/client-lambda'
import { answering, refuse } from '../../aws/refusal.ts'
import type { LambdaTarget } from '../../config/normalised.ts'
import type { Digest, Millis } from '../../domain/image.ts'
import { isProblem } from '../../domain/observation.ts'
import { readingThing } from './calling-lambda.ts'
import { digestOfCode } from './digest-of-code.ts'
import { failureWords } from './failure-words.ts'
import { type LambdaContext, versionCarrier } from './lambda-context.ts'

/** How an update, or the making of a version, stands. */
export interface Standing {
  readonly kind: 'ready' | 'under-way' | 'failed'
  /** Why it failed, in plain words. */
  readonly why?: string
}

/** `$LATEST` as it is now. */
export interface Latest {
  readonly digest: Digest
  readonly imageUri: string
  /** What PublishVersion compares; empty when Lambda does not tell. */
  readonly codeSha256: string
  readonly standing: Standing
  /** When code or configuration were last asked to change, by AWS's clock. */
  readonly changedAt: Millis
}

export interface Version {
  readonly number: string
  readonly digest: Digest
  readonly standing: Standing
  readonly description: string
}

/** Reads `$LATEST`. Throws a Refusal when there is no such function or it runs no image. */
export async function readLatest(context: LambdaContext, target: LambdaTarget): Promise<Latest> {
  const answer = await getFunction(context, target)
  const { Configuration: configuration = {}, Code: code } = answer
  return {
    digest: digestOfCode(answer) ?? refuse('unsupported', noImage(target)),
    imageUri: code?.ResolvedImageUri ?? '',
    codeSha256: configuration.CodeSha256 ?? '',
    standing: standingOf(configuration),
    changedAt: Date.parse(configuration.LastModified ?? ''),
  }
}

/** Reads a published version; undefined when it is gone. */
export async function readVersion(
  context: LambdaContext,
  target: LambdaTarget,
  number: string,
): Promise<Version | undefined> {
  const answer = await answering(() => getFunction(context, target, number))
  if (isProblem(answer)) return answer.cause === 'gone' ? undefined : refuse(answer.cause, answer.message)
  const digest = digestOfCode(answer) ?? refuse('unsupported', noImage(target))
  context.digests.set(versionCarrier(target, number), digest)
  const { Configuration: configuration = {} } = answer
  return { number, digest, standing: standingOf(configuration), description: configuration.Description ?? '' }
}

async function getFunction(
  context: LambdaContext,
  target: LambdaTarget,
  version?: string,
): Promise<GetFunctionCommandOutput> {
  const api = await context.client()
  const { function: FunctionName } = target
  const subject = version === undefined ? `function ${FunctionName}` : `version ${version} of function ${FunctionName}`
  const input = { FunctionName, ...(version === undefined ? {} : { Qualifier: version }) }
  return readingThing('GetFunction', subject, () => api.getFunction(input))
}

/** An update counts, where there was one; else whether the function or version itself came to be. */
export function standingOf(configuration: FunctionConfiguration): Standing {
  const { State: state, LastUpdateStatus: update } = configuration
  if (update === 'Failed') {
    return {
      kind: 'failed',
      why: failureWords(configuration.LastUpdateStatusReasonCode, configuration.LastUpdateStatusReason),
    }
  }
  if (state === 'Failed')
    return { kind: 'failed', why: failureWords(configuration.StateReasonCode, configuration.StateReason) }
  return { kind: update === 'InProgress' || state === 'Pending' ? 'under-way' : 'ready' }
}

function noImage({ function: name }: LambdaTarget): string {
  return `The function ${name} runs no container image. Create it anew with the package type Image, or take the target out of longshore.yml.`
}
