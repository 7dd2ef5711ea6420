import type { DeploymentSummary, Outcome } from './announcement.ts'
import { beginning, triggerSummary } from './deployment.ts'
import { changedContainers, type Images, type Millis } from './image.ts'
import { announced, announcedImages } from './outbox.ts'
import type { Pending, TargetRecord } from './record.ts'

/** What can be told of a deployment that has not begun. */
export function unstartedSoFar(pending: Pending, { manifests }: TargetRecord): Omit<DeploymentSummary, 'endedAt'> {
  const { deploymentId: id, question, firstAt } = pending
  const to: Images = question?.goal ?? pending.images
  const from = question?.from
  return {
    id,
    trigger: triggerSummary(pending.trigger),
    startedAt: question?.askedAt ?? firstAt,
    ...(from ? { from: announcedImages(from) } : {}),
    to: announcedImages(to),
    changed: changedContainers(to, from, manifests),
    failures: [],
    timeline: beginning(pending),
  }
}

/** Ends a deployment that has not begun: told with its outcome, and taken out of the slot. The target is what it was. */
export function endUnstarted(
  record: TargetRecord,
  pending: Pending,
  { outcome, reason, successor }: { readonly outcome: Outcome; readonly reason: string; readonly successor?: string },
  now: Millis,
): TargetRecord {
  const soFar = unstartedSoFar(pending, record)
  const told = announced(record, {
    kind: 'outcome',
    id: `${pending.deploymentId}:${outcome}`,
    target: record.target,
    at: now,
    outcome,
    reason,
    deployment: {
      ...soFar,
      endedAt: now,
      ...(successor === undefined ? {} : { successor }),
      timeline: [...soFar.timeline, { at: now, what: `${outcome}: ${reason}`, kind: 'told' }],
    },
  })
  if (record.pending?.deploymentId !== pending.deploymentId) return told
  const { pending: _ended, ...rest } = told
  return rest
}
