import { acknowledge } from '../domain/acknowledge.ts'
import { withdraw } from '../domain/withdraw.ts'
import { announceAll } from './perform.ts'
import type { ReconcilePorts } from './reconcile.ts'

/** Ends what is in progress on a target that is no longer configured, and tells. Without a record there is nothing to do. */
export async function withdrawTarget(target: string, ports: ReconcilePorts): Promise<void> {
  const { record, write, facts } = await ports.records.load(target)
  if (!record) return
  const { next, effects } = withdraw(record, facts, ports.clock.now())
  if ((await ports.records.save(next, write)) === 'conflict') return ports.log.conflict(target)
  if (facts.length > 0) {
    await ports.records.removeFacts(
      target,
      facts.map((fact) => fact.id),
    )
  }
  const results = await announceAll(effects, ports)
  const told = acknowledge(next, results, ports.clock.now())
  const { wakeAt, ...rest } = told
  await ports.records.save(told.outbox.length > 0 && wakeAt !== undefined ? told : rest, write + 1)
}
