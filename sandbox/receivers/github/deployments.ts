import { commitOf } from './commits.ts'
import {
  type GithubDeployment,
  type GithubReply,
  type GithubRequest,
  type GithubState,
  type GithubStatus,
  unprocessable,
} from './state.ts'

const STATES = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']
const LONGEST_DESCRIPTION = 140

/** `POST /repos/o/r/deployments` */
export function createDeployment(state: GithubState, repository: string, { body }: GithubRequest): GithubReply {
  const { ref, environment = 'production', description = '', payload = {} } = body
  if (typeof ref !== 'string') return unprocessable('Invalid request.\n\n"ref" wasn\'t supplied.')
  const commit = commitOf(state.repositories.get(repository) ?? [], ref)
  if (!commit) return unprocessable(`No ref found for: ${ref}`)
  if (body['auto_merge'] !== false) return { status: 409, body: { message: 'Conflict: the default branch is ahead.' } }
  const deployment: GithubDeployment = {
    ...{ id: state.nextId++, repository, ref, sha: commit.sha },
    environment: String(environment),
    production:
      body['production_environment'] === undefined
        ? environment === 'production'
        : body['production_environment'] === true,
    transient: body['transient_environment'] === true,
    ...{ payload, description: String(description), at: state.now(), statuses: [] },
  }
  state.deployments.push(deployment)
  return { status: 201, body: deploymentView(deployment) }
}

/** `GET /repos/o/r/deployments?ref=&environment=`: newest first. */
export function listDeployments(state: GithubState, repository: string, { query }: GithubRequest): GithubReply {
  const [ref, environment] = [query.get('ref'), query.get('environment')]
  const found = state.deployments.filter(
    (one) =>
      one.repository === repository &&
      (ref === null || one.ref === ref) &&
      (environment === null || one.environment === environment),
  )
  return { status: 200, body: found.reverse().slice(0, pageSize(query)).map(deploymentView) }
}

/** `POST /repos/o/r/deployments/ID/statuses` */
export function createStatus(state: GithubState, deployment: GithubDeployment, { body }: GithubRequest): GithubReply {
  const { state: name, description = '' } = body
  if (typeof name !== 'string' || !STATES.includes(name))
    return unprocessable('Validation Failed: state is not included in the list')
  if (String(description).length > LONGEST_DESCRIPTION)
    return unprocessable('Validation Failed: description is too long (maximum is 140 characters)')
  const status = addStatus(state, deployment, name, body)
  // GitHub leaves production environments and transient ones alone.
  if (name === 'success' && body['auto_inactive'] !== false) retireOthers(state, deployment)
  return { status: 201, body: statusView(status) }
}

/** `GET /repos/o/r/deployments/ID/statuses`: newest first. */
export function listStatuses({ statuses }: GithubDeployment, { query }: GithubRequest): GithubReply {
  return { status: 200, body: statuses.toReversed().slice(0, pageSize(query)).map(statusView) }
}

export function deploymentOf(state: GithubState, repository: string, id: string): GithubDeployment | undefined {
  return state.deployments.find((one) => one.repository === repository && String(one.id) === id)
}

function addStatus(
  state: GithubState,
  deployment: GithubDeployment,
  name: string,
  body: GithubRequest['body'],
): GithubStatus {
  const { description = '', log_url: logUrl = '', environment_url: environmentUrl = '' } = body
  const texts = { description: String(description), logUrl: String(logUrl), environmentUrl: String(environmentUrl) }
  const status: GithubStatus = { id: state.nextId++, state: name, ...texts, at: state.now() }
  deployment.statuses.push(status)
  state.told.push({ deployment, status })
  return status
}

function retireOthers(state: GithubState, { id, repository, environment }: GithubDeployment): void {
  for (const other of state.deployments) {
    const isPeer = other.id < id && other.repository === repository && other.environment === environment
    if (isPeer && !other.production && !other.transient && other.statuses.at(-1)?.state === 'success')
      addStatus(state, other, 'inactive', {})
  }
}

function pageSize(query: URLSearchParams): number {
  return Math.min(Number(query.get('per_page') ?? 30), 100)
}

function deploymentView({
  id,
  ref,
  sha,
  environment,
  payload,
  description,
  at,
  production,
  transient,
}: GithubDeployment) {
  return {
    ...{ id, ref, sha, task: 'deploy', environment, payload, description },
    production_environment: production,
    transient_environment: transient,
    created_at: new Date(at).toISOString(),
  }
}

function statusView({ id, state, description, logUrl, at }: GithubStatus) {
  return { id, state, description, log_url: logUrl, created_at: new Date(at).toISOString() }
}
