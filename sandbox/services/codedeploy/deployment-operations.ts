import type {
  BatchGetDeploymentsOutput,
  GetApplicationRevisionOutput,
  GetDeploymentOutput,
  ListDeploymentsOutput,
} from '@aws-sdk/client-codedeploy'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { deploymentView } from './deployment-view.ts'
import { requireApplication, requireDeployment, requireGroup, wellFormed } from './find.ts'
import type { CodeDeployState, Deployment } from './state.ts'

const MOST_AT_ONCE = 25
const PAGE = 100

export function getDeployment(state: CodeDeployState): Operation {
  return (input): GetDeploymentOutput => ({
    deploymentInfo: deploymentView(requireDeployment(state, input['deploymentId'])),
  })
}

/** Unknown ids are left out. */
export function batchGetDeployments(state: CodeDeployState): Operation {
  return (input): BatchGetDeploymentsOutput => {
    const ids: string[] = input['deploymentIds'] ?? []
    if (ids.length === 0) wellFormed(undefined)
    if (ids.length > MOST_AT_ONCE) {
      throw new AwsError('BatchLimitExceededException', `The maximum number of deployment IDs is ${MOST_AT_ONCE}`)
    }
    const found = ids.map(wellFormed).flatMap((id) => state.deployments.get(id) ?? [])
    return { deploymentsInfo: found.map(deploymentView) }
  }
}

/** Newest first; of a group, or of the whole account. */
export function listDeployments(state: CodeDeployState): Operation {
  return (input): ListDeploymentsOutput => {
    const statuses: string[] = input['includeOnlyStatuses'] ?? []
    const { start, end } = input['createTimeRange'] ?? {}
    const matching = listed(state, input).filter(
      ({ status, createdAt }) =>
        (statuses.length === 0 || statuses.includes(status)) &&
        !(start && createdAt < start.getTime()) &&
        !(end && createdAt > end.getTime()),
    )
    const { items, nextToken } = paginate(matching.toReversed(), {
      nextToken: input['nextToken'],
      defaultSize: PAGE,
      largestSize: PAGE,
    })
    return { deployments: items.map(({ id }) => id), ...(nextToken === undefined ? {} : { nextToken }) }
  }
}

function listed(state: CodeDeployState, input: Readonly<Record<string, unknown>>): readonly Deployment[] {
  if (input['applicationName'] === undefined && input['deploymentGroupName'] === undefined) {
    return [...state.deployments.values()]
  }
  return requireGroup(state, input).deployments
}

/** The only way to the content of an AppSpec. */
export function getApplicationRevision(state: CodeDeployState): Operation {
  return (input): GetApplicationRevisionOutput => {
    const { name, revisions } = requireApplication(state, input['applicationName'])
    const wanted: string = input['revision']?.appSpecContent?.sha256 ?? ''
    const content = revisions.get(wanted)
    if (content === undefined) throw new AwsError('RevisionDoesNotExistException', 'The revision does not exist')
    const revision = { revisionType: 'AppSpecContent' as const, appSpecContent: { content, sha256: wanted } }
    return { applicationName: name, revision, revisionInfo: {} }
  }
}
