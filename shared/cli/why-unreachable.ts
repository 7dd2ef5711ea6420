import { shownEndpoint } from './shown-endpoint.ts'

/** Where AWS was asked, and with what. */
export interface Asked {
  readonly environment: NodeJS.ProcessEnv
  readonly region?: string
}

/**
 * Why nobody at AWS could be asked at all, and what to set, without a full stop. Undefined for what concerns the very question: only
 * whoever asked knows which right it takes.
 */
export function whyUnreachable(error: Error, asked: Asked): string | undefined {
  return mends.find(({ names }) => names.test(error.name) || names.test(error.message))?.words(asked)
}

/** Why a question of one's own to AWS failed, and what to set or which rights it takes, without a full stop. */
export function whyNotAsked(error: unknown, asked: Asked, rights: string): string {
  if (!(error instanceof Error)) return String(error)
  const checks = `Check AWS_PROFILE, the region (--region), and the rights ${rights}`
  return whyUnreachable(error, asked) ?? `${error.name}: ${error.message}. ${checks}`
}

const mends: readonly { readonly names: RegExp; readonly words: (asked: Asked) => string }[] = [
  { names: /region is missing/i, words: () => 'no region is named. Set AWS_REGION, or say --region' },
  { names: /^CredentialsProviderError$|could not load credentials/i, words: withoutCredentials },
  {
    names:
      /^(ExpiredToken|ExpiredTokenException|TokenProviderError|UnrecognizedClientException|InvalidSignatureException|InvalidClientTokenId)$/,
    words: () =>
      'the credentials are not valid, or no longer. Log in again (aws sso login), or set AWS_PROFILE to others',
  },
  {
    names: /^Invalid URL$/,
    words: () => 'AWS_ENDPOINT_URL is no URL such as http://127.0.0.1:4566. Mend it, or unset it for the real AWS',
  },
  { names: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|TimeoutError|AbortError|NetworkingError/, words: withoutAnybody },
]

function withoutCredentials({ environment }: Asked): string {
  const profile = environment['AWS_PROFILE']
  return profile === undefined || profile === ''
    ? 'there are no credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in: aws sso login'
    : `there are no credentials: the profile ${profile} (AWS_PROFILE) is not known or has none. Name another (aws configure list-profiles), or log in: aws sso login --profile ${profile}`
}

function withoutAnybody({ environment, region }: Asked): string {
  const endpoint = shownEndpoint(environment)
  return endpoint === undefined
    ? `AWS cannot be reached${region === undefined ? '' : ` in ${region}`}. Check the network and the region (--region)`
    : `nobody answers at AWS_ENDPOINT_URL (${endpoint}). Start it (npm run rehearse -- --serve), or unset it for the real AWS`
}
