import { AwsError } from '../../kernel/service.ts'
import { failDeployment } from './end-deployment.ts'
import { updateError } from './flaws.ts'
import { waitUntil } from './schedule.ts'
import type { AppSpec, CodeDeployState, Deployment } from './state.ts'

const PATIENCE_MINUTES = 60

/** Starts the new task set behind the idle target group and waits until it is steady, an hour at most. */
export function install(state: CodeDeployState, deployment: Deployment, spec: AppSpec, done: () => void): void {
  const { group, id } = deployment
  const { cluster, service } = group
  const sets = state.taskSets.all(cluster, service)
  const primary = sets.find(({ status }) => status === 'PRIMARY')
  for (const set of sets) if (set.status === 'ACTIVE') state.taskSets.drain(cluster, service, set.id)
  const targetGroup = group.targetGroups.find(({ arn }) => arn !== primary?.targetGroupArn) ?? group.targetGroups[0]
  deployment.blue = primary?.id ?? ''
  try {
    const origin = { externalId: id, targetGroupArn: targetGroup.arn, launch: spec.launch }
    deployment.green = state.taskSets.start(cluster, service, spec.taskDefinition, origin)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    failDeployment(state, deployment, updateError(error.message))
    return
  }
  const isSteady = () => state.taskSets.all(cluster, service).some((set) => set.id === deployment.green && set.isSteady)
  waitUntil(state, deployment, 'its task set is steady', isSteady, done, {
    seconds: PATIENCE_MINUTES * 60,
    onTimeout() {
      const message =
        'The deployment timed out while waiting for the replacement task set to become healthy. ' +
        `This time out period is ${PATIENCE_MINUTES} minutes.`
      failDeployment(state, deployment, { code: 'TIMEOUT', message })
    },
  })
}
