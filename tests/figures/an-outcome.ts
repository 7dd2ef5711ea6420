import { encodeTime } from 'ulid'
import type { DeploymentSummary, OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { Healed, Past } from '../../shared/figures-ports.ts'

export const minute = 60_000
export const hour = 60 * minute
export const start = Date.parse('2026-11-16T09:00:00Z')

export function digest(digit: string): Digest {
  return `sha256:${digit.repeat(64)}`
}

/** A push that was released ten minutes after it, `at` minutes after the start. */
export function released(at: number, more: Partial<DeploymentSummary> = {}): OutcomeAnnouncement {
  return ended('succeeded', 'rolled out and proven', at, more)
}

export function ended(
  outcome: OutcomeAnnouncement['outcome'],
  reason: string,
  at: number,
  more: Partial<DeploymentSummary> = {},
): OutcomeAnnouncement {
  const pushed = start + at * minute
  const deployment: DeploymentSummary = {
    id: `${encodeTime(pushed, 10)}0000000000000000`,
    trigger: { kind: 'push', at: pushed },
    startedAt: pushed,
    endedAt: pushed + 10 * minute,
    to: { app: { repository: 'team/app', digest: digest('a') } },
    ...{ changed: ['app'], failures: [], timeline: [] },
    ...more,
  }
  const { id, endedAt } = deployment
  return { kind: 'outcome', id: `${id}:${outcome}`, target: 'api', at: endedAt, reason, outcome, deployment }
}

/** A rollback that a person asked for, proven five minutes later. */
export function wentBack(at: number): OutcomeAnnouncement {
  const asked = start + at * minute
  return released(at, { trigger: { kind: 'rollback', by: 'alice', at: asked }, endedAt: asked + 5 * minute })
}

export function pastOf(outcomes: readonly OutcomeAnnouncement[], healed: readonly Healed[] = []): Past {
  return { target: 'api', outcomes, healed, isCut: false, unreadable: [] }
}
