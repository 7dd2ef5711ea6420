import type { LastUpdateStatusReasonCode } from '@aws-sdk/client-lambda'

export type FunctionFateName =
  | 'healthy'
  | 'slow-invocations'
  | 'errors'
  | 'throttles'
  | 'update-fails'
  | 'update-refused'
  | 'update-hangs'

/** Reasons for which an update to an image can fail or be refused. */
export const IMAGE_FAILURES = [
  'ImageDeleted',
  'ImageAccessDenied',
  'InvalidImage',
  'InvalidConfiguration',
  'InsufficientRolePermissions',
  'InternalError',
  'FunctionError',
  'FunctionError.InvalidEntryPoint',
  'FunctionError.RuntimeInitError',
] as const satisfies readonly LastUpdateStatusReasonCode[]

export type ImageFailure = (typeof IMAGE_FAILURES)[number]

/** What becomes of functions that run an image. It belongs to the image's content, hence to its digest. */
export interface FunctionFate {
  readonly name: FunctionFateName
  /** `errors`, `throttles`: the share of invocations that meet it, 0 to 1; default 1. */
  readonly share?: number
  /** `slow-invocations`: how long an invocation takes, default 2.5; longer than the function's timeout, it times out. */
  readonly seconds?: number
  /** `update-fails`, `update-refused`: why; default InvalidImage. */
  readonly reason?: ImageFailure
}

export function functionFateOf(fate: FunctionFateName | FunctionFate): FunctionFate {
  return typeof fate === 'string' ? { name: fate } : fate
}

/** The words Lambda gives for a failure; those of InvalidImage and ImageAccessDenied are known from real accounts. */
export function failureWords(reason: ImageFailure, imageUri: string): string {
  switch (reason) {
    case 'InvalidImage':
      return unsupportedImage(imageUri)
    case 'ImageAccessDenied':
      return 'Lambda does not have permission to access the ECR image. Check the ECR permissions.'
    case 'ImageDeleted':
      return `The image ${imageUri} was deleted from its repository.`
    case 'InsufficientRolePermissions':
      return "The function's execution role does not have the permissions it needs."
    case 'InvalidConfiguration':
      return "The function's configuration is not valid for the image."
    case 'InternalError':
      return 'Lambda met an internal error.'
    case 'FunctionError':
    case 'FunctionError.RuntimeInitError':
      return 'The runtime of the function failed to start.'
    case 'FunctionError.InvalidEntryPoint':
      return 'Error: fork/exec /lambda-entrypoint.sh: exec format error'
  }
}

/** What Lambda says of an image index and of anything else that is no single image. */
export function unsupportedImage(imageUri: string): string {
  return `The image manifest, config or layer media type for the source image ${imageUri} is not supported.`
}
