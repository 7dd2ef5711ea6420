import { requireRouting, trafficSteps } from './deployment-configs.ts'
import { failDeployment } from './end-deployment.ts'
import { routeFlaw } from './flaws.ts'
import { schedule } from './schedule.ts'
import type { CodeDeployState, Deployment } from './state.ts'

/** Moves production traffic as the deployment's configuration says; with all of it the new task set becomes PRIMARY. */
export function shiftTraffic(state: CodeDeployState, deployment: Deployment, done: () => void): void {
  const steps = trafficSteps(requireRouting(state, deployment.config))
  takeStep(state, deployment, steps, 0, done)
}

function takeStep(
  state: CodeDeployState,
  deployment: Deployment,
  steps: ReturnType<typeof trafficSteps>,
  passedMinutes: number,
  done: () => void,
): void {
  const [step, ...rest] = steps
  if (!step) {
    done()
    return
  }
  const seconds = (step.afterMinutes - passedMinutes) * 60
  schedule(state, deployment, [seconds + 1, seconds + 2], `moves ${step.percent} % of the traffic`, () => {
    const flaw = routeFlaw(deployment)
    if (flaw) failDeployment(state, deployment, flaw)
    else {
      route(state, deployment, step.percent)
      takeStep(state, deployment, rest, step.afterMinutes, done)
    }
  })
}

function route(state: CodeDeployState, deployment: Deployment, percent: number): void {
  const { group, blue = '', green = '' } = deployment
  group.traffic = percent === 100 ? { [green]: 100 } : { [blue]: 100 - percent, [green]: percent }
  deployment.lastUpdatedAt = state.world.clock.now()
  if (percent === 100) state.taskSets.makePrimary(group.cluster, group.service, green)
}
