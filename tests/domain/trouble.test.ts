import { expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import {
  anAttempt,
  aPending,
  aPush,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  minute,
  phaseOf,
  provingRecord,
  revertingRecord,
  rollingRecord,
  type Situation,
  second,
  t0,
  told,
} from './a-world.ts'

const hour = 60 * minute
const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
const notice = 'waiting: nothing goes on since 2026-11-16T09:00:00.000Z: slow down; it is tried again until it passes'
const broken = aView([aRollout(2, { state: 'failed', running: 0 })])

interface Told {
  readonly record: TargetRecord
  readonly notices: string[]
}

/** Decides every half hour, as if whatever is told were delivered at once. */
function through(
  hours: number,
  start: TargetRecord,
  situation: (now: number) => Omit<Situation, 'record' | 'now'>,
): Told {
  let record = start
  const notices: string[] = []
  for (let now = t0; now <= t0 + hours * hour; now += 30 * minute) {
    const decision = decideIn({ record, now, ...situation(now) })
    notices.push(...told(decision))
    record = { ...decision.next, outbox: [] }
  }
  return { record, notices }
}

it.each([
  ['a start waits', aRecord({ pending: aPending(2), state: { name: 'waiting', since: t0, why: 'settle' } })],
  ['a rollout is watched', rollingRecord(2)],
  ['a release is being proven', provingRecord(2)],
  ['a way back is under way', revertingRecord(2)],
] as const)('tells once, then daily, that the platform cannot be asked while %s', (_what, record) => {
  const day = through(23, record, () => ({ platform: throttled }))
  expect(day.notices).toEqual([notice])
  expect(through(49, record, () => ({ platform: throttled })).notices).toEqual([notice, notice, notice])
})

it('tells that a registry has not been asked for an hour, of a push in the inbox and of a way back', () => {
  const inbox = () => ({ platform: aView([aRollout(1)]), facts: [aPush(2)], registry: throttled })
  expect(through(2, { ...aRecord(), mark: {} }, inbox).notices).toEqual([notice])
  const back = (now: number) => ({ platform: { ...broken, at: now }, registry: throttled, unchecked: true })
  expect(through(2, revertingRecord(2), back).notices).toEqual([notice])
})

it('forgets trouble with the registry when it is seen again', () => {
  const first = decideIn({
    record: { ...aRecord(), mark: {} },
    facts: [aPush(2)],
    platform: aView([aRollout(1)]),
    registry: throttled,
  })
  expect(first.next.trouble).toMatchObject({ what: 'registry', count: 1 })
  const again = decideIn({ record: first.next, platform: aView([aRollout(1)]), registry: { app: null } })
  expect(again.next.trouble).toBeUndefined()
})

it('waits longer each time a call is throttled, tells of it after an hour, and forgets it when one goes through', () => {
  const { rollout: _answer, ...unanswered } = anAttempt(2)
  const refused = { kind: 'refused', deploymentId: 'deployment-2', cause: 'throttled', message: 'slow down' } as const
  let record: TargetRecord = rollingRecord(2, { attempt: unanswered })
  const pauses: number[] = []
  for (const now of [t0, t0 + minute, t0 + hour]) {
    record = acknowledge(record, [refused], now)
    pauses.push((record.wakeAt ?? 0) - now)
    record = decideIn({ record, platform: aView([aRollout(1)], { at: now }), now }).next
  }
  expect(pauses[1]).toBeGreaterThan(pauses[0] ?? 0)
  expect(record.outbox).toMatchObject([{ notice: 'waiting' }])
  const rollout = { id: 'rollout-2', carrier: 'td:2', createdAt: t0 + hour }
  const through = acknowledge(record, [{ kind: 'applied', deploymentId: 'deployment-2', rollout }], t0 + hour)
  expect(through.trouble).toBeUndefined()
})

it('waits to see what a call did that was cut off, and makes it again only then', () => {
  const { rollout: _answer, ...unanswered } = anAttempt(2)
  const cut = { kind: 'refused', deploymentId: 'deployment-2', cause: 'unavailable', message: 'timed out' } as const
  const record = acknowledge(rollingRecord(2, { attempt: unanswered }), [cut], t0)
  const soon = decideIn({ record, platform: aView([aRollout(1)], { at: t0 + 59 * second }), now: t0 + 59 * second })
  expect(calls(soon)).toEqual([])
  const later = decideIn({ record, platform: aView([aRollout(1)]), now: t0 + minute })
  expect(calls(later)).toMatchObject([{ kind: 'apply', again: true }])
  const there = decideIn({ record, platform: aView([aRollout(2)]), now: t0 + minute })
  expect(phaseOf(there)).toBe('idle')
})
