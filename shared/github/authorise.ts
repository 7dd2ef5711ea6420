import { createAppAuth } from '@octokit/auth-app'
import type { Octokit } from '@octokit/core'
import * as z from 'zod/mini'
import type { GithubAuth } from '../config/normalised.ts'
import type { SecretValues } from '../ports.ts'
import type { Repository } from './github-api.ts'

/** Gives the token to speak to GitHub about a repository with. */
export interface Authoriser {
  token(repository: Repository): Promise<string>
  /** It was refused: the next one is new, by a secret that is read again and an installation that is looked up again. */
  forget(repository: Repository): void
}

/** All that a token is good for, whatever else the App may do. */
const permissions = { deployments: 'write', contents: 'read', metadata: 'read' } as const

const Installation = z.object({ id: z.int() })

type AppAuth = ReturnType<typeof createAppAuth>

interface AppState {
  key: string
  auth: AppAuth | undefined
  /** By owner: an App is installed once for each. */
  readonly installations: Map<string, number>
}

/** A token as it is stored, or the short-lived one of an App's installation; the library keeps that one for its hour. */
export function authoriser(auth: GithubAuth, secrets: SecretValues, octokit: Octokit): Authoriser {
  if (auth.by === 'token')
    return { token: async () => (await secrets.read(auth.token)).trim(), forget: () => secrets.forget(auth.token) }
  const state: AppState = { key: '', auth: undefined, installations: new Map() }
  return {
    async token(repository) {
      const app = appOf(state, auth.id, await secrets.read(auth.key), octokit)
      if (auth.installation !== undefined) return await tokenOf(app, auth.installation, repository)
      const known = state.installations.get(repository.owner)
      return (
        (known !== undefined && (await tokenIfInstalled(app, known, repository))) ||
        (await tokenOf(app, await installationOf(state, app, repository, octokit), repository))
      )
    },
    forget({ owner }) {
      secrets.forget(auth.key)
      state.installations.delete(owner)
      state.auth = undefined
    },
  }
}

/** A key that was renewed makes a new App of it. */
function appOf(state: AppState, appId: number, key: string, octokit: Octokit): AppAuth {
  if (state.auth && state.key === key) return state.auth
  const app = createAppAuth({
    appId,
    privateKey: checkedKey(key),
    request: octokit.request,
    log: { warn: () => undefined },
  })
  Object.assign(state, { key, auth: app })
  return app
}

function checkedKey(key: string): string {
  if (/-----BEGIN (?:RSA )?PRIVATE KEY-----/.test(key)) return key
  throw new Error(
    'Cannot speak as the GitHub App: what is stored as its key is no private key. Store the whole .pem file that GitHub made.',
  )
}

async function tokenOf(app: AppAuth, installationId: number, { name }: Repository): Promise<string> {
  const narrow = { repositoryNames: [name], permissions: { ...permissions } }
  return (await app({ type: 'installation', installationId, ...narrow })).token
}

/** Of an App that was removed and installed anew the old installation is gone. */
async function tokenIfInstalled(app: AppAuth, known: number, repository: Repository): Promise<string | undefined> {
  try {
    return await tokenOf(app, known, repository)
  } catch (error) {
    if (error instanceof Error && 'status' in error && (error.status === 401 || error.status === 404)) return undefined
    throw error
  }
}

/** Looks it up, and remembers it. */
async function installationOf(
  { installations }: AppState,
  app: AppAuth,
  { owner, name }: Repository,
  octokit: Octokit,
): Promise<number> {
  installations.delete(owner)
  const { token } = await app({ type: 'app' })
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/installation', {
    ...{ owner, repo: name },
    headers: { authorization: `bearer ${token}` },
  })
  const { id } = Installation.parse(data)
  installations.set(owner, id)
  return id
}
