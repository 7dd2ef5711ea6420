import type { CreateDeploymentOutput } from '@aws-sdk/client-codedeploy'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { addDeployment } from './add-deployment.ts'
import { revisionOf } from './app-spec.ts'
import { requireRouting } from './deployment-configs.ts'
import { requireGroup } from './find.ts'
import { begin } from './run-deployment.ts'
import { type AutoRollback, activeDeployment, type CodeDeployState } from './state.ts'

type Input = Readonly<Record<string, unknown>>

/** One active deployment in a group: another one is refused. */
export function createDeployment(state: CodeDeployState): Operation {
  return (input): CreateDeploymentOutput => ({ deploymentId: startDeployment(state, input) })
}

/** @returns the deployment's id. @throws AwsError as CreateDeployment does */
export function startDeployment(state: CodeDeployState, input: Input): string {
  const group = requireGroup(state, input)
  const { description, deploymentConfigName } = input
  const config = typeof deploymentConfigName === 'string' ? deploymentConfigName : group.config
  requireRouting(state, config)
  const revision = revisionOf(input)
  if (typeof description === 'string' && description.length > 1024) {
    throw new AwsError('DescriptionTooLongException', 'The description is too long.')
  }
  const active = activeDeployment(group)
  if (active) {
    throw new AwsError(
      'DeploymentLimitExceededException',
      `The Deployment Group '${group.name}' already has an active Deployment '${active.id}'`,
    )
  }
  const made = addDeployment(state, group, {
    config,
    creator: 'user',
    description: typeof description === 'string' ? description : undefined,
    revision,
    autoRollback: autoRollbackOf(input['autoRollbackConfiguration']) ?? group.autoRollback,
  })
  begin(state, made)
  return made.id
}

const EVENTS = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'] as const

function autoRollbackOf(given: unknown): AutoRollback | undefined {
  if (typeof given !== 'object' || given === null || !('enabled' in given)) return undefined
  const listed: unknown = 'events' in given ? given.events : []
  const named = Array.isArray(listed) ? listed : []
  const events = EVENTS.filter((event) => named.includes(event))
  if (given.enabled !== true) return { enabled: false, events: [] }
  if (events.length > 0) return { enabled: true, events }
  throw new AwsError(
    'InvalidAutoRollbackConfigException',
    'Auto rollback configuration is enabled, but no rollback event is specified',
  )
}
