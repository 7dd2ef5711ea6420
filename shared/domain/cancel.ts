import { awaitingApproval } from './approval.ts'
import { end } from './deployment.ts'
import type { CancelFact, RejectFact } from './fact.ts'
import { withHold } from './hold.ts'
import { notice } from './outbox.ts'
import type { Deployment, State, TargetRecord } from './record.ts'
import { withStartRejected } from './start-question.ts'
import type { Context } from './step.ts'
import { ended, failing } from './turns.ts'
import { overtakenWith } from './under-way.ts'
import { endUnstarted } from './unstarted.ts'

/** A person wants a deployment taken back, or not begun. What it is bound to may be over: that is told, and nothing else happens. */
export function withCancel(record: TargetRecord, fact: CancelFact, context: Context): TargetRecord {
  const { id, at, by, deploymentId } = fact
  const { pending, state } = record
  if (pending && pending.deploymentId === deploymentId && pending.command?.kind !== 'repair')
    return endUnstarted(record, pending, { outcome: 'cancelled', reason: who('cancelled', fact) }, context.now)
  const isThere = 'deployment' in state && state.deployment.id === deploymentId
  const refusal = isThere ? whyNotCancelled(state) : `${deploymentId} has ended or was replaced`
  if (!isThere || refusal !== undefined) {
    const reason = `the cancel by ${by} came too late: ${refusal ?? ''}`
    return notice(record, { notice: 'refused', id, at, reason, deploymentId })
  }
  return takenBack(record, state, who('cancelled', fact), context)
}

/** A person says no to what waits for an approval: it does not begin, or is taken back. */
export function withReject(record: TargetRecord, fact: RejectFact, context: Context): TargetRecord {
  const unstarted = withStartRejected(record, fact, context.now)
  if (unstarted) return unstarted
  const { id, at, by, deploymentId } = fact
  const { state } = record
  const isAsked = awaitingApproval(record)?.deployment.id === deploymentId && 'deployment' in state
  const refusal = isAsked ? whyNotCancelled(state) : undefined
  if (isAsked && refusal === undefined) return takenBack(record, state, who('rejected', fact), context)
  const late = `came too late: ${deploymentId} does not wait for an approval any more; cancel it to take it back`
  const reason = `the rejection by ${by} ${refusal === undefined ? late : `takes nothing back: ${refusal}`}`
  return notice(record, { notice: 'refused', id, at, reason, deploymentId })
}

/** `cancelled by alice (wrong version)` */
function who(what: string, { by, reason }: Pick<CancelFact | RejectFact, 'by' | 'reason'>): string {
  return `${what} by ${by}${reason ? ` (${reason})` : ''}`
}

type UnderWay = Extract<State, { readonly deployment: Deployment }>

/** Why what is under way cannot be taken back, and what to do instead; undefined where it can. */
export function whyNotCancelled(state: UnderWay): string | undefined {
  const { id, trigger, changed, from } = state.deployment
  switch (state.name) {
    case 'finishing':
      return `${id} is proven already and its last task runs; roll back to take it back`
    case 'reverting':
      return `${id} goes back already`
    case 'stuck':
      return `${id} could not be taken back and the target is stuck; roll back to a release of the ledger, push a fix, or resume`
    case 'preparing':
      return state.task.stopping ? `${id} is being stopped already` : undefined
    default:
      if (trigger.kind === 'rollback' || trigger.kind === 'repair')
        return `${id} goes back itself; redeploy the image that is to run instead`
      return from && changed.length === 0
        ? `${id} starts the images anew that ran before, so there is nothing to go back to; let it finish`
        : undefined
  }
}

/** Takes a deployment back that {@link whyNotCancelled} has nothing against. */
function takenBack(record: TargetRecord, state: UnderWay, why: string, context: Context): TargetRecord {
  const { deployment } = state
  if (state.name === 'preparing' && state.task.intent !== undefined) {
    const stopping = { why, cancels: true, takesBack: true, lastAt: 0 } as const
    return { ...record, state: { ...state, task: { ...state.task, stopping } } }
  }
  const isUntouched = state.name !== 'proving' && overtakenWith(deployment) === undefined
  return isUntouched
    ? untouched(record, deployment, why, context.now)
    : failing(record, deployment, [why], context).next
}

/** Ends a deployment that nothing was called for. */
function untouched(record: TargetRecord, deployment: Deployment, why: string, now: number): TargetRecord {
  const held = deployment.changed.length > 0 ? withHold(record, deployment, why, now) : record
  const leaves = deployment.from ? { leaves: deployment.from } : {}
  const reason = `${why}; the target was not touched`
  return ended(end(held, deployment, { outcome: 'cancelled', reason, ...leaves }, now))
}
