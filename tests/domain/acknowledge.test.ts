import { expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { Result } from '../../shared/domain/effect.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { pauseMs } from '../../shared/domain/trouble.ts'
import {
  aRecord,
  aRollout,
  aView,
  decideIn,
  goingBack,
  minute,
  provingRecord,
  revertingRecord,
  rollingRecord,
  t0,
} from './a-world.ts'

const theirs = aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + minute })
const stopped = aRollout(2, { leading: false, state: 'stopped' })

const rollout = { id: 'r', carrier: 'td:9', createdAt: t0 }
const applied: Result = { kind: 'applied', deploymentId: 'deployment-2', rollout, differences: ['cpu 256 → 512'] }

it.each([
  ['rolling', rollingRecord(2)],
  ['going back, without differences', revertingRecord(2, goingBack)],
])('notes no differences that nobody asked for: %s', (_phase, record) => {
  const { differences: _found, ...plain } = applied
  const result = record.state.name === 'reverting' ? plain : applied
  const { state } = acknowledge(record, [result], t0)
  expect(JSON.stringify(state)).not.toContain('differences')
})

it.each<[string, TargetRecord]>([
  ['another deployment rolls', rollingRecord(3)],
  ['another deployment goes back', revertingRecord(3, goingBack)],
  ['the way back is not chosen', revertingRecord(2)],
  ['it is being proven', provingRecord(2)],
  ['nothing is in progress', aRecord()],
])('takes in nothing of a call where %s', (_what, record) => {
  const refused: Result = { kind: 'refused', deploymentId: 'deployment-2', cause: 'denied', message: 'no' }
  expect(acknowledge(record, [applied], t0)).toBe(record)
  expect(acknowledge(record, [refused], t0)).toBe(record)
  expect(acknowledge(record, [{ ...refused, cause: 'throttled' }], t0)).toBe(record)
})

it('looks again after a throttled call, sooner where somebody is to be told', () => {
  const throttled: Result = { kind: 'refused', deploymentId: 'deployment-2', cause: 'throttled', message: 'slow down' }
  const outbox = decideIn({ record: rollingRecord(2), platform: aView([stopped, theirs]) }).next.outbox
  const trouble = { what: 'calling', since: t0, count: 4, told: 0 } as const
  expect(acknowledge(rollingRecord(2, {}, { trouble }), [throttled], t0).wakeAt).toBe(t0 + pauseMs('api', 5))
  expect(acknowledge(rollingRecord(2, {}, { trouble, outbox }), [throttled], t0).wakeAt).toBe(t0 + minute)
  expect(acknowledge(rollingRecord(2, {}, { outbox }), [throttled], t0).wakeAt).toBe(t0 + pauseMs('api', 1))
})

it.each([
  [1, 11_060],
  [2, 22_120],
  [5, 176_962],
  [6, 331_804],
  [99, 310_957],
])('pauses before try %d for as long as the target and the number of the try say', (count, pause) => {
  expect(pauseMs('api', count)).toBe(pause)
})
