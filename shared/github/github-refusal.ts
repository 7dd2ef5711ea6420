import * as z from 'zod/mini'
import { tidy } from '../notify/tidy.ts'
import { nameOfSource } from '../origin/origin.ts'
import type { Repository } from './github-api.ts'

/**
 * `limited` and `unavailable` pass by themselves; `refused` does not; `denied` neither, and nothing else will be taken until somebody
 * mends it. `afterSeconds`: when GitHub said it may be tried again.
 */
export type Cause = 'limited' | 'unavailable' | 'refused' | 'denied'

/** What GitHub, or the way there, answered instead of doing what was asked: what, why and how to mend. */
export class GithubRefusal extends Error {
  override name = 'GithubRefusal' as const
  readonly kind: Cause
  readonly afterSeconds: number | undefined

  constructor(kind: Cause, message: string, afterSeconds?: number, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
    this.afterSeconds = afterSeconds
  }
}

const Failure = z.object({
  status: z.number(),
  message: z.string(),
  response: z.optional(
    z.object({
      headers: z.record(z.string(), z.optional(z.union([z.string(), z.number()]))),
      data: z.optional(z.unknown()),
    }),
  ),
})

/** What was tried: enough to say how to mend it. */
export interface Trying {
  /** `create a deployment` */
  readonly what: string
  readonly repository: Repository
  /** Epoch ms: limits end at a time. */
  readonly now: number
}

/** What an error of the library means. Never throws, whatever it is given. */
export function githubRefusal(error: unknown, trying: Trying): GithubRefusal {
  if (error instanceof GithubRefusal) return error
  const failure = z.safeParse(Failure, error)
  // Without an answer there is no response, whatever status the library gives it.
  if (!failure.success || failure.data.response === undefined) {
    const why = tidy(error instanceof Error ? error.message : String(error), 200)
    return new GithubRefusal('unavailable', said(trying, `GitHub cannot be reached: ${why}`, again), undefined, {
      cause: error,
    })
  }
  const { status, message, response } = failure.data
  const words = `GitHub answered ${status}: ${tidy(message, 200)}`
  const { headers } = response
  if (isLimit(status, message, headers))
    return new GithubRefusal('limited', said(trying, words, again), pauseIn(headers, trying.now))
  if (status >= 500 || status === 408) return new GithubRefusal('unavailable', said(trying, words, again))
  return new GithubRefusal(status === 401 ? 'denied' : 'refused', said(trying, words, mendOf(status, trying)))
}

const again = 'It is tried again by itself.'

function said({ what, repository }: Trying, why: string, mend: string): string {
  return `Cannot ${what} in ${nameOfSource(repository)}: ${why}. ${mend}`
}

type Headers = Readonly<Record<string, string | number | undefined>>

/** Secondary limits come as 403 too, mostly with the header, always with the words. */
function isLimit(status: number, message: string, headers: Headers): boolean {
  if (status === 429) return true
  if (status !== 403) return false
  const isUsedUp = String(headers['x-ratelimit-remaining']) === '0'
  return headers['retry-after'] !== undefined || isUsedUp || /rate limit|abuse detection/i.test(message)
}

/** What is tried before anything else when an App speaks. */
export const speakingAsApp = 'speak as the App'

/** What GitHub asks for when a limit says nothing itself. */
const secondaryPauseSeconds = 60

function pauseIn(headers: Headers, now: number): number {
  const after = Number(headers['retry-after'])
  if (Number.isFinite(after)) return after
  const reset = Number(headers['x-ratelimit-reset'])
  return Number.isFinite(reset) ? Math.max(1, Math.ceil(reset - now / 1_000)) : secondaryPauseSeconds
}

const rights = '"Deployments: read and write" and "Contents: read"'

function mendOf(status: number, { what, repository }: Trying): string {
  const name = nameOfSource(repository)
  if (status === 401) return 'Store a token that is valid, or the key of the App that longshore.yml names.'
  if (status === 403) return `Grant the App or token ${rights}.`
  // No token is made with a right that the App lacks, or for a repository it is not installed on (under that name).
  if (status === 422 && what === speakingAsApp)
    return `Install the App on ${name}, by its present name, and grant it ${rights}.`
  if (status === 404) return `Check that ${name} exists, and install the App there or give the token access to it.`
  if (status === 422) return `Check that the commit was pushed to ${name} and still belongs to a branch or tag.`
  return 'Mend what GitHub complains of, then move the message from the dead-letter queue back (redrive to a custom destination, …-github).'
}
