import { Refusal, refuse } from '../../aws/refusal.ts'
import { imageContainer } from '../../config/kinds/image-container.ts'
import type { LambdaTarget } from '../../config/normalised.ts'
import type { Image } from '../../domain/image.ts'
import type { Release } from '../../domain/record.ts'
import { callingLambda } from './calling-lambda.ts'
import { mendOf } from './failure-words.ts'
import type { LambdaContext } from './lambda-context.ts'

/** The image of a release of a function. */
export function imageOf({ images }: Release): Image {
  return (
    images[imageContainer] ??
    refuse('invalid', 'The release names no image for the function. Push or redeploy an image of its repository.')
  )
}

/** The image as Lambda is given it: by digest, never by a tag. */
export function pinned({ repository, digest }: Image): string {
  return `${repository}@${digest}`
}

/** Begins to update `$LATEST`. Throws a Refusal, with how to mend it, for an image that Lambda does not take. */
export async function updateCode(context: LambdaContext, target: LambdaTarget, image: Image): Promise<void> {
  const api = await context.client()
  const input = { FunctionName: target.function, ImageUri: pinned(image) }
  try {
    await callingLambda('UpdateFunctionCode', `function ${target.function}`, () => api.updateFunctionCode(input))
  } catch (error) {
    const mend = error instanceof Refusal ? mendOf(error.message) : undefined
    if (!(error instanceof Refusal) || mend === undefined) throw error
    refuse(error.problem.cause, `Lambda does not take the image. ${mend} (${error.message})`)
  }
}
