import { expect, it } from '@jest/globals'
import { decide } from '../../shared/domain/decide.ts'
import {
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  minute,
  phaseOf,
  release,
  second,
  t0,
  told,
} from './a-world.ts'

it.each([
  ['a push of a known image fails', { pending: aPending(3) }, 'failed: nothing was changed: not allowed'],
  [
    'a rollback is refused',
    { pending: aPending(3, { images: {}, command: { kind: 'rollback' } }) },
    'refused: not allowed',
  ],
  [
    'a start that was a command and knows its images fails',
    { pending: aPending(3, { command: { kind: 'redeploy' } }) },
    'failed: nothing was changed: not allowed',
  ],
] as const)('%s where the platform refuses to be seen', (_what, more, tells) => {
  const platform = { kind: 'problem', cause: 'denied', message: 'not allowed' } as const
  expect(told(decideIn({ record: aRecord(more), platform }))).toEqual([tells])
})

it('repairs even while stopped, and starts a command at once whatever the quiet time', () => {
  const settling = aPolicy({ settleMs: 5 * minute })
  const repair = aPending(9, { trigger: { kind: 'repair', id: 'r', at: t0 }, images: {}, command: { kind: 'repair' } })
  const record = aRecord({ pending: repair, stopped: { at: t0, by: 'ann' } })
  expect(calls(decideIn({ record, platform: aView([aRollout(7, { running: 1 })]) }))).toMatchObject([
    { release: release(1) },
  ])
  const redeploy = { kind: 'redeploy', id: 'x', at: t0, by: 'ann', deploymentId: 'again' } as const
  const asked = decideIn({ record: aRecord(), policy: settling, facts: [redeploy], platform: aView([aRollout(1)]) })
  expect(calls(asked)).toHaveLength(1)
})

it.each([
  ['a push waits for quiet', t0 + minute, t0 + minute, 'waiting', 5 * minute],
  ['pushes that go on and on wait ten quiet times', t0 - 48 * minute, t0 + minute, 'waiting', minute],
  ['pushes that went on and on wait no longer', t0 - 50 * minute, t0 + minute, 'rolling', 30 * second],
])('%s', (_what, firstAt, lastAt, phase, wakes) => {
  const record = aRecord({ pending: aPending(2, { firstAt, lastAt }) })
  const decision = decideIn({ record, policy: aPolicy({ settleMs: 5 * minute }), platform: aView([aRollout(1)]) })
  expect(phaseOf(decision)).toBe(phase)
  expect((decision.wakeAt ?? 0) - t0 - minute).toBe(wakes)
})

it('looks before it starts where nobody asked whether the stack is stopped', () => {
  const record = aRecord({ pending: aPending(2) })
  const observation = { platform: aView([aRollout(1)]) }
  const decision = decide({ record, policy: aPolicy(), facts: [], observation, now: t0 + minute })
  expect([decision.reason, decision.wakeAt]).toEqual(['something is to start; a start needs a look first', t0 + minute])
})
