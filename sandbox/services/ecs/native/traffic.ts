import type { Deployment } from '../state.ts'
import type { NativeRun } from './native-run.ts'

/** The target gets so many percent of production traffic, what served before the rest. */
export function shiftProduction({ traffic, target, source }: NativeRun, percent: number): void {
  const test = traffic.get(target.revision)?.test ?? 0
  traffic.set(target.revision, { production: percent, test })
  if (source) traffic.set(source.revision, { production: 100 - percent, test: 0 })
}

export function shiftTest({ traffic, target }: NativeRun): void {
  const production = traffic.get(target.revision)?.production ?? 0
  traffic.set(target.revision, { production, test: 100 })
}

/** One revision gets everything, as before a deployment. */
export function sendAllTraffic({ traffic }: NativeRun, deployment: Deployment): void {
  for (const revision of traffic.keys()) traffic.set(revision, { production: 0, test: 0 })
  traffic.set(deployment.revision, { production: 100, test: 0 })
}
