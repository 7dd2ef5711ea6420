import { uuid } from '../../kernel/random.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { schedule } from './schedule.ts'
import type { CodeDeployState, Deployment } from './state.ts'

/** What the function of a hook answers: `silent` until somebody calls PutLifecycleEventHookExecutionStatus. */
export interface HookAnswer {
  readonly status: 'Succeeded' | 'Failed' | 'silent'
  readonly afterSeconds: number
}

const AT_ONCE: HookAnswer = { status: 'Succeeded', afterSeconds: 2 }
const PATIENCE_SECONDS = 3600

/** Calls the function of a lifecycle event and waits for what it says, an hour at most. */
export function runHook(
  state: CodeDeployState,
  deployment: Deployment,
  functionName: string,
  done: (flaw: string | undefined) => void,
): void {
  const answer = state.hookAnswers.get(functionName) ?? AT_ONCE
  deployment.hook = {
    executionId: uuid(state.random),
    answer(status) {
      deployment.hook = undefined
      done(status === 'Succeeded' ? undefined : `The function ${functionName} reported ${status}.`)
    },
  }
  if (answer.status === 'silent') {
    schedule(state, deployment, [PATIENCE_SECONDS, PATIENCE_SECONDS], `${functionName} is too late`, () => {
      deployment.hook = undefined
      done(`The function ${functionName} did not report within an hour.`)
    })
    return
  }
  const { status, afterSeconds } = answer
  schedule(state, deployment, [afterSeconds, afterSeconds], `${functionName} answers`, () =>
    deployment.hook?.answer(status),
  )
}

/** What the function of a hook calls when it knows. */
export function putLifecycleEventHookExecutionStatus(state: CodeDeployState): Operation {
  return (input) => {
    const { deploymentId, lifecycleEventHookExecutionId, status } = input
    const deployment = state.deployments.get(String(deploymentId))
    if (!deployment) {
      throw new AwsError('DeploymentDoesNotExistException', `The deployment ${deploymentId} could not be found`)
    }
    const { hook } = deployment
    if (!hook || hook.executionId !== lifecycleEventHookExecutionId) {
      throw new AwsError(
        'InvalidLifecycleEventHookExecutionIdException',
        'lifecycleEventHookExecutionId is of no hook that is executing',
      )
    }
    if (status !== 'Succeeded' && status !== 'Failed') {
      throw new AwsError(
        'InvalidLifecycleEventHookExecutionStatusException',
        'status must be one of Succeeded or Failed',
      )
    }
    if (deployment.timer) state.world.clock.cancel(deployment.timer)
    deployment.timer = undefined
    hook.answer(status)
    return { lifecycleEventHookExecutionId }
  }
}
