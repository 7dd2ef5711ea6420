import { addDeployment } from './add-deployment.ts'
import { ALL_AT_ONCE } from './deployment-configs.ts'
import { begin, beginReturn } from './run-deployment.ts'
import { type CodeDeployState, type Deployment, lastSuccessful } from './state.ts'

/** Undoes a deployment that ended badly by one of its own: back to the task set it replaced, or to the last revision. */
export function rollBack(state: CodeDeployState, failed: Deployment): void {
  const { group } = failed
  const previous = lastSuccessful(group)
  const canReturn = isThere(state, failed)
  if (failed.green === undefined || (!canReturn && !previous?.revision) || !isServed(state, failed)) {
    failed.rollback = { rollbackMessage: `Deployment ${failed.id} has nothing to be rolled back to.` }
    return
  }
  const made = addDeployment(state, group, {
    config: ALL_AT_ONCE,
    creator: 'codeDeployRollback',
    description: `Rollback of deployment ${failed.id}`,
    revision: previous?.revision,
    autoRollback: { enabled: false, events: [] },
  })
  made.rollback = {
    rollbackTriggeringDeploymentId: failed.id,
    rollbackMessage: `Deployment ${made.id} is the rollback deployment for deployment ${failed.id}.`,
  }
  failed.rollback = {
    rollbackDeploymentId: made.id,
    rollbackMessage: `Deployment ${failed.id} is rolled back by deployment ${made.id}.`,
  }
  if (!canReturn) {
    begin(state, made)
    return
  }
  Object.assign(made, { blue: failed.blue, green: failed.green })
  beginReturn(state, made)
}

function isServed({ taskSets }: CodeDeployState, { group }: Deployment): boolean {
  return taskSets.service(group.cluster, group.service) !== undefined
}

/** Whether the task set that was replaced still runs. */
function isThere({ taskSets }: CodeDeployState, { group, blue }: Deployment): boolean {
  return taskSets.all(group.cluster, group.service).some(({ id, status }) => id === blue && status !== 'DRAINING')
}
