import type { DeploymentSummary, Standing } from './announcement.ts'
import { attemptOf } from './attempt.ts'
import { deploymentSoFar } from './deployment.ts'
import type { Millis } from './image.ts'
import { isProblem, type Observation, type Rollout } from './observation.ts'
import { doubtsAbout } from './proofs.ts'
import type { Deployment, State, StuckState, TargetRecord } from './record.ts'
import type { Telling } from './remembered.ts'

/** Happenings that go with each progress: whoever follows has seen the earlier ones. */
const timelineTold = 12

type Underway = Exclude<Extract<State, { readonly deployment: Deployment }>, StuckState>

/**
 * Puts together what those who follow the deployment in progress are to be told, if it is something new. One slot: what could
 * not be told yet gives way to what is newer, and to the outcome.
 */
export function withProgressTold(record: TargetRecord, observation: Observation, now: Millis): TargetRecord {
  const { telling, ...rest } = record
  const { state } = record
  if (!('deployment' in state) || state.name === 'stuck' || !state.deployment.policy.tellProgress) return rest
  const before = telling?.deploymentId === state.deployment.id ? telling : undefined
  const standing = standingIn(state, observation, before?.standing)
  if (JSON.stringify(before?.standing) === JSON.stringify(standing)) return record
  return { ...rest, telling: toTell(record.target, state.deployment, standing, (before?.sequence ?? 0) + 1, now) }
}

function toTell(target: string, deployment: Deployment, standing: Standing, sequence: number, at: Millis): Telling {
  const { id } = deployment
  const about = { id: `${id}:progress:${sequence}`, target, at, sequence }
  return { deploymentId: id, sequence, standing, waiting: { ...about, ...standing, deployment: soFar(deployment) } }
}

function soFar(deployment: Deployment): Omit<DeploymentSummary, 'endedAt'> {
  const summary = deploymentSoFar(deployment)
  return { ...summary, timeline: summary.timeline.slice(-timelineTold) }
}

function standingIn(state: Underway, { platform }: Observation, before: Standing | undefined): Standing {
  const attempt = attemptOf(state)
  const view = platform && !isProblem(platform) ? platform : undefined
  const own = view?.rollouts.find(({ id }) => id === attempt?.rollout?.id)
  const { bakeMs } = state.deployment.policy
  return {
    phase: state.name,
    ...(own ? countsOf(own, view?.desired ?? own.desired) : lastCounts(before, state.name)),
    ...(state.name === 'proving' && bakeMs > 0 ? { bakesUntil: state.since + bakeMs } : {}),
    ...doubts(state),
    ...(attempt?.asks && !attempt.asks.approved ? { asks: attempt.asks.stage } : {}),
  }
}

function doubts(state: Underway): Pick<Standing, 'doubts'> {
  const found = state.name === 'proving' ? doubtsAbout(state.deployment) : []
  return found.length > 0 ? { doubts: found } : {}
}

type Counts = Pick<Standing, 'running' | 'desired' | 'stage'>

function countsOf({ running, stage }: Rollout, desired: number): Counts {
  return { running, desired, ...(stage === undefined ? {} : { stage }) }
}

/** A look that missed the rollout is nothing new. */
function lastCounts(before: Standing | undefined, phase: Standing['phase']): Counts {
  if (before?.phase !== phase) return {}
  const { running, desired, stage } = before
  return {
    ...(running === undefined ? {} : { running }),
    ...(desired === undefined ? {} : { desired }),
    ...(stage === undefined ? {} : { stage }),
  }
}
