import type { FunctionCodeLocation, FunctionConfiguration } from '@aws-sdk/client-lambda'
import { LATEST, type Pointed } from './find-function.ts'
import type { FunctionVersion, Lifecycle, SimulatedFunction, Snapshot } from './state.ts'

/** What `$LATEST` looks like from outside. */
export function latestView(found: SimulatedFunction, qualifier?: string): FunctionConfiguration {
  const { status, reason, code } = found.lastUpdate
  return {
    ...snapshotView(found, found.shown),
    FunctionArn: qualifier === undefined ? found.arn : `${found.arn}:${qualifier}`,
    Version: LATEST,
    Description: found.shown.settings.description,
    RevisionId: found.revisionId,
    LastModified: lambdaTime(found.modifiedAt),
    ...lifecycleView(found.lifecycle),
    LastUpdateStatus: status,
    ...(reason === undefined ? {} : { LastUpdateStatusReason: reason }),
    ...(code === undefined ? {} : { LastUpdateStatusReasonCode: code }),
  }
}

export function versionView(
  found: SimulatedFunction,
  version: FunctionVersion,
  qualifier = version.number,
): FunctionConfiguration {
  return {
    ...snapshotView(found, version),
    FunctionArn: `${found.arn}:${qualifier}`,
    Version: version.number,
    Description: version.description,
    RevisionId: version.revisionId,
    LastModified: lambdaTime(version.publishedAt),
    ...lifecycleView(version.lifecycle),
    LastUpdateStatus: 'Successful',
  }
}

export function pointedView({ found, version, qualifier }: Pointed): FunctionConfiguration {
  return version === undefined ? latestView(found, qualifier) : versionView(found, version, qualifier)
}

export function codeView({ found, version }: Pointed): FunctionCodeLocation {
  const { code } = version ?? found.shown
  if (code === undefined) {
    return { RepositoryType: 'S3', Location: `https://awslambda-tasks.s3.amazonaws.com/snapshots/${found.name}` }
  }
  return { RepositoryType: 'ECR', ImageUri: code.imageUri, ResolvedImageUri: code.resolvedImageUri }
}

function snapshotView(found: SimulatedFunction, { code, settings }: Snapshot): FunctionConfiguration {
  const { role, timeoutSeconds, memorySize, architecture, environment } = settings
  return {
    FunctionName: found.name,
    PackageType: found.packageType,
    Role: role,
    Timeout: timeoutSeconds,
    MemorySize: memorySize,
    Architectures: [architecture],
    CodeSize: 0,
    CodeSha256: codeSha256(found, code?.digest),
    ...(found.packageType === 'Zip' ? { Runtime: 'nodejs24.x' as const, Handler: 'index.handler' } : {}),
    ...(Object.keys(environment).length === 0 ? {} : { Environment: { Variables: { ...environment } } }),
  }
}

/** Of an image the digest's hexadecimal digits. */
export function codeSha256({ name }: SimulatedFunction, digest: string | undefined): string {
  return digest === undefined ? Buffer.from(name).toString('base64') : digest.replace('sha256:', '')
}

function lifecycleView({ state, reason, code }: Lifecycle): FunctionConfiguration {
  return {
    State: state,
    ...(reason === undefined ? {} : { StateReason: reason }),
    ...(code === undefined ? {} : { StateReasonCode: code }),
  }
}

/** `2026-11-16T09:00:00.000+0000`, as Lambda writes it. */
function lambdaTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000')
}
