import type { ApplyEffect } from './effect.ts'
import { withEvidence, withRollout } from './evidence.ts'
import { digestsOf, type Manifests, type Millis, sameDigests } from './image.ts'
import type { PlatformView, Rollout } from './observation.ts'
import type { Attempt, Intent, Release, State } from './record.ts'

/** A rollout may be created a little before the clock of the worker that asked for it says so. */
export const clockSkewMs = 2_000

/** An attempt of which nothing was called yet. */
export function freshAttempt(release: Release, force: boolean, now: Millis): Attempt {
  return { release, force, progress: { running: 0, at: now }, seenAt: now, evidence: [], everHealthy: false }
}

/** The attempt that is being watched. */
export function attemptOf(state: State): Attempt | undefined {
  if (state.name === 'reverting') return state.revert.attempt ?? state.deployment.attempt
  return 'deployment' in state && state.name !== 'stuck' ? state.deployment.attempt : undefined
}

/** The intent to call, saved before the call is made. Time in which the platform did nothing at all is not held against the deadline. */
export function withIntent(attempt: Attempt, now: Millis, leading: Rollout | undefined, base?: string): Attempt {
  const { rollout: _other, refusal: _past, died: _its, ...rest } = attempt
  const firstAt = attempt.rollout ? now : (attempt.intent?.at ?? now)
  const intent: Intent = { at: firstAt, lastAt: now, calls: (attempt.intent?.calls ?? 0) + 1 }
  const based = base === undefined ? {} : { base: attempt.base ?? base }
  return {
    ...rest,
    ...based,
    ...replacing(attempt, leading),
    intent,
    ...(attempt.intent?.refused ? { progress: { ...attempt.progress, at: now } } : {}),
  }
}

/** What leads before the first call; later its own rollout may. */
function replacing({ intent, replaced }: Attempt, leading: Rollout | undefined): Pick<Attempt, 'replaced'> {
  const id = intent ? replaced : leading?.id
  return id === undefined ? {} : { replaced: id }
}

/** The call that an attempt with an intent asks for. */
export function callFor(
  kind: ApplyEffect['kind'],
  deploymentId: string,
  attempt: Attempt,
  more: Pick<ApplyEffect, 'base' | 'overtakes' | 'replaces' | 'ends'>,
): ApplyEffect {
  const { release, force, intent } = attempt
  return { kind, deploymentId, release, force, again: (intent?.calls ?? 1) > 1, ...more }
}

/**
 * The attempt's own rollout: the one it was answered with; or, when a worker died before it could say, one created since
 * the intent that carries the release.
 */
export function ownRollout(attempt: Attempt, view: PlatformView, manifests: Manifests): Rollout | undefined {
  const known = view.rollouts.find((rollout) => rollout.id === attempt.rollout?.id)
  if (known || attempt.rollout) return known
  return view.rollouts.find((rollout) => couldBeOurs(attempt, rollout, manifests) && !madeWay(rollout, attempt, view))
}

/** It stopped for what leads and the call is to replace: it came of an earlier call, however short a time ago. */
function madeWay({ state }: Rollout, { replaced }: Attempt, { rollouts }: PlatformView): boolean {
  return state === 'stopped' && rollouts.some(({ id, leading }) => leading && id === replaced)
}

function couldBeOurs(attempt: Attempt, rollout: Rollout, manifests: Manifests): boolean {
  if (!attempt.intent || rollout.createdAt < attempt.intent.at - clockSkewMs) return false
  if (rollout.id === attempt.replaced) return false
  return carries(rollout, attempt.release, manifests)
}

/** Whether a rollout runs a release: its very digests. */
export function carries(rollout: Rollout, release: Release, manifests: Manifests): boolean {
  return sameDigests(digestsOf(release.images), rollout.digests, manifests)
}

/** Takes in what the platform shows of the attempt's own rollout, and what stopped since `from`. */
export function withSight(attempt: Attempt, view: PlatformView, own: Rollout | undefined, from: Millis = 0): Attempt {
  const watched = own ? withRollout(attempt, { id: own.id, carrier: own.carrier, createdAt: own.createdAt }) : attempt
  const seen = withEvidence({ ...watched, seenAt: view.at }, view.evidence ?? [], from)
  if (!own) return seen
  return {
    ...seen,
    progress: withProgress(attempt.progress, own, view.at),
    everHealthy: attempt.everHealthy || (own.healthy ?? 0) > 0 || own.state === 'completed',
  }
}

function withProgress(before: Attempt['progress'], own: Rollout, at: Millis): Attempt['progress'] {
  const { stage = before.stage } = own
  const running = Math.max(own.running, before.running)
  if (running === before.running && stage === before.stage) return before
  return { running, at, ...(stage === undefined ? {} : { stage }) }
}

/** Time in which nothing could be seen is not held against the deadline. */
export function withBlindTime(attempt: Attempt, now: Millis): Attempt {
  const blind = Math.max(0, now - attempt.seenAt)
  return { ...attempt, seenAt: now, progress: { ...attempt.progress, at: attempt.progress.at + blind } }
}
