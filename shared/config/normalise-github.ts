import { repositoryUri } from './aws-names.ts'
import type { GithubFile } from './github-file.ts'
import { secretNameOf } from './normalise-slack.ts'
import type { GithubAuth, GithubEnvironment, GithubSettings } from './normalised.ts'
import { globSource } from './tag-pattern.ts'

/** Where GitHub's own API is. */
const publicApi = 'https://api.github.com'

/** How and of what GitHub is told; undefined when nobody asked for it. */
export function githubOf(
  github: GithubFile | undefined,
  targets: readonly string[],
  home: { readonly account: string; readonly region: string },
): GithubSettings | undefined {
  const auth = github && authOf(github)
  if (!github || !auth) return undefined
  const url = github.url?.replace(/\/+$/, '') ?? publicApi
  const followed = targets.filter((name) => isToldToGithub(name, github))
  return {
    ...{ auth, url },
    host: github.host ?? hostOf(url),
    repositories: repositoriesOf(github, home),
    ...(github.details !== undefined && { details: github.details }),
    owners: (github.owners ?? []).map((owner) => owner.toLowerCase()),
    environments: Object.fromEntries(followed.map((name) => [name, environmentOf(name, github)])),
  }
}

/** Whether GitHub keeps up with a target's deployments. */
export function isToldToGithub(target: string, github: GithubFile | undefined): boolean {
  if (!github) return false
  return github.targets?.some((glob) => new RegExp(globSource(glob) ?? '$^').test(target)) ?? true
}

function authOf({ app, token }: GithubFile): GithubAuth | undefined {
  const key = app && secretNameOf(app.key)
  if (app && key) {
    const { id, installation } = app
    return { by: 'app', id, key, ...(installation !== undefined && { installation }) }
  }
  const name = token && secretNameOf(token)
  return name && { by: 'token', token: name }
}

/** `api.github.com` and `api.acme.ghe.com` speak for what is called without `api`; an Enterprise Server for itself. */
function hostOf(url: string): string {
  return new URL(url).host.replace(/^api\./, '')
}

function repositoriesOf(
  { repositories = {} }: GithubFile,
  home: { readonly account: string; readonly region: string },
): GithubSettings['repositories'] {
  const entries = Object.entries(repositories).map(([image, source]) => {
    const [owner = '', name = ''] = source.split('/')
    return [repositoryUri(image, home), { owner, name }]
  })
  return Object.fromEntries(entries)
}

function environmentOf(target: string, { environments = {} }: GithubFile): GithubEnvironment {
  const written = environments[target] ?? {}
  const { name = target, production, url } = typeof written === 'string' ? { name: written } : { ...written }
  return { name, isProduction: production ?? name === 'production', ...(url !== undefined && { url }) }
}
