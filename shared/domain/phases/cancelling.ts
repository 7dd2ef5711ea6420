import { end } from '../deployment.ts'
import { withHold } from '../hold.ts'
import type { Deployment, TargetRecord } from '../record.ts'
import { type Context, proceed, type Step } from '../step.ts'
import { ended } from '../turns.ts'

/** A person's rollback ends what is in progress at once, and keeps it from coming back by itself. */
export function cancelledByRollback(record: TargetRecord, deployment: Deployment, { now }: Context): Step | undefined {
  const { pending } = record
  if (pending?.command?.kind !== 'rollback' || pending.deploymentId === deployment.id) return undefined
  const held = withHold(record, deployment, `cancelled by ${pending.trigger.by ?? 'somebody'}`, now)
  const about = { outcome: 'cancelled' as const, reason: 'a rollback was asked for', successor: pending.deploymentId }
  return proceed(ended(end(held, deployment, about, now)), about.reason)
}
