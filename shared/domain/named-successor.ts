import type { Announcement } from './announcement.ts'
import type { TargetRecord } from './record.ts'

/**
 * What is told of a question that lost its place names who took it only if people can find that deployment: it has begun, is asked
 * about, was commanded, or is told of itself. What was pushed may lose its place in turn before any of that; the reason says what it was.
 */
export function withFoundSuccessor(before: TargetRecord, after: TargetRecord): TargetRecord {
  const voided = before.pending?.question && before.pending.deploymentId
  if (voided === undefined) return after
  const told = after.outbox.map((one): Announcement => {
    if (one.kind === 'notice' || one.deployment.id !== voided || isIn(before.outbox, one)) return one
    const { successor, ...deployment } = one.deployment
    return successor === undefined || isFound(after, successor) ? one : { ...one, deployment }
  })
  return { ...after, outbox: told }
}

/** What was told once stays as it was, also while it could not be published. */
function isIn(outbox: readonly Announcement[], { id }: Announcement): boolean {
  return outbox.some((one) => one.id === id)
}

function isFound({ pending, state, outbox }: TargetRecord, deploymentId: string): boolean {
  const waits = pending?.deploymentId === deploymentId && (pending.question ?? pending.command) !== undefined
  const began = 'deployment' in state && state.deployment.id === deploymentId
  const isTold = outbox.some((one) => (one.kind === 'outcome' ? one.deployment.id : one.deploymentId) === deploymentId)
  return waits || began || isTold
}
