import { createHash } from 'node:crypto'
import type { GithubMood } from '../receivers/github/state.ts'
import type { GithubReceiver } from '../receivers/github.ts'
import type { PushedConfig } from '../services/ecr/state.ts'
import type { Sandbox } from '../start-sandbox.ts'
import type { Account } from './account-schema.ts'
import { milliseconds } from './duration.ts'
import type { GithubFault } from './github-schema.ts'

const COMMIT_EVERY = milliseconds('1h')

/** The id of a commit that a story names. */
function commitId(repository: string, name: string): string {
  return createHash('sha1').update(`${repository}@${name}`).digest('hex')
}

/** What GitHub takes for a token. */
const TOKEN = 'ghp_rehearsal00000000000000000000000000'

type GithubHost = Pick<Sandbox, 'github' | 'ssm' | 'secrets'>

interface GithubSetUp {
  readonly repositories: Account['github']
  /** Where the configuration keeps the token. */
  readonly token?: { readonly ssm?: string; readonly secret?: string } | undefined
  /** Epoch ms. */
  readonly start: number
}

/** Makes the repositories of an account; the last commit is an hour old when the story begins. */
export function setUpGithub(
  { github, ssm, secrets }: GithubHost,
  { repositories, token = {}, start }: GithubSetUp,
): void {
  if (token.ssm !== undefined) ssm.put(token.ssm, TOKEN)
  if (token.secret !== undefined) secrets.set(token.secret, TOKEN)
  for (const [repository, commits] of Object.entries(repositories ?? {})) {
    const made = commits.map(({ name, message, author }, index) => ({
      ...{ sha: commitId(repository, name), message, at: start - (commits.length - index) * COMMIT_EVERY },
      ...(author === undefined ? {} : { author }),
    }))
    github.repository(repository, made)
  }
}

interface Said {
  readonly commit?: string | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly architecture?: 'x86_64' | 'arm64' | undefined
}

/** What a pushed image says about itself; nothing when the story says nothing of it. */
export function configOf({ commit, labels, architecture }: Said): { config?: PushedConfig } {
  const built = architecture && { architecture: architecture === 'arm64' ? 'arm64' : 'amd64' }
  if (commit === undefined && labels === undefined) return built ? { config: built } : {}
  const [repository = '', name = ''] = commit?.split('@') ?? []
  const own = {
    'org.opencontainers.image.revision': commitId(repository, name),
    'org.opencontainers.image.source': `https://github.com/${repository}`,
  }
  return { config: { ...built, labels: { ...(commit === undefined ? {} : own), ...labels } } }
}

/** What GitHub was told, by the story's names. */
export interface ReportedGithub {
  readonly repository: string
  readonly environment: string
  /** The name of the commit, or what was asked for when it is none of the story. */
  readonly commit: string
  readonly statuses: readonly { readonly state: string; readonly description: string }[]
}

export function reportGithub(github: GithubReceiver, repositories: Account['github']): readonly ReportedGithub[] {
  return github.deployments().map(({ repository, environment, ref, statuses }) => {
    const named = repositories?.[repository]?.find(({ name }) => commitId(repository, name) === ref)
    return {
      ...{ repository, environment, commit: named?.name ?? ref },
      statuses: statuses.map(({ state, description }) => ({ state, description })),
    }
  })
}

/** Sets how GitHub answers from now on. */
export function setGithub(github: GithubReceiver, { mood, retryAfter = '60s', times, for: span }: GithubFault): void {
  const kind: GithubMood =
    mood === 'secondary-limit'
      ? { kind: mood, retryAfterSeconds: Math.ceil(milliseconds(retryAfter) / 1000) }
      : { kind: mood }
  github.behave(kind, {
    ...(times === undefined ? {} : { times }),
    ...(span === undefined ? {} : { forMs: milliseconds(span) }),
  })
}
