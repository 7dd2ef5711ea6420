import type { PlatformView, Rollout } from './observation.ts'
import type { Attempt, Deployment } from './record.ts'
import { noted } from './timeline.ts'

/** Notes when the platform began the rollout that it was asked for, and when an instance of it was first seen healthy. */
export function withSightNoted(
  deployment: Deployment,
  before: Attempt,
  own: Rollout | undefined,
  { at }: PlatformView,
): Deployment {
  if (!own) return deployment
  const begun = isBegun(deployment) ? deployment : noted(deployment, own.createdAt, 'the rollout began', 'seen')
  const isFirst = !before.everHealthy && (own.healthy ?? 0) > 0 && own.state === 'in-progress'
  return isFirst ? noted(begun, at, 'first instance healthy', 'seen') : begun
}

function isBegun({ timeline }: Deployment): boolean {
  const asked = timeline.findLastIndex(({ kind }) => kind === 'acted')
  return timeline.slice(asked + 1).some(({ kind }) => kind === 'seen')
}
