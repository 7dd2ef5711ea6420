import { expect, it } from '@jest/globals'
import {
  anAttempt,
  aPending,
  aPolicy,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  image,
  minute,
  provingRecord,
  release,
  rollingRecord,
  second,
  t0,
  told,
} from './a-world.ts'

const theirs = aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + minute })
const stopped = aRollout(2, { leading: false, state: 'stopped' })
const goOn = { policy: aPolicy({ onUsurped: 'go-on' }) }

it.each([
  ['rolling', rollingRecord(2, { ...goOn, attempt: anAttempt(2, { force: true }) })],
  ['proving', provingRecord(2, { ...goOn, attempt: anAttempt(2, { force: true, base: 'td:0' }) })],
])('goes on against whoever put other images there while %s, where it is told to', (_phase, record) => {
  const decision = decideIn({ record, platform: aView([stopped, theirs]) })
  expect(decision.reason).toBe('goes on; nothing was called yet')
  expect(calls(decision)).toEqual([
    { kind: 'apply', deploymentId: 'deployment-2', release: { images: { app: image(2) } }, force: false, again: false },
  ])
  expect(decision.next.outbox).toEqual([
    {
      kind: 'notice',
      notice: 'usurped',
      id: 'api:usurped:theirs',
      target: 'api',
      at: t0 + minute,
      reason: 'somebody else put other images on the target; the deployment goes on (onUsurped: go-on)',
      deploymentId: 'deployment-2',
    },
  ])
  const { state } = decision.next
  expect(state).toMatchObject({
    name: 'rolling',
    deployment: {
      timeline: [
        { what: 'image pushed' },
        { at: t0 + minute, what: 'usurped by theirs; goes on' },
        { what: 'asked the platform to roll out' },
      ],
      attempt: { force: false, intent: { at: t0 + minute, calls: 1 } },
    },
  })
  expect(state).not.toHaveProperty('deployment.attempt.rollout')
  expect(state).not.toHaveProperty('deployment.attempt.base')
})

it('waits for the new rollout, and takes the one that was usurped a moment after it began for no other', () => {
  const at = t0 + 2 * second
  const platform = aView([stopped, { ...theirs, createdAt: at }], { at })
  const goesOn = decideIn({ record: rollingRecord(2, goOn), platform, now: at })
  const again = decideIn({ record: goesOn.next, platform, now: at + second })
  expect(again.reason).toBe('the rollout is not visible yet')
  expect(again.next.state).toEqual(goesOn.next.state)
})

it('remembers who took the target over, and tells the deployment of it', () => {
  const two = { ...theirs, digests: { app: digest(7), proxy: digest(8) } }
  const { next } = decideIn({ record: rollingRecord(2), platform: aView([stopped, two]) })
  expect(next.usurped).toEqual({ rollout: 'theirs', at: t0 + minute, digests: two.digests })
  expect(next.outbox).toMatchObject([
    {
      outcome: 'superseded',
      reason: `somebody else put other images on the target (${digest(7)}, ${digest(8)}); automatic deployments wait for a newer push or resume`,
      deployment: { timeline: [{ what: 'image pushed' }, { at: t0 + minute, what: 'usurped by theirs' }, {}] },
    },
  ])
  const { digests: _unknown, ...unknown } = theirs
  const blind = decideIn({ record: rollingRecord(2), platform: aView([stopped, unknown]) })
  expect(blind.next.usurped).toEqual({ rollout: 'theirs', at: t0 + minute })
  expect(told(blind)).toEqual([
    'superseded: somebody else put other images on the target; automatic deployments wait for a newer push or resume',
  ])
})

it('proves later what completed with nothing running', () => {
  const { next } = decideIn({
    record: rollingRecord(2),
    platform: aView([aRollout(2, { desired: 0, running: 0 })], { desired: 0 }),
  })
  expect(next.unproven).toEqual({ release: release(2), deploymentId: 'deployment-2' })
  expect(next.wakeAt).toBe(t0 + 2 * minute)
  expect(decideIn({ record: { ...next, outbox: [] }, platform: aView([], { desired: 0 }) }).wakeAt).toBe(
    t0 + 6 * minute,
  )
})

it('waits since the end of what was in progress', () => {
  const record = rollingRecord(
    2,
    { policy: aPolicy({ rollback: 'off' }) },
    { pending: aPending(3), stopped: { at: t0, by: 'ann' } },
  )
  const { next } = decideIn({ record, platform: aView([aRollout(2, { state: 'failed' })]) })
  expect(next.state).toEqual({ name: 'waiting', since: t0 + minute, why: 'stopped' })
})
