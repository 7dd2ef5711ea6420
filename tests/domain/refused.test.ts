import { describe, expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { withdraw } from '../../shared/domain/withdraw.ts'
import { preparingRecord, taskPolicy, wanted } from './a-task.ts'
import {
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  decideIn,
  entry,
  goingBack,
  image,
  provingRecord,
  release,
  revertingRecord,
  rollingRecord,
  type Situation,
  t0,
  told,
} from './a-world.ts'

const platform = aView([aRollout(1)])
const rolls = { platform: aView([aRollout(2, { state: 'in-progress', running: 0, pending: 2 })]) }

const ann = { id: 'c1', at: t0, by: 'ann', deploymentId: 'asked-1' } as const
const bob = { id: 'c2', at: t0 + 1, by: 'bob', deploymentId: 'asked-2' } as const
const redeploy: Fact = { kind: 'redeploy', ...ann, image: image(3) }
const rollback: Fact = { kind: 'rollback', ...ann }
const promote: Fact = { kind: 'promote', ...ann, from: 'api-staging', images: { app: image(3) } }
const later: Fact = { kind: 'redeploy', ...bob, image: image(4) }

function kept(kind: string, reason: string) {
  const { deploymentId, id, at, by } = ann
  return { deploymentId, trigger: { kind, id, at, by }, reason }
}

const rows: [string, Fact[], Situation, string, string][] = [
  [
    'a pause that came first',
    [{ kind: 'stop', id: 's', at: t0 - 1, by: 'carl' }, redeploy],
    { record: aRecord() },
    'redeploy',
    'not started: api is paused by carl; resume first',
  ],
  [
    'a freeze that came first',
    [{ kind: 'freeze', id: 'f', at: t0 - 1, until: t0 + 3_600_000, by: 'carl' }, promote],
    { record: aRecord() },
    'promote',
    'not started: frozen by carl until 2026-11-16 10:00 UTC; say "override" and why',
  ],
  [
    'another command that took its place',
    [redeploy, later],
    { record: provingRecord(2), ...rolls },
    'redeploy',
    'not started: a redeploy was asked for by bob before it could begin',
  ],
  [
    'a push that took its place',
    [promote, aPush(5, { at: t0 + 2 })],
    { record: provingRecord(2), ...rolls },
    'promote',
    'not started: main-5 was pushed before it could begin',
  ],
  [
    'a way back that is under way',
    [rollback],
    { record: revertingRecord(2, goingBack) },
    'rollback',
    'the target is going back already',
  ],
  [
    'nothing to go back to',
    [rollback],
    { record: aRecord({ ledger: [] }) },
    'rollback',
    'cannot roll back: the ledger holds no other proven release',
  ],
  [
    'what runs already',
    [{ ...rollback, to: image(1).digest }],
    { record: aRecord({ ledger: [entry(1)], settledOn: release(1) }) },
    'rollback',
    'cannot roll back: that release runs already',
  ],
  [
    'a deployment that it only cancels',
    [rollback],
    { record: preparingRecord(wanted, {}, { ledger: [entry(1), entry(0)] }), policy: taskPolicy() },
    'rollback',
    'there is nothing to go back from: deployment-2 has ended before it touched the target',
  ],
  [
    'a target that is only observed',
    [redeploy],
    { record: aRecord(), policy: aPolicy({ mode: 'observe' }) },
    'redeploy',
    'would be deployed; the target is only observed (mode: observe)',
  ],
]

describe('what was asked for and came to nothing is kept under its id, with why', () => {
  it.each(rows)('because of %s', (_why, facts, situation, kind, reason) => {
    const first = decideIn({ platform, ...situation, facts: facts.slice(0, 1) })
    const { next } = facts.length > 1 ? decideIn({ platform, ...situation, record: first.next, facts }) : first
    expect(next.refused).toMatchObject([kept(kind, reason)])
    expect(next.pending?.deploymentId).not.toBe(ann.deploymentId)
  })

  it('because the target was taken out of the configuration', () => {
    const { next } = withdraw(aRecord(), [redeploy], t0)
    expect(next.refused).toEqual([kept('redeploy', 'not started: the target was taken out of the configuration')])
  })
})

const stopped: Partial<TargetRecord> = { stopped: { at: t0, by: 'carl' } }

it('keeps the five newest, each once', () => {
  const facts = [1, 2, 3, 4, 5, 6].map(
    (n): Fact => ({ kind: 'redeploy', id: `c${n}`, at: t0 + n, by: 'ann', deploymentId: `asked-${n}` }),
  )
  const { next } = decideIn({ record: aRecord(stopped), platform, facts })
  const ids = ['asked-6', 'asked-5', 'asked-4', 'asked-3', 'asked-2']
  expect(next.refused?.map(({ deploymentId }) => deploymentId)).toEqual(ids)
  const again = decideIn({ record: { ...next, folded: [] }, platform, facts: facts.slice(5) })
  expect(again.next.refused).toEqual(next.refused)
})

it('is kept in three hundred characters', () => {
  const by = 'x'.repeat(400)
  const { next } = decideIn({ record: aRecord({ stopped: { at: t0, by } }), platform, facts: [redeploy] })
  expect(next.refused?.[0]?.reason).toBe(`${`not started: api is paused by ${by}`.slice(0, 299)}…`)
})

it('is told as before, and a command that is carried out leaves no trace of it', () => {
  const refused = decideIn({ record: aRecord(stopped), platform, facts: [redeploy] })
  expect(told(refused)).toEqual(['refused: not started: api is paused by carl; resume first'])
  const begun = decideIn({ record: aRecord(), platform, facts: [redeploy] })
  expect(begun.next).not.toHaveProperty('refused')
  expect(decideIn({ record: rollingRecord(2), ...rolls, facts: [aPush(2)] }).next).not.toHaveProperty('refused')
})
