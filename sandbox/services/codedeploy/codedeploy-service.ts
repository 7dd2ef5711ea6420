import type { Operation, Service, World } from '../../kernel/service.ts'
import type { TaskSets } from '../ecs/task-set-control.ts'
import { type CodeDeployControl, codeDeployControl } from './codedeploy-control.ts'
import { continueDeployment } from './continue-deployment.ts'
import { createDeployment } from './create-deployment.ts'
import { getDeploymentConfig } from './deployment-configs.ts'
import { batchGetDeployments, getApplicationRevision, getDeployment, listDeployments } from './deployment-operations.ts'
import { failDeployment } from './end-deployment.ts'
import { batchGetDeploymentGroups, getDeploymentGroup } from './group-view.ts'
import { putLifecycleEventHookExecutionStatus } from './hooks.ts'
import { rollBack } from './roll-back.ts'
import { askAgain } from './schedule.ts'
import { type CodeDeployState, isEnded } from './state.ts'
import { stopDeploymentOperation } from './stop-deployment.ts'
import { batchGetDeploymentTargets, getDeploymentTarget, listDeploymentTargets } from './target-operations.ts'

/** Simulated CodeDeploy for ECS: blue and green task sets of services with the CODE_DEPLOY controller. */
export function codeDeployService(
  world: World,
  taskSets: TaskSets,
): { readonly service: Service; readonly control: CodeDeployControl } {
  const state: CodeDeployState = {
    world,
    random: world.random.fork('codedeploy'),
    taskSets,
    applications: new Map(),
    deployments: new Map(),
    configs: new Map(),
    hookAnswers: new Map(),
    rollBack: (failed) => rollBack(state, failed),
  }
  taskSets.onChange((cluster, service) => lookAgain(state, cluster, service))
  return { service: { name: 'codedeploy', operations: operationsOf(state) }, control: codeDeployControl(state) }
}

function operationsOf(state: CodeDeployState): Record<string, Operation> {
  return {
    BatchGetDeploymentGroups: batchGetDeploymentGroups(state),
    BatchGetDeployments: batchGetDeployments(state),
    BatchGetDeploymentTargets: batchGetDeploymentTargets(state),
    ContinueDeployment: continueDeployment(state),
    CreateDeployment: createDeployment(state),
    GetApplicationRevision: getApplicationRevision(state),
    GetDeployment: getDeployment(state),
    GetDeploymentConfig: getDeploymentConfig(state),
    GetDeploymentGroup: getDeploymentGroup(state),
    GetDeploymentTarget: getDeploymentTarget(state),
    ListDeployments: listDeployments(state),
    ListDeploymentTargets: listDeploymentTargets(state),
    PutLifecycleEventHookExecutionStatus: putLifecycleEventHookExecutionStatus(state),
    StopDeployment: stopDeploymentOperation(state),
  }
}

/** A service changed: what its deployment waits for may have come, or can never come any more. */
function lookAgain(state: CodeDeployState, cluster: string, service: string): void {
  for (const deployment of state.deployments.values()) {
    const { group } = deployment
    if (isEnded(deployment) || group.cluster !== cluster || group.service !== service) continue
    if (state.taskSets.service(cluster, service)) askAgain(deployment)
    else if (deployment.startedAt !== undefined) {
      const message = `The deployment failed because the ECS service ${service} was not found in the cluster ${cluster}.`
      failDeployment(state, deployment, { code: 'INVALID_ECS_SERVICE', message })
    }
  }
}
