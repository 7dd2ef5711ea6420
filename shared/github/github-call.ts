import { Octokit } from '@octokit/core'
import * as z from 'zod/mini'
import type { GithubAuth } from '../config/normalised.ts'
import { nameOfSource } from '../origin/origin.ts'
import type { Clock, SecretValues } from '../ports.ts'
import { type Authoriser, authoriser } from './authorise.ts'
import type { Repository } from './github-api.ts'
import { GithubRefusal, githubRefusal, speakingAsApp } from './github-refusal.ts'
import { tokenDoubts } from './token-doubt.ts'

export interface GithubOptions {
  readonly auth: GithubAuth
  /** `https://api.github.com` */
  readonly url: string
  readonly secrets: SecretValues
  readonly clock: Clock
}

/** One request. */
export interface Asking {
  /** `create a deployment` */
  readonly what: string
  readonly repository: Repository
  /** `GET /repos/{owner}/{repo}/deployments`; owner and name are filled in. */
  readonly route: string
  /** Of the route, the query or the body. */
  readonly parameters?: object
  /** Media type of the answer, if it is not JSON. */
  readonly accept?: string
}

/** Asks GitHub, once. Gives what `answer` describes of the answer; throws {@link GithubRefusal} for anything else. */
export type GithubCall = <S extends z.core.$ZodType>(asking: Asking, answer: S) => Promise<z.output<S>>

/** The library waits for ever by itself. */
const timeoutMs = 4_000

const apiVersion = '2022-11-28'

export function githubCall({ auth, url, secrets, clock }: GithubOptions): GithubCall {
  const octokit = new Octokit({
    baseUrl: url,
    userAgent: 'longshore',
    request: { fetch: fetchInTime },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  })
  const authorised = authoriser(auth, secrets, octokit)
  const doubts = tokenDoubts(clock, auth.by)
  return async (asking, answer) => {
    try {
      const data = await ask(octokit, asking, await tokenFor(authorised, asking, clock), clock)
      doubts.accepted(asking.repository)
      return understood(data, answer, asking)
    } catch (error) {
      if (!(error instanceof GithubRefusal) || error.kind !== 'denied') throw error
      authorised.forget(asking.repository)
      throw doubts.mayPass(asking.repository) ? doubted(error) : error
    }
  }
}

/** Seconds until another token is tried. */
const doubtSeconds = 15

function doubted(refusal: GithubRefusal): GithubRefusal {
  const message = `${refusal.message} Before that another token is tried.`
  return new GithubRefusal('unavailable', message, doubtSeconds, { cause: refusal })
}

function fetchInTime(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) })
}

function ignore(): void {}

async function ask(octokit: Octokit, asking: Asking, token: string, clock: Clock): Promise<unknown> {
  const { repository, route, parameters, accept } = asking
  try {
    const { data }: { data: unknown } = await octokit.request(route, {
      ...{ owner: repository.owner, repo: repository.name },
      ...parameters,
      headers: {
        'x-github-api-version': apiVersion,
        authorization: `token ${token}`,
        ...(accept === undefined ? {} : { accept }),
      },
    })
    return data
  } catch (error) {
    throw githubRefusal(error, { ...asking, now: clock.now() })
  }
}

/** What fails before GitHub is asked (a secret, its text) is no answer of GitHub. */
async function tokenFor(authorised: Authoriser, { repository }: Asking, clock: Clock): Promise<string> {
  try {
    return await authorised.token(repository)
  } catch (error) {
    if (!(error instanceof Error) || !('status' in error)) throw error
    throw githubRefusal(error, { what: speakingAsApp, repository, now: clock.now() })
  }
}

/** A proxy's page, or half an answer: whatever was asked for may have been done. */
function understood<S extends z.core.$ZodType>(data: unknown, answer: S, { what, repository }: Asking): z.output<S> {
  const parsed = z.safeParse(answer, data)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.join('.')
  const problem = where ? `${where} is missing or wrong` : 'it is something else'
  throw new GithubRefusal(
    'unavailable',
    `Cannot ${what} in ${nameOfSource(repository)}: the answer cannot be understood, ${problem}. It is tried again by itself.`,
  )
}
