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
    to: imagesOf('a'),
    ...{ changed: ['app'], failures: [], timeline: [] },
    ...more,
  }
  const { id, endedAt } = deployment
  return { kind: 'outcome', id: `${id}:${outcome}`, target: 'api', at: endedAt, reason, outcome, deployment }
}

/** A rollback that a person asked for, ended five minutes later: from what a release put there (the image 'a') to another image. */
export function wentBack(
  at: number,
  from: OutcomeAnnouncement = released(0),
  to = imagesOf('9'),
  outcome: OutcomeAnnouncement['outcome'] = 'succeeded',
): OutcomeAnnouncement {
  const asked = start + at * minute
  const trigger = { kind: 'rollback', by: 'alice', at: asked }
  const about = { trigger, endedAt: asked + 5 * minute, from: from.deployment.to, to }
  return ended(outcome, outcome === 'succeeded' ? 'rolled out and proven' : 'it crashed', at, about)
}

export function imagesOf(digit: string): DeploymentSummary['to'] {
  return { app: { repository: 'team/app', digest: digest(digit) } }
}

export function pastOf(outcomes: readonly OutcomeAnnouncement[], healed: readonly Healed[] = []): Past {
  return { target: 'api', outcomes, healed, isCut: false, unreadable: [] }
}
