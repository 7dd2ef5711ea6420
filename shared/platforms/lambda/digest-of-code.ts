import type { GetFunctionCommandOutput } from '@aws-sdk/client-lambda'
import { type Digest, isDigest } from '../../domain/image.ts'

/** What a function or version runs: the digest in its resolved image URI. Absent for what is no image. */
export function digestOfCode({ Code: code }: GetFunctionCommandOutput): Digest | undefined {
  const digest = code?.ResolvedImageUri?.split('@')[1] ?? ''
  return isDigest(digest) ? digest : undefined
}
