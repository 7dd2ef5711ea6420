import { type CodeDeployState, type Deployment, type Group, LIFECYCLE, lastSuccessful } from './state.ts'

export type NewDeployment = Pick<Deployment, 'config' | 'creator' | 'description' | 'revision' | 'autoRollback'>

/** Records a deployment as Created; the caller lets it begin. */
export function addDeployment(state: CodeDeployState, group: Group, wanted: NewDeployment): Deployment {
  const now = state.world.clock.now()
  const made: Deployment = {
    ...wanted,
    id: deploymentId(state),
    group,
    previousRevision: lastSuccessful(group)?.revision,
    createdAt: now,
    lastUpdatedAt: now,
    status: 'Created',
    targetStatus: 'Pending',
    events: LIFECYCLE.filter((name) => group.testListenerArn !== undefined || !name.includes('TestTraffic')).map(
      (name) => ({ name, status: 'Pending' }),
    ),
  }
  if (wanted.revision) group.application.revisions.set(wanted.revision.sha256, wanted.revision.content)
  group.deployments.push(made)
  state.deployments.set(made.id, made)
  return made
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** `d-` and nine characters. */
function deploymentId({ random }: CodeDeployState): string {
  return `d-${Array.from({ length: 9 }, () => random.pick([...ALPHABET])).join('')}`
}
