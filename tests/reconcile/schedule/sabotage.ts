import type { ReconcilePorts } from '../../../shared/reconcile/reconcile.ts'

/** Breaks a decision on its way to or from the world, to see whether the schedules notice. */
export type Sabotage = (ports: ReconcilePorts) => ReconcilePorts

export function none(ports: ReconcilePorts): ReconcilePorts {
  return ports
}
