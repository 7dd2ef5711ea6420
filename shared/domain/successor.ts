import type { Deployment, Pending, TargetRecord } from './record.ts'

/** The next start as it would take over: it carries on what the deployment in progress had not finished. */
export function successorOf({ pending, state }: TargetRecord): Pending | undefined {
  const isUnfinished = state.name === 'preparing' || state.name === 'rolling'
  return pending && isUnfinished ? withUnfinished(pending, state.deployment) : pending
}

/** What a person or a repair put there is not carried on, and a command says the whole release itself. */
function withUnfinished(pending: Pending, { trigger, goal, changed }: Deployment): Pending {
  if (pending.command || trigger.kind === 'rollback' || trigger.kind === 'repair') return pending
  const unfinished = Object.entries(goal.images).filter(([container]) => changed.includes(container))
  return { ...pending, images: { ...Object.fromEntries(unfinished), ...pending.images } }
}
