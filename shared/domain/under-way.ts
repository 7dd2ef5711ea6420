import type { Deployment, Pending, Release, TargetRecord } from './record.ts'
import { left } from './turns.ts'

/**
 * What the deployment in progress, or the one whose place a start took, was called for: that is what runs or will in a moment,
 * whatever the platform shows yet.
 */
export function underWay({ state }: TargetRecord, { inPlaceOf }: Pending): Release | undefined {
  if (inPlaceOf) return inPlaceOf
  const isCalled = state.name === 'rolling' || state.name === 'proving' || state.name === 'finishing'
  return isCalled ? calledFor(state.deployment) : undefined
}

/** Undefined while nothing was called, or what was called was refused. */
export function calledFor(deployment: Deployment): Release | undefined {
  const { intent, rollout, refusal } = deployment.attempt
  const isCalled = rollout !== undefined || (intent !== undefined && !intent.refused && refusal === undefined)
  return isCalled ? left(deployment) : undefined
}

/** What a successor of a deployment takes the place of; if that called for nothing, what it took the place of itself. */
export function overtakenWith(deployment: Deployment): Release | undefined {
  return calledFor(deployment) ?? deployment.inPlaceOf
}
