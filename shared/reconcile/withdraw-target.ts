import { acknowledge } from '../domain/acknowledge.ts'
import type { Effect } from '../domain/effect.ts'
import type { TargetRecord } from '../domain/record.ts'
import { toldRunsOn } from '../domain/task-left.ts'
import { withdraw } from '../domain/withdraw.ts'
import { announceAll, perform } from './perform.ts'
import { deploymentIn, type ReconcilePorts } from './reconcile.ts'

/** Ends what is in progress on a target that is no longer configured, and tells. Without a record there is nothing to do. */
export async function withdrawTarget(target: string, ports: ReconcilePorts): Promise<void> {
  const { record, write, facts } = await ports.records.load(target)
  if (!record) return
  const { next, effects } = withdraw(record, facts, ports.clock.now())
  if ((await ports.records.save(next, write)) === 'conflict') return ports.log.conflict(target, deploymentIn(record))
  if (facts.length > 0) {
    await ports.records.removeFacts(
      target,
      facts.map((fact) => fact.id),
    )
  }
  const stopped = await withTaskStopped(record, next, effects, write + 1, ports)
  const results = await announceAll(
    stopped.outbox.map((announcement) => ({ kind: 'announce', announcement })),
    ports,
  )
  const told = acknowledge(stopped, results, ports.clock.now())
  const { wakeAt, ...rest } = told
  await ports.records.save(told.outbox.length > 0 && wakeAt !== undefined ? told : rest, write + 1)
}

/** Stops the task of the deployment that ended. Only its own policy says where that runs. */
async function withTaskStopped(
  { state }: TargetRecord,
  next: TargetRecord,
  effects: readonly Effect[],
  write: number,
  ports: ReconcilePorts,
): Promise<TargetRecord> {
  const stop = effects.find((effect) => effect.kind === 'stop-task')
  if (!stop || !('deployment' in state)) return next
  const [result] = await perform([stop], state.deployment.policy, write, ports)
  return result?.kind === 'refused' ? toldRunsOn(next, stop, result.message, ports.clock.now()) : next
}
