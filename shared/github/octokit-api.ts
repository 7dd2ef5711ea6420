import { Octokit } from '@octokit/core'
import * as z from 'zod/mini'
import type { GithubAuth } from '../config/normalised.ts'
import type { Clock, SecretValues } from '../ports.ts'
import { type Authoriser, authoriser } from './authorise.ts'
import type { Comparison, GithubApi, Repository, Wish } from './github-api.ts'
import { githubRefusal } from './github-refusal.ts'

export interface OctokitOptions {
  readonly auth: GithubAuth
  /** `https://api.github.com` */
  readonly url: string
  readonly secrets: SecretValues
  readonly clock: Clock
}

/** The library waits for ever by itself. */
const timeoutMs = 4_000

const apiVersion = '2022-11-28'

const Made = z.object({ id: z.int() })
const Found = z.array(z.object({ id: z.int(), payload: z.unknown() }))
const Payload = z.object({ longshore: z.object({ deployment: z.string() }) })
const Statuses = z.array(z.object({ state: z.string(), description: z.nullish(z.string()) }))
const GitCommit = z.object({ committer: z.object({ date: z.string() }) })
const Compared = z.object({
  ahead_by: z.int(),
  behind_by: z.int(),
  total_commits: z.int(),
  commits: z.array(
    z.object({
      sha: z.string(),
      commit: z.object({
        message: z.string(),
        author: z.nullish(z.object({ name: z.nullish(z.string()) })),
        committer: z.nullish(z.object({ date: z.nullish(z.string()) })),
      }),
      author: z.nullish(z.object({ login: z.optional(z.string()) })),
    }),
  ),
})

/** GitHub by its official library. Nothing is retried here: that is the queue's work. */
export function octokitApi(options: OctokitOptions): GithubApi {
  const call = caller(options)
  return {
    async create(repository, wish) {
      const data = await call('create a deployment', repository, 'POST /repos/{owner}/{repo}/deployments', wished(wish))
      return Made.parse(data).id
    },
    async find(repository, { ref, environment, deploymentId }) {
      const asked = { ref, environment, per_page: 100 }
      const data = await call('look for a deployment', repository, 'GET /repos/{owner}/{repo}/deployments', asked)
      return Found.parse(data).find(({ payload }) => idIn(payload) === deploymentId)?.id
    },
    async post(repository, id, { state, description }, { logUrl, environmentUrl }) {
      await call('set a status', repository, 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
        ...{ deployment_id: id, state, description },
        // Another target may share the environment: what is no longer active is told one by one.
        auto_inactive: false,
        ...(logUrl === undefined ? {} : { log_url: logUrl }),
        ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
      })
    },
    async newestStatus(repository, id) {
      const route = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses'
      const data = await call('read statuses', repository, route, { deployment_id: id, per_page: 1 })
      const [newest] = Statuses.parse(data)
      return newest && { state: newest.state, description: newest.description ?? '' }
    },
    async resolve(repository, revision) {
      const asked = { ref: revision, headers: { accept: 'application/vnd.github.sha' } }
      return z.string().parse(await call('find a commit', repository, 'GET /repos/{owner}/{repo}/commits/{ref}', asked))
    },
    async committedAt(repository, sha) {
      const route = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}'
      return Date.parse(
        GitCommit.parse(await call('read a commit', repository, route, { commit_sha: sha })).committer.date,
      )
    },
    compare: (repository, base, head) => compare(call, repository, `${base}...${head}`),
  }
}

type Call = (what: string, repository: Repository, route: string, parameters: object) => Promise<unknown>

function caller({ auth, url, secrets, clock }: OctokitOptions): Call {
  const octokit = new Octokit({
    baseUrl: url,
    userAgent: 'longshore',
    request: {
      fetch: (target: string, init: RequestInit) => fetch(target, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
    },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  })
  const authorised = authoriser(auth, secrets, octokit)
  return async (what, repository, route, { headers = {}, ...parameters }: { headers?: object }) => {
    const token = await tokenFor(authorised, repository, clock)
    try {
      const { data }: { data: unknown } = await octokit.request(route, {
        ...{ owner: repository.owner, repo: repository.name },
        ...parameters,
        headers: { 'x-github-api-version': apiVersion, ...headers, authorization: `token ${token}` },
      })
      return data
    } catch (error) {
      const refusal = githubRefusal(error, { what, repository, now: clock.now() })
      if (refusal.kind === 'denied') authorised.forget()
      throw refusal
    }
  }
}

function ignore(): void {}

/** What fails before GitHub is asked (a secret, its text) is no answer of GitHub. */
async function tokenFor(authorised: Authoriser, repository: Repository, clock: Clock): Promise<string> {
  try {
    return await authorised.token(repository)
  } catch (error) {
    if (error instanceof Error && 'status' in error)
      throw githubRefusal(error, { what: 'speak as the App', repository, now: clock.now() })
    throw error
  }
}

function wished({ ref, environment, isProduction, description, deploymentId, target, stack }: Wish): object {
  return {
    ...{ ref, task: 'deploy', auto_merge: false, required_contexts: [], environment, description },
    production_environment: isProduction,
    transient_environment: false,
    payload: { longshore: { deployment: deploymentId, target, stack } },
  }
}

/** GitHub gives a payload back as it was sent, or as the text of it. */
function idIn(payload: unknown): string | undefined {
  const parsed = z.safeParse(Payload, typeof payload === 'string' ? jsonIn(payload) : payload)
  return parsed.success ? parsed.data.longshore.deployment : undefined
}

/** `undefined` is what is not JSON: no JSON text means it. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const pageSize = 100

/** The first page, and of a long comparison the last one: there are the newest commits. */
async function compare(call: Call, repository: Repository, basehead: string): Promise<Comparison> {
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}'
  const page = async (number: number) =>
    Compared.parse(await call('compare commits', repository, route, { basehead, per_page: pageSize, page: number }))
  const first = await page(1)
  const pages = Math.ceil(first.total_commits / pageSize)
  const commits = pages > 1 ? [...first.commits, ...(await page(pages)).commits] : first.commits
  return {
    ...{ ahead: first.ahead_by, behind: first.behind_by },
    commits: commits.map(({ sha, commit, author }) => ({
      ...{ sha, message: commit.message, author: author?.login ?? commit.author?.name ?? undefined },
      at: commit.committer?.date ? Date.parse(commit.committer.date) : undefined,
    })),
  }
}
