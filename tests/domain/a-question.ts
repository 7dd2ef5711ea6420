import type { Fact } from '../../shared/domain/fact.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { aPolicy, aPush, aRecord, aRollout, aView, decideIn, minute, type Situation, t0 } from './a-world.ts'
import { pushed } from './phases/row.ts'

export const day = 24 * 60 * minute
export const policy = aPolicy({ approve: { withinMs: day } })
const platform = aView([aRollout(1)])
export const asker = { by: 'ann', at: t0 + 2 * minute }

export function decided(record: TargetRecord, more: Situation) {
  return decideIn({ policy, platform, ...more, record })
}

/** What is left once everything was told. */
export function quiet(record: TargetRecord): TargetRecord {
  return { ...record, outbox: [] }
}

/** A push of image 2 whose question was put at `t0 + minute`. */
export function waiting(more: Situation = {}): TargetRecord {
  return quiet(decided(aRecord(), { facts: [aPush(2)], ...more }).next)
}

export function approve(id = pushed(2), more: Partial<Fact> = {}): Fact {
  return { kind: 'approve', id: `approve-${id}`, ...asker, deploymentId: id, stage: 'start', ...more } as Fact
}
