import { compareCommits, readCommit, readGitCommit } from './commits.ts'
import { createDeployment, createStatus, deploymentOf, listDeployments, listStatuses } from './deployments.ts'
import { type GithubReply, type GithubRequest, type GithubState, notFound } from './state.ts'

const TOKEN_LASTS_MS = 3_600_000

/** Answers one request as GitHub's REST API does; only what deployments need. */
export function answerGithub(state: GithubState, request: GithubRequest): GithubReply {
  const { method, path } = request
  const [, installation] = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path) ?? []
  if (method === 'POST' && installation !== undefined) return installationToken(state, Number(installation))
  const [, repository = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+?)(?:\/(.+))?$/.exec(path) ?? []
  const commits = state.repositories.get(repository)
  if (!commits) return notFound()
  if (rest === '') return { status: 200, body: { full_name: repository, private: !state.open.has(repository) } }
  if (rest === 'installation') return { status: 200, body: { id: state.installation } }
  if (rest === 'deployments')
    return method === 'POST'
      ? createDeployment(state, repository, request)
      : listDeployments(state, repository, request)
  const [, id] = /^deployments\/(\d+)\/statuses$/.exec(rest) ?? []
  if (id !== undefined) return statuses(state, repository, id, request)
  const [, kind, ref = ''] = /^(commits|git\/commits|compare)\/(.+)$/.exec(rest) ?? []
  if (kind === 'commits') return readCommit(commits, ref, request)
  if (kind === 'git/commits') return readGitCommit(commits, ref)
  return kind === 'compare' ? compareCommits(commits, ref, request) : notFound()
}

function statuses(state: GithubState, repository: string, id: string, request: GithubRequest): GithubReply {
  const deployment = deploymentOf(state, repository, id)
  if (!deployment) return notFound()
  return request.method === 'POST' ? createStatus(state, deployment, request) : listStatuses(deployment, request)
}

function installationToken({ now, goneInstallations }: GithubState, installation: number): GithubReply {
  if (goneInstallations.has(installation)) return notFound()
  const body = {
    token: 'ghs_rehearsal0000000000000000000000000000',
    expires_at: new Date(now() + TOKEN_LASTS_MS).toISOString(),
    permissions: { deployments: 'write', contents: 'read', metadata: 'read' },
    repository_selection: 'selected',
  }
  return { status: 201, body }
}
