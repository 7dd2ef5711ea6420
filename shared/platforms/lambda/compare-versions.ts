import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { LambdaApi } from '../../aws/lambda-api.ts'
import type { LambdaTarget } from '../../config/normalised.ts'
import { readingThing } from './calling-lambda.ts'
import { hasAlias, versionIn } from './lambda-context.ts'

/** Members whose values may be shown: they hold no secret. */
const shown = ['MemorySize', 'Timeout', 'Role', 'PackageType'] as const

/** Members of which is only said that they differ. */
const named = ['Architectures', 'EphemeralStorage', 'ImageConfigResponse', 'TracingConfig', 'VpcConfig'] as const

/**
 * What differs between the version that an alias points at and what is to take its place, besides the image: another version, or
 * without `to` one that would be published now, with the configuration that the function has now. Without an alias the function's
 * configuration stays. Throws a Refusal when one of them cannot be read.
 */
export async function compareVersions(
  client: () => Promise<LambdaApi>,
  target: LambdaTarget,
  from: string,
  to: string | undefined,
): Promise<string[]> {
  const version = versionIn(target, from)
  if (!hasAlias(target) || version === undefined) return []
  const [before, after] = await Promise.all([
    configurationOf(client, target, version),
    configurationOf(client, target, versionIn(target, to)),
  ])
  return [...memberDifferences(before, after), ...variableDifferences(before, after)]
}

async function configurationOf(
  client: () => Promise<LambdaApi>,
  { function: FunctionName }: LambdaTarget,
  version: string | undefined,
): Promise<FunctionConfiguration> {
  const api = await client()
  const subject = version === undefined ? `function ${FunctionName}` : `version ${version} of function ${FunctionName}`
  const input = { FunctionName, ...(version === undefined ? {} : { Qualifier: version }) }
  const { Configuration = {} } = await readingThing('GetFunction', subject, () => api.getFunction(input))
  return Configuration
}

function memberDifferences(before: FunctionConfiguration, after: FunctionConfiguration): string[] {
  const values = shown.flatMap((key) =>
    before[key] === after[key] ? [] : [`${key} ${before[key] ?? 'none'} → ${after[key] ?? 'none'}`],
  )
  const others = named.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  return [...values, ...others.map((key) => `${key} differs`)]
}

/** Names alone: values may be secrets. */
function variableDifferences(before: FunctionConfiguration, after: FunctionConfiguration): string[] {
  const [left, right] = [before.Environment?.Variables ?? {}, after.Environment?.Variables ?? {}]
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()
  return names.flatMap((name) => {
    if (left[name] === right[name]) return []
    const how = name in left ? (name in right ? 'differs' : 'removed') : 'added'
    return [`environment variable ${name} ${how}`]
  })
}
