import * as z from 'zod/mini'
import type { Comparison, GithubApi, Repository, Wish } from './github-api.ts'
import { type GithubCall, type GithubOptions, githubCall } from './github-call.ts'

const Sha = z.string().check(z.regex(/^[0-9a-f]{40}$/))
const Seen = z.object({ private: z.boolean() })
const Made = z.object({ id: z.int() })
const Found = z.array(z.object({ id: z.int(), payload: z.unknown() }))
const Payload = z.object({ longshore: z.object({ deployment: z.string() }) })
const Statuses = z.array(z.object({ state: z.string(), description: z.nullish(z.string()) }))
const GitCommit = z.object({ committer: z.object({ date: z.iso.datetime({ offset: true }) }) })
const Compared = z.object({
  ahead_by: z.int(),
  behind_by: z.int(),
  total_commits: z.int(),
  commits: z.array(
    z.object({
      sha: Sha,
      commit: z.object({
        message: z.string(),
        author: z.nullish(z.object({ name: z.nullish(z.string()) })),
        committer: z.nullish(z.object({ date: z.nullish(z.string()) })),
      }),
      author: z.nullish(z.object({ login: z.optional(z.string()) })),
    }),
  ),
})

const deploymentsRoute = '/repos/{owner}/{repo}/deployments'
const statusesRoute = `${deploymentsRoute}/{deployment_id}/statuses`

/** GitHub by its official library. Nothing is retried here: that is the queue's work. */
export function octokitApi(options: GithubOptions): GithubApi {
  const call = githubCall(options)
  return { ...telling(call), ...asking(call) }
}

function telling(call: GithubCall): Pick<GithubApi, 'create' | 'find' | 'post' | 'newestStatus'> {
  return {
    async create(repository, wish) {
      const made = {
        what: 'create a deployment',
        repository,
        route: `POST ${deploymentsRoute}`,
        parameters: wished(wish),
      }
      return (await call(made, Made)).id
    },
    async find(repository, { ref, environment, deploymentId }) {
      const parameters = { ref, environment, per_page: 100 }
      const looking = { what: 'look for a deployment', repository, route: `GET ${deploymentsRoute}`, parameters }
      return (await call(looking, Found)).find(({ payload }) => idIn(payload) === deploymentId)?.id
    },
    async post(repository, id, { state, description }, { logUrl, environmentUrl }) {
      const parameters = {
        ...{ deployment_id: id, state, description },
        // Another target may share the environment: what is no longer active is told one by one.
        auto_inactive: false,
        ...(logUrl === undefined ? {} : { log_url: logUrl }),
        ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
      }
      await call({ what: 'set a status', repository, route: `POST ${statusesRoute}`, parameters }, Made)
    },
    async newestStatus(repository, id) {
      const parameters = { deployment_id: id, per_page: 1 }
      const reading = { what: 'read statuses', repository, route: `GET ${statusesRoute}`, parameters }
      const [newest] = await call(reading, Statuses)
      return newest && { state: newest.state, description: newest.description ?? '' }
    },
  }
}

function asking(call: GithubCall): Pick<GithubApi, 'isPublic' | 'resolve' | 'committedAt' | 'compare'> {
  return {
    async isPublic(repository) {
      const looking = { what: 'look at the repository', repository, route: 'GET /repos/{owner}/{repo}' }
      return !(await call(looking, Seen)).private
    },
    resolve(repository, revision) {
      const route = 'GET /repos/{owner}/{repo}/commits/{ref}'
      const parameters = { ref: revision }
      return call({ what: 'find a commit', repository, route, parameters, accept: 'application/vnd.github.sha' }, Sha)
    },
    async committedAt(repository, sha) {
      const route = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}'
      const reading = { what: 'read a commit', repository, route, parameters: { commit_sha: sha } }
      return Date.parse((await call(reading, GitCommit)).committer.date)
    },
    compare: (repository, base, head) => compare(call, repository, `${base}...${head}`),
  }
}

function wished({ ref, environment, isProduction, description, deploymentId, ours }: Wish): object {
  return {
    ...{ ref, task: 'deploy', auto_merge: false, required_contexts: [], environment, description },
    production_environment: isProduction,
    transient_environment: false,
    payload: { longshore: { deployment: deploymentId, ...ours } },
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
async function compare(call: GithubCall, repository: Repository, basehead: string): Promise<Comparison> {
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}'
  const page = (number: number) => {
    const parameters = { basehead, per_page: pageSize, page: number }
    return call({ what: 'compare commits', repository, route, parameters }, Compared)
  }
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
