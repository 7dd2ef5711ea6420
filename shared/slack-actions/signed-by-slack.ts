import type { SecretName } from '../config/normalised.ts'
import { isSignedBy, type SignedRequest } from '../inbound/slack-request.ts'
import type { Clock, SecretValues } from '../ports.ts'

/** A secret that was replaced is noticed by the first press; a stranger's forgeries ask the store no more often than this. */
const readAnewAfterMs = 60_000

export interface SigningOptions {
  /** Holds one secret, or two with space between them while one takes the place of the other. */
  readonly name: SecretName
  readonly secrets: SecretValues
  readonly clock: Clock
}

/** Whether the Slack app signed a request. Rejects, naming the secret, when that cannot be read. */
export function signedBySlack({ name, secrets, clock }: SigningOptions): (request: SignedRequest) => Promise<boolean> {
  let readAnewAt = Number.NEGATIVE_INFINITY
  const isSigned = async (request: SignedRequest) =>
    isSignedBy(request, (await secrets.read(name)).trim().split(/\s+/).slice(0, 2))
  return async (request) => {
    if (await isSigned(request)) return true
    if (clock.now() - readAnewAt < readAnewAfterMs) return false
    readAnewAt = clock.now()
    secrets.forget(name)
    return await isSigned(request)
  }
}
