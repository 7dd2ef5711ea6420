import { expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { withdraw } from '../../shared/domain/withdraw.ts'
import {
  aPending,
  aPush,
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  inFlight,
  minute,
  revertingRecord,
  rollingRecord,
  stuckRecord,
  t0,
} from './a-world.ts'

const out = 'the target was taken out of the configuration'
const now = t0 + minute

function toldBy(record: TargetRecord, facts: readonly Fact[] = []): string[] {
  return withdraw(record, facts, now).next.outbox.map(
    (one) => `${one.kind === 'outcome' ? one.outcome : one.notice}: ${one.reason}`,
  )
}

it.each([
  ['rolling', rollingRecord(2), [`cancelled: ${out}; what is on it was left as it is`]],
  ['reverting', revertingRecord(2), [`cancelled: ${out}; what is on it was left as it is`]],
  ['stuck', stuckRecord(2), []],
  [
    'a push that waits',
    aRecord({ pending: aPending(3) }),
    [`not-deployed: pushed and not deployed: ${out} before it could start`],
  ],
  [
    'a command that waits',
    aRecord({ pending: aPending(3, { images: {}, command: { kind: 'rollback' } }) }),
    [`refused: not started: ${out} before it could begin`],
  ],
])('ends %s and starts nothing', (_what, record, tells) => {
  const { next, effects } = withdraw(record, [], now)
  expect(toldBy(record)).toEqual(tells)
  expect(next.state).toEqual({ name: 'idle' })
  expect(next.pending).toBeUndefined()
  expect(effects).toEqual(next.outbox.map((announcement) => ({ kind: 'announce', announcement })))
  expect(effects).toHaveLength(tells.length)
  expect(next.wakeAt).toBe(tells.length > 0 ? now + minute : undefined)
})

it('tells what waits in the inbox, unless it was taken in before', () => {
  const command = { id: 'c', at: t0, by: 'ann', deploymentId: 'd9' } as const
  const facts: Fact[] = [
    aPush(3),
    aPush(4),
    { ...command, kind: 'rollback' },
    { ...command, id: 'e', deploymentId: 'd8', kind: 'redeploy' },
    { kind: 'stop', id: 's', at: t0, by: 'ann' },
  ]
  expect(toldBy(aRecord({ folded: ['push-4'] }), facts)).toEqual([
    `not-deployed: main-3 was pushed and not deployed: ${out}`,
    `refused: not started: ${out}`,
    `refused: not started: ${out}`,
  ])
})

it('takes a target that is configured again for a first sight, with its ledger and holds', () => {
  const hold = { digests: { app: digest(7) }, at: t0, deploymentId: 'd7', why: 'it crashed' }
  const usurped = { rollout: 'theirs', at: t0 }
  const { next } = withdraw(aRecord({ holds: [hold], usurped, followed: { app: 'x' } }), [], now)
  const newest = { tag: 'main-5', digest: digest(5), pushedAt: t0 }
  const again = decideIn({ record: next, platform: aView([aRollout(6)]), registry: { app: newest } })
  expect(again.effects).toEqual([])
  expect(again.next.mark).toEqual({ app: newest })
  expect(again.next.holds).toEqual([hold])
  expect(again.next.ledger).toHaveLength(1)
})

it('changes nothing the second time', () => {
  const { next } = withdraw(inFlight(rollingRecord(2).state), [], now)
  expect(withdraw(next, [], now).next).toEqual(next)
})
