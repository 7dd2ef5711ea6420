import type { Architecture } from '@aws-sdk/client-lambda'
import { invalid } from './conflicts.ts'
import { failureWords, unsupportedImage } from './function-fates.ts'
import type { FunctionCode, FunctionsState, SimulatedFunction } from './state.ts'

/**
 * What an `ImageUri` means at this moment: a tag is resolved once, here.
 * @throws {AwsError} InvalidParameterValueException for an image that is not there, an index, or one Lambda may not read
 */
export function resolveSourceImage(state: FunctionsState, imageUri: string): FunctionCode {
  refuseOtherRegistry(state, imageUri)
  const image = state.images.resolve(imageUri)
  if (image === undefined) throw invalid(`Source image ${imageUri} does not exist. Provide a valid source image.`)
  if (image.isIndex) throw invalid(unsupportedImage(imageUri))
  const fate = state.fates.get(image.digest)
  if (fate?.name === 'update-refused') throw invalid(failureWords(fate.reason ?? 'InvalidImage', imageUri))
  const [withoutDigest = ''] = imageUri.split('@')
  const colon = withoutDigest.lastIndexOf(':')
  const repository = colon > withoutDigest.lastIndexOf('/') ? withoutDigest.slice(0, colon) : withoutDigest
  return { imageUri, digest: image.digest, resolvedImageUri: `${repository}@${image.digest}` }
}

// Lambda takes images of ECR in its own region only, of this account or another.
function refuseOtherRegistry({ world }: FunctionsState, imageUri: string): void {
  const region = /^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/./.exec(imageUri)?.[1]
  if (region === world.region) return
  throw invalid(`Source image ${imageUri} is not valid. Provide a valid source image.`)
}

/** @throws {AwsError} when the code does not go with the function's kind of package */
export function refuseOtherPackage(found: SimulatedFunction, imageUri: unknown): asserts imageUri is string {
  if (found.packageType === 'Zip' && imageUri !== undefined) {
    throw invalid("Please don't provide ImageUri when updating a function with packageType Zip.")
  }
  if (found.packageType === 'Image' && imageUri === undefined) {
    throw invalid('Please provide ImageUri when updating a function with packageType Image.')
  }
}

/** Whether a function of this architecture can start the image. Lambda does not look at it before it starts. */
export function fitsArchitecture(state: FunctionsState, digest: string, architecture: Architecture): boolean {
  return (state.architectures.get(digest) ?? architecture) === architecture
}
