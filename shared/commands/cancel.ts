import type { LongshoreConfig } from '../config/normalised.ts'
import { whyNotCancelled } from '../domain/cancel.ts'
import type { State, TargetRecord } from '../domain/record.ts'
import type { CancelCommand } from '../inbound/operating-command.ts'
import { BadCommand } from './bad-command.ts'
import type { Done } from './done.ts'
import { policyOf } from './policy-of.ts'
import type { CommandPorts } from './redeploy.ts'

/**
 * Takes the deployment in progress back, or keeps the one that waits from beginning. Throws `BadCommand` where neither can be,
 * saying what to do instead.
 */
export async function cancel(
  { target, deployment: wanted, by, reason }: CancelCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: Pick<CommandPorts, 'clock' | 'inbox' | 'queue' | 'records'>,
): Promise<Done & { readonly deploymentId: string }> {
  policyOf(config, target)
  const { record } = await ports.records.load(target)
  const { deploymentId, does } = cancellable(target, record, wanted)
  const id = `command:${requestId}`
  const at = ports.clock.now()
  const fact = { kind: 'cancel' as const, id, at, by, deploymentId, ...(reason ? { reason } : {}) }
  await ports.inbox.put([{ target, fact }])
  await ports.queue.send([{ target, dedupId: id }])
  return { accepted: true, target, deploymentId, message: `${deploymentId} ${does}.` }
}

/** What is in progress, unless the one that waits was named. */
function cancellable(
  target: string,
  record: TargetRecord | undefined,
  wanted: string | undefined,
): { readonly deploymentId: string; readonly does: string } {
  const { state, pending } = record ?? {}
  const underWay = state && 'deployment' in state ? state : undefined
  const isWaiting = pending && (wanted ?? (underWay ? undefined : pending.deploymentId)) === pending.deploymentId
  if (isWaiting && pending.command?.kind === 'repair')
    throw new BadCommand(`Nothing is cancelled on ${target}: ${pending.deploymentId} puts a stale write right.`)
  if (isWaiting) return { deploymentId: pending.deploymentId, does: 'does not begin' }
  if (!underWay || (wanted ?? underWay.deployment.id) !== underWay.deployment.id)
    throw new BadCommand(nothingToCancel(target, record, wanted))
  const why = whyNotCancelled(underWay)
  if (why !== undefined) throw new BadCommand(`Nothing is cancelled on ${target}: ${why}.`)
  return { deploymentId: underWay.deployment.id, does: whatItDoes(underWay) }
}

function nothingToCancel(target: string, record: TargetRecord | undefined, wanted: string | undefined): string {
  const { state, pending } = record ?? {}
  const there = [
    ...(state && 'deployment' in state ? [`${state.deployment.id} is ${state.name}`] : []),
    ...(pending ? [`${pending.deploymentId} waits to begin`] : []),
  ]
  if (there.length > 0)
    return `${wanted ?? 'That'} is not in progress on ${target} any more: ${there.join(' and ')}. See status.`
  return `Nothing is in progress on ${target}: it is ${state?.name ?? 'not seen yet'}. To take back what runs, roll back.`
}

function whatItDoes({ name, ...state }: Extract<State, { readonly deployment: object }>): string {
  if (name !== 'preparing') return 'is taken back: the target goes back to what was proven last'
  return 'task' in state && state.task?.intent ? 'ends as soon as its task is seen to have stopped' : 'does not begin'
}
