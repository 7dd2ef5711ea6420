import type { PlatformView, Rollout } from './observation.ts'
import type { Attempt, Deployment } from './record.ts'
import { noted } from './timeline.ts'

/** Notes when the platform began the rollout that it was asked for, and when an instance of it was first seen to run, and healthy where that was looked up. */
export function withSightNoted(
  deployment: Deployment,
  before: Attempt,
  own: Rollout | undefined,
  { at }: PlatformView,
): Deployment {
  if (!own) return deployment
  const begun = isBegun(deployment) ? deployment : noted(deployment, own.createdAt, 'the rollout began', 'seen')
  if (own.state !== 'in-progress') return begun
  const isFirst = before.progress.running === 0 && own.running > 0
  const runs = isFirst ? noted(begun, at, 'first instance runs', 'seen') : begun
  const isWell = !before.everHealthy && (own.healthy ?? 0) > 0
  return isWell ? noted(runs, at, 'first instance healthy', 'seen') : runs
}

function isBegun({ timeline }: Deployment): boolean {
  const asked = timeline.findLastIndex(({ kind }) => kind === 'acted')
  return timeline.slice(asked + 1).some(({ kind }) => kind === 'seen')
}
