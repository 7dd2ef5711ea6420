import type { DeploymentSummary, Standing } from './announcement.ts'
import { attemptOf } from './attempt.ts'
import { deploymentSoFar } from './deployment.ts'
import { startStage } from './fact.ts'
import type { Millis } from './image.ts'
import { isProblem, type Observation, type Rollout } from './observation.ts'
import type { Policy } from './policy.ts'
import { doubtsAbout } from './proofs.ts'
import type { Deployment, Pending, State, StuckState, TargetRecord } from './record.ts'
import type { Telling } from './remembered.ts'
import { unstartedSoFar } from './unstarted.ts'

/** Happenings that go with each progress: whoever follows has seen the earlier ones. */
const timelineTold = 12

type Underway = Exclude<Extract<State, { readonly deployment: Deployment }>, StuckState>

/**
 * Puts together what those who follow the deployment in progress are to be told, if it is something new. One slot: what could
 * not be told yet gives way to what is newer, and to the outcome.
 */
export function withProgressTold(
  record: TargetRecord,
  policy: Policy,
  observation: Observation,
  now: Millis,
): TargetRecord {
  const { telling: _told, ...rest } = record
  const { state } = record
  if (state.name === 'waiting' && record.pending?.question && policy.tellProgress)
    return withTelling(record, unstartedSoFar(record.pending, record), () => standingBefore(record.pending), now)
  if (!('deployment' in state) || state.name === 'stuck' || !state.deployment.policy.tellProgress) return rest
  const soFar = deploymentSoFar(state.deployment)
  return withTelling(record, soFar, (before) => standingIn(state, observation, before), now)
}

/** Counts on from what was told of the same deployment before it began. */
function withTelling(
  record: TargetRecord,
  deployment: Omit<DeploymentSummary, 'endedAt'>,
  standingAfter: (before: Standing | undefined) => Standing,
  now: Millis,
): TargetRecord {
  const { telling, target } = record
  const before = telling?.deploymentId === deployment.id ? telling : undefined
  const standing = standingAfter(before?.standing)
  if (JSON.stringify(before?.standing) === JSON.stringify(standing)) return record
  return { ...record, telling: toTell(target, deployment, standing, (before?.sequence ?? 0) + 1, now) }
}

function toTell(
  target: string,
  deployment: Omit<DeploymentSummary, 'endedAt'>,
  standing: Standing,
  sequence: number,
  at: Millis,
): Telling {
  const { id } = deployment
  const about = { id: `${id}:progress:${sequence}`, target, at, sequence }
  const lately = { ...deployment, timeline: deployment.timeline.slice(-timelineTold) }
  return { deploymentId: id, sequence, standing, waiting: { ...about, ...standing, deployment: lately } }
}

function standingBefore(pending: Pending | undefined): Standing {
  const { question } = pending ?? {}
  const asks = question && !question.approved ? { asks: startStage } : {}
  return { phase: 'waiting', ...asks, ...(question ? { expiresAt: question.until } : {}) }
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
