import type { Announcement } from './announcement.ts'
import { withoutOldNotices } from './outbox.ts'
import type { TargetRecord } from './record.ts'

/** Most carriers of ours a record remembers. */
const oursBound = 30

/** Most image indexes a record remembers the children of. */
const manifestsBound = 20

/** Most bytes of a record, with room for the results of its effects. */
const roomyBytes = 56 * 1024

/** Longest sentence that is kept of what a platform or a person said. */
export const sentenceBound = 300

/**
 * Keeps what grows with time within bounds. Where that is not enough, what can be looked up elsewhere is shortened, the least
 * telling first. Outcomes in the outbox are never dropped, however long nobody can be told; the history keeps them whole.
 */
export function withinBounds(record: TargetRecord): TargetRecord {
  const indexes = Object.entries(record.manifests)
  let next: TargetRecord = {
    ...record,
    ours: record.ours.slice(0, oursBound),
    manifests: indexes.length > manifestsBound ? Object.fromEntries(indexes.slice(-manifestsBound)) : record.manifests,
  }
  for (const shorten of shortenings) {
    if (bytesOf(next) <= roomyBytes) return next
    next = shorten(next)
  }
  return next
}

type Shortening = (record: TargetRecord) => TargetRecord

const shortenings: readonly Shortening[] = [
  withoutUntold,
  withShortSentences,
  (record) => ({ ...record, outbox: record.outbox.map((announcement) => withTimelineOf(announcement, 6)) }),
  (record) => ({ ...record, manifests: Object.fromEntries(Object.entries(record.manifests).slice(-4)) }),
  withLessOfDeployment,
  (record) => ({
    ...record,
    ours: record.ours.slice(0, 15),
    ...(record.called ? { called: record.called.slice(0, 3) } : {}),
  }),
  (record) => ({ ...record, holds: record.holds.map((hold) => ({ ...hold, why: cut(hold.why, 60) })) }),
  (record) => ({ ...record, folded: record.folded.slice(0, 100) }),
  (record) => withoutOldNotices(record, 5),
  (record) => ({ ...record, outbox: record.outbox.map(bare) }),
  ({ refused: _told, ...record }) => record,
  (record) => ({ ...record, holds: record.holds.slice(0, 25) }),
  withLeastOfDeployment,
  (record) => ({ ...record, folded: record.folded.slice(0, 50) }),
]

function bytesOf(record: TargetRecord): number {
  return new TextEncoder().encode(JSON.stringify(record)).length
}

/** A sentence of at most so many characters, as one that was cut where it was longer. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

/** What was told last stays: whoever follows takes what has a lower number for old. */
function withoutUntold({ telling, ...record }: TargetRecord): TargetRecord {
  if (!telling) return record
  const { waiting: _untold, ...kept } = telling
  return { ...record, telling: kept }
}

/** Every sentence of the record at its longest; names and digests are shorter than that. */
function withShortSentences(record: TargetRecord): TargetRecord {
  const { state } = record
  const holds = record.holds.map((hold) => ({ ...hold, why: cut(hold.why, sentenceBound) }))
  const outbox = record.outbox.map((one) => ({ ...one, reason: cut(one.reason, sentenceBound) }))
  if (!('deployment' in state)) return { ...record, holds, outbox }
  const { deployment } = state
  const evidence = deployment.attempt.evidence.map((one) => ({ ...one, reason: cut(one.reason, sentenceBound) }))
  const timeline = deployment.timeline.map((entry) => ({ ...entry, what: cut(entry.what, sentenceBound) }))
  const reasons = deployment.failure?.reasons.slice(0, 5).map((reason) => cut(reason, sentenceBound))
  const shorter = {
    ...deployment,
    timeline,
    attempt: { ...deployment.attempt, evidence },
    ...(deployment.failure && reasons ? { failure: { ...deployment.failure, reasons } } : {}),
  }
  return { ...record, holds, outbox, state: { ...state, deployment: shorter } }
}

function withLessOfDeployment(record: TargetRecord): TargetRecord {
  const { state } = record
  if (!('deployment' in state)) return record
  const { timeline, attempt, proofs } = state.deployment
  const less = {
    timeline: timeline.slice(-20),
    attempt: { ...attempt, evidence: attempt.evidence.slice(-6) },
    ...(proofs ? { proofs: proofs.map((standing) => ({ ...standing, words: cut(standing.words, 100) })) } : {}),
  }
  return { ...record, state: { ...state, deployment: { ...state.deployment, ...less } } }
}

/** Enough to go on by: what proofs were seen to come to, and the newest happenings in few words. */
function withLeastOfDeployment(record: TargetRecord): TargetRecord {
  const { state } = record
  if (!('deployment' in state)) return record
  const { timeline, attempt, proofs, failure } = state.deployment
  const least = {
    timeline: timeline.slice(-5).map((entry) => ({ ...entry, what: cut(entry.what, 100) })),
    attempt: { ...attempt, evidence: attempt.evidence.map((one) => ({ ...one, reason: cut(one.reason, 100) })) },
    ...(proofs ? { proofs: proofs.map((standing) => ({ ...standing, words: cut(standing.words, 30) })) } : {}),
    ...(failure ? { failure: { ...failure, reasons: failure.reasons.slice(0, 2).map((why) => cut(why, 150)) } } : {}),
  }
  return { ...record, state: { ...state, deployment: { ...state.deployment, ...least } } }
}

function withTimelineOf(announcement: Announcement, entries: number): Announcement {
  if (announcement.kind === 'notice') return announcement
  const { deployment } = announcement
  const failures = deployment.failures.slice(0, 3).map((failure) => cut(failure, sentenceBound))
  return { ...announcement, deployment: { ...deployment, failures, timeline: deployment.timeline.slice(-entries) } }
}

/** What nobody could be told for long is told in few words: which deployment, of what, how it ended. */
function bare(announcement: Announcement): Announcement {
  if (announcement.kind === 'notice') return announcement
  const { differences: _looked, from: _past, restored: _now, ...deployment } = announcement.deployment
  const failures = deployment.failures.slice(0, 1).map((failure) => cut(failure, 80))
  return {
    ...announcement,
    reason: cut(announcement.reason, 100),
    deployment: { ...deployment, failures, timeline: [] },
  }
}
