import type { Deployment, Overtaken, Pending, Release, TargetRecord } from './record.ts'
import { left } from './turns.ts'

/**
 * What the deployment in progress, or the one whose place a start took, was called for: that is what runs or will in a moment,
 * whatever the platform shows yet.
 */
export function underWay({ state }: TargetRecord, { inPlaceOf }: Pending): Release | undefined {
  if (inPlaceOf) return releaseOf(inPlaceOf)
  const isCalled = state.name === 'rolling' || state.name === 'proving' || state.name === 'finishing'
  return isCalled ? calledFor(state.deployment) : undefined
}

/** Undefined while nothing was called, or what was called was refused. */
export function calledFor(deployment: Deployment): Release | undefined {
  const { intent, rollout, refusal } = deployment.attempt
  const isCalled = rollout !== undefined || (intent !== undefined && !intent.refused && refusal === undefined)
  return isCalled ? left(deployment) : undefined
}

/** What was overtaken, without who did it. */
export function releaseOf({ deploymentId: _whose, ...release }: Overtaken): Release {
  return release
}
