import { end } from './deployment.ts'
import { refusedCommand } from './fold.ts'
import { isHeld, withHold } from './hold.ts'
import type { Millis } from './image.ts'
import type { Deployment, Pending, Release, TargetRecord } from './record.ts'
import { sameRelease } from './release.ts'
import { overtakenWith } from './under-way.ts'

/**
 * A rollback to whatever ran before, asked for while nothing of the deployment is on the target yet: what ran before runs still.
 * It only cancels. Not so where that is no proven release, or where another one was named.
 */
export function onlyCancels(record: TargetRecord, deployment: Deployment): Pending | undefined {
  const { pending } = record
  const { from } = deployment
  if (pending?.command?.kind !== 'rollback' || pending.command.to !== undefined) return undefined
  return from && isProven(record, from) && overtakenWith(deployment) === undefined ? pending : undefined
}

function isProven(record: TargetRecord, from: Release): boolean {
  const isThere = record.ledger.some(({ release }) => sameRelease(release, from, record.manifests))
  return isThere && !isHeld(record, from)
}

/** Ends the deployment, and answers the person who asked for the rollback. */
export function cancelled(record: TargetRecord, deployment: Deployment, by: Pending, now: Millis): TargetRecord {
  const why = `cancelled by ${by.trigger.by ?? 'somebody'}`
  const held = deployment.changed.length > 0 ? withHold(record, deployment, why, now) : record
  const leaves = deployment.from ? { leaves: deployment.from } : {}
  const reason = 'a rollback was asked for; the target was not touched'
  return answered(end(held, deployment, { outcome: 'cancelled', reason, ...leaves }, now), deployment, by)
}

/** What was asked for has come about by the end of the deployment. */
export function answered(record: TargetRecord, { id }: Deployment, by: Pending): TargetRecord {
  return refusedCommand(record, by, `there is nothing to go back from: ${id} has ended before it touched the target`)
}
