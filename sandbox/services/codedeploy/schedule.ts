import type { CodeDeployState, Deployment } from './state.ts'

/** Seconds, as [least, most]: drawn anew each time. */
export type Range = readonly [least: number, most: number]

/** Lets the one thing that a deployment does next by itself happen after a while. */
export function schedule(
  { world, random }: CodeDeployState,
  deployment: Deployment,
  [least, most]: Range,
  what: string,
  run: () => void,
): void {
  if (deployment.timer) world.clock.cancel(deployment.timer)
  const ms = Math.round((least + random.next() * (most - least)) * 1000)
  deployment.timer = world.clock.after(ms, `codedeploy ${deployment.id}: ${what}`, () => {
    deployment.timer = undefined
    run()
  })
}

/** How long CodeDeploy takes to see that something it waits for has come. */
const POLL: Range = [5, 10]

export interface Patience {
  readonly seconds: number
  readonly onTimeout: () => void
}

/** Goes on a little after `condition` came true, which is asked after every change of the service. */
export function waitUntil(
  state: CodeDeployState,
  deployment: Deployment,
  what: string,
  condition: () => boolean,
  run: () => void,
  patience?: Patience,
): void {
  const isSeen = () => {
    if (!condition()) return false
    schedule(state, deployment, POLL, what, run)
    return true
  }
  if (isSeen()) return
  deployment.until = isSeen
  if (patience) {
    schedule(state, deployment, [patience.seconds, patience.seconds], `${what} takes too long`, patience.onTimeout)
  }
}

/** The service changed: what is waited for may have come. */
export function askAgain(deployment: Deployment): void {
  const { until } = deployment
  if (until?.() === true && deployment.until === until) deployment.until = undefined
}

/** Nothing happens to the deployment by itself any more, and nobody can move it on. */
export function freeze({ world }: CodeDeployState, deployment: Deployment): void {
  if (deployment.timer) world.clock.cancel(deployment.timer)
  deployment.timer = undefined
  deployment.until = undefined
  deployment.proceed = undefined
  deployment.hook = undefined
}
