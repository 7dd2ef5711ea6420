import { expect, it } from '@jest/globals'
import { deploymentIdOf } from '../../../shared/domain/deployment-id.ts'
import type { TargetRecord } from '../../../shared/domain/record.ts'
import {
  aPending,
  aPush,
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  entry,
  image,
  minute,
  release,
  repository,
  second,
  t0,
} from '../a-world.ts'
import { inProgress, throttled } from './row.ts'

const { settledOn: _left, ...resting } = aRecord()
const { digests: _unknown, ...undigested } = aRollout(1)
const untagged = { images: { app: { repository, digest: digest(7) } }, carrier: 'td:7' }

function fromOf({ state }: TargetRecord) {
  return 'deployment' in state ? state.deployment.from : state.name
}

it.each([
  ['what runs', aRecord(), [aRollout(7)], untagged],
  ['what was proven last while something else comes up', aRecord(), [aRollout(7, inProgress)], release(1)],
  ['what was proven last where nothing leads', aRecord(), [], release(1)],
  ['what was proven last where it is not known what runs', aRecord(), [undigested], release(1)],
  ['what comes up where nothing was ever proven', { ...resting, ledger: [] }, [aRollout(7, inProgress)], untagged],
  ['nothing where nothing is known', { ...resting, ledger: [] }, [], undefined],
])('starts from %s', (_what, record, rollouts, from) => {
  expect(fromOf(decideIn({ record, facts: [aPush(2)], platform: aView(rollouts) }).next)).toEqual(from)
})

it.each([
  ['settle', { facts: [aPush(2)] }, { name: 'waiting', since: t0 + minute, why: 'settle' }],
  [
    'the same as before while it looks again',
    {
      record: aRecord({ state: { name: 'waiting', since: t0, why: 'trouble' }, pending: aPending(2) }),
      unchecked: true,
    },
    { name: 'waiting', since: t0, why: 'trouble' },
  ],
  [
    'stopped',
    { record: aRecord({ stopped: { at: t0, by: 'ann' } }), facts: [aPush(2)], platform: aView([aRollout(1)]) },
    { name: 'waiting', since: t0 + minute, why: 'stopped' },
  ],
  ['trouble', { facts: [aPush(2)], platform: throttled }, { name: 'waiting', since: t0 + minute, why: 'trouble' }],
] as const)('says what it waits for: %s', (_why, situation, state) => {
  expect(decideIn({ record: aRecord(), ...situation }).next.state).toEqual(state)
})

it.each([
  ['ann', 'ann'],
  [undefined, 'somebody'],
])('says who rolled back from what it holds (%s)', (by, who) => {
  const trigger = { kind: 'rollback', id: 'r', at: t0, ...(by ? { by } : {}) } as const
  const pending = aPending(9, { deploymentId: 'back', trigger, images: {}, command: { kind: 'rollback' } })
  const record = aRecord({ ledger: [entry(2), entry(1)], settledOn: release(2), pending })
  const { next } = decideIn({ record, platform: aView([aRollout(2)]) })
  expect(next.holds).toEqual([
    { digests: { app: digest(2) }, at: t0 + minute, deploymentId: 'back', why: `rolled back by ${who}` },
  ])
  expect(fromOf(next)).toEqual(release(2))
})

it('puts a stale write right under an id of its own', () => {
  const record = aRecord({ ours: [{ carrier: 'td:0', deploymentId: 'd0', at: t0 }] })
  const { next } = decideIn({ record, platform: aView([aRollout(0, { createdAt: t0 + second })]) })
  expect(next.state).toMatchObject({
    name: 'rolling',
    deployment: {
      id: deploymentIdOf(t0 + second, 'api', 'repair:rollout-0'),
      trigger: { kind: 'repair', id: 'repair:rollout-0', at: t0 + second },
      goal: release(1),
      timeline: [
        { at: t0 + second, what: 'a stale write put an older release back' },
        { at: t0 + minute, what: 'started' },
        { at: t0 + minute, what: 'asked the platform to roll out' },
      ],
    },
  })
  expect(next.holds).toEqual([])
})

it('remembers who put other images there', () => {
  const theirs = aRollout(7, { id: 'theirs', carrier: 'theirs' })
  const { next } = decideIn({ record: aRecord(), platform: aView([theirs]) })
  expect(next.usurped).toEqual({ rollout: 'theirs', at: t0 + minute, digests: { app: digest(7) } })
  expect(next.outbox).toMatchObject([{ id: `api:usurped:theirs:${t0 + minute}`, at: t0 + minute }])
})

it('proves nothing late that was replaced before it ran', () => {
  const unproven = { release: release(2), deploymentId: 'd2' }
  const { next } = decideIn({ record: { ...resting, unproven }, platform: aView([aRollout(7)]) })
  expect(next.ledger).toEqual([entry(1)])
  expect(next).not.toHaveProperty('unproven')
  const soon = decideIn({ record: { ...resting, unproven, endedAt: t0 + 1 }, platform: aView([aRollout(7)]) }).next
  expect(soon.unproven).toEqual(unproven)
})

it('rests on what runs already, as it is carried there', () => {
  const { next } = decideIn({
    record: aRecord(),
    facts: [aPush(2, { digest: digest(1) })],
    platform: aView([aRollout(1)]),
  })
  expect(next.settledOn).toEqual({ images: { app: { ...image(1), tag: 'main-2' } }, carrier: 'td:1' })
  const usurped = { rollout: 'theirs', at: t0 }
  const over = decideIn({
    record: { ...resting, usurped, pending: aPending(7, { images: untagged.images }) },
    platform: aView([aRollout(7)]),
  }).next
  expect(over.settledOn).toEqual(untagged)
  expect(over).not.toHaveProperty('usurped')
})
