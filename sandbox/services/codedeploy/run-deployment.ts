import { readAppSpec } from './app-spec.ts'
import { emitState } from './deployment-events.ts'
import { failDeployment, succeed } from './end-deployment.ts'
import { flawOf } from './flaws.ts'
import { runHook } from './hooks.ts'
import { install } from './install.ts'
import { schedule, waitUntil } from './schedule.ts'
import { shiftTraffic } from './shift-traffic.ts'
import type { AppSpec, CodeDeployState, Deployment, LifecycleEventName } from './state.ts'

/** Queues a deployment; from there it goes on by itself. */
export function begin(state: CodeDeployState, deployment: Deployment): void {
  schedule(state, deployment, [1, 2], 'is queued', () => {
    touch(state, deployment, 'Queued')
    emitState(state, deployment, 'QUEUED')
    schedule(state, deployment, [2, 4], 'starts', () => start(state, deployment))
  })
}

function start(state: CodeDeployState, deployment: Deployment): void {
  deployment.startedAt = state.world.clock.now()
  deployment.targetStatus = 'InProgress'
  touch(state, deployment, 'InProgress')
  emitState(state, deployment, 'START')
  const spec = readAppSpec(deployment.revision?.content ?? '')
  if (typeof spec === 'string') {
    failDeployment(state, deployment, { code: 'INVALID_REVISION', message: spec })
    return
  }
  const flaw = flawOf(state, deployment, spec)
  if (flaw) failDeployment(state, deployment, flaw)
  else runEvent(state, deployment, spec, 0)
}

function touch(state: CodeDeployState, deployment: Deployment, status: Deployment['status']): void {
  deployment.status = status
  deployment.lastUpdatedAt = state.world.clock.now()
}

function runEvent(state: CodeDeployState, deployment: Deployment, spec: AppSpec, index: number): void {
  const event = deployment.events[index]
  if (!event) {
    waitBeforeTermination(state, deployment)
    return
  }
  if (event.name === 'BeforeAllowTraffic' && deployment.group.readyWaitMinutes > 0 && deployment.status !== 'Ready') {
    waitForTraffic(state, deployment, () => runEvent(state, deployment, spec, index))
    return
  }
  touch(state, deployment, 'InProgress')
  event.status = 'InProgress'
  event.startedAt = state.world.clock.now()
  perform(state, deployment, spec, event.name, (flaw) => {
    event.endedAt = state.world.clock.now()
    event.status = flaw === undefined ? 'Succeeded' : 'Failed'
    deployment.lastUpdatedAt = event.endedAt
    if (flaw === undefined) runEvent(state, deployment, spec, index + 1)
    else {
      event.message = flaw
      const message = 'The deployment failed because one or more of the lifecycle event validation functions failed.'
      failDeployment(state, deployment, { code: 'HOOK_EXECUTION_FAILURE', message })
    }
  })
}

function perform(
  state: CodeDeployState,
  deployment: Deployment,
  spec: AppSpec,
  name: LifecycleEventName,
  done: (flaw?: string) => void,
): void {
  const hook = spec.hooks[name]
  if (name === 'Install') install(state, deployment, spec, done)
  else if (name === 'AllowTraffic') shiftTraffic(state, deployment, done)
  else if (hook === undefined) schedule(state, deployment, [0.2, 0.5], name, done)
  else runHook(state, deployment, hook, done)
}

/** READY: production traffic waits for ContinueDeployment; without it the deployment is stopped. */
function waitForTraffic(state: CodeDeployState, deployment: Deployment, next: () => void): void {
  touch(state, deployment, 'Ready')
  emitState(state, deployment, 'READY')
  deployment.proceed = {
    wait: 'READY_WAIT',
    run: () => {
      deployment.proceed = undefined
      schedule(state, deployment, [0.5, 1], 'goes on', next)
    },
  }
  const seconds = deployment.group.readyWaitMinutes * 60
  schedule(state, deployment, [seconds, seconds], 'waited too long', () => {
    const message = 'The deployment was stopped: traffic was not rerouted before the wait time ended.'
    failDeployment(state, deployment, { code: 'TIMEOUT', message }, 'Stopped')
  })
}

/** All traffic moved; the old task set stays for a while, so that going back is quick. */
function waitBeforeTermination(state: CodeDeployState, deployment: Deployment): void {
  deployment.targetStatus = 'Succeeded'
  const minutes = deployment.creator === 'user' ? deployment.group.terminationWaitMinutes : 0
  const proceed = { wait: 'TERMINATION_WAIT' as const, run: () => terminate(state, deployment) }
  if (minutes === 0) {
    proceed.run()
    return
  }
  deployment.proceed = proceed
  schedule(state, deployment, [minutes * 60, minutes * 60], 'waited for its old task set', proceed.run)
}

function terminate(state: CodeDeployState, deployment: Deployment): void {
  deployment.proceed = undefined
  drain(state, deployment, deployment.blue, () => succeed(state, deployment))
}

/** Drains a task set and goes on when it is gone. */
function drain(state: CodeDeployState, deployment: Deployment, id: string | undefined, next: () => void): void {
  const { cluster, service } = deployment.group
  const isThere = () => state.taskSets.all(cluster, service).some((set) => set.id === id)
  if (id !== undefined && isThere()) state.taskSets.drain(cluster, service, id)
  waitUntil(state, deployment, 'its task set drained', () => !isThere(), next)
}

/** Gives all traffic back to the old task set, which still runs, and ends the new one. */
export function beginReturn(state: CodeDeployState, deployment: Deployment): void {
  const { cluster, service } = deployment.group
  const { blue = '' } = deployment
  schedule(state, deployment, [2, 4], 'starts', () => {
    deployment.startedAt = state.world.clock.now()
    touch(state, deployment, 'InProgress')
    emitState(state, deployment, 'START')
    schedule(state, deployment, [1, 3], 'gives the traffic back', () => {
      deployment.group.traffic = { [blue]: 100 }
      state.taskSets.makePrimary(cluster, service, blue)
      for (const event of deployment.events) event.status = 'Succeeded'
      deployment.targetStatus = 'Succeeded'
      drain(state, deployment, deployment.green, () => succeed(state, deployment))
    })
  })
}
