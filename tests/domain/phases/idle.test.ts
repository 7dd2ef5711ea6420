import { expect, it } from '@jest/globals'
import { deploymentIdOf } from '../../../shared/domain/deployment-id.ts'
import { aPolicy, aPush, aRecord, aRollout, aView, decideIn, digest, minute, release, t0 } from '../a-world.ts'

import { checkRow, denied, pushed, type Row } from './row.ts'

const by = { rollout: 'theirs', at: t0, digests: { app: digest(7) } }
const { settledOn: _left, ...resting } = aRecord()
const usurped = { ...resting, usurped: by }
const others = aRollout(8, { id: 'others', carrier: 'others' })
const { digests: _unresolved, ...unknown } = others
const rests = 'main-1 on td:1'

const rows: Row[] = [
  {
    when: 'nothing happened',
    situation: { record: aRecord(), platform: aView([aRollout(1)]) },
    phase: 'idle',
    says: 'at rest',
    rests: 'main-1 on td:1',
  },
  {
    when: 'a newer image was pushed',
    situation: { record: aRecord(), facts: [aPush(2)], platform: aView([aRollout(1)]) },
    phase: 'rolling',
    says: `something is to start; starts ${pushed(2)}; nothing was called yet`,
    does: ['apply main-2'],
  },
  {
    when: 'the pushed image runs already',
    situation: {
      record: aRecord(),
      facts: [aPush(2, { digest: digest(1) })],
      platform: aView([aRollout(1)]),
    },
    phase: 'idle',
    says: 'something is to start; runs already; at rest',
    rests: 'main-2 on td:1',
  },
  {
    when: 'somebody else put other images there',
    situation: { record: aRecord(), platform: aView([aRollout(7, { id: 'theirs', carrier: 'theirs' })]) },
    phase: 'idle',
    says: `somebody else put other images on the target (${digest(7)}); they stay until a newer push or resume`,
    tells: [
      `usurped: somebody else put other images on the target (${digest(7)}); they stay until a newer push or resume`,
    ],
  },
  {
    when: 'a stale write put an older release of ours back',
    situation: {
      record: aRecord({ ours: [{ carrier: 'td:0', deploymentId: 'd0', at: t0 }] }),
      platform: aView([aRollout(0, { createdAt: t0 + minute })]),
    },
    phase: 'rolling',
    says: `a stale write is put right; starts ${deploymentIdOf(t0 + minute, 'api', 'repair:rollout-0')}; nothing was called yet`,
    does: ['apply main-1'],
  },
  {
    when: 'the same images run under another rollout',
    situation: { record: aRecord(), platform: aView([aRollout(1, { id: 'restarted', createdAt: t0 })]) },
    phase: 'idle',
    says: 'at rest',
    rests: 'main-1 on td:1',
  },
  {
    when: 'somebody put yet other images there',
    situation: { record: usurped, platform: aView([others]) },
    phase: 'idle',
    says: `somebody else put other images on the target (${digest(8)}); they stay until a newer push or resume`,
    tells: [
      `usurped: somebody else put other images on the target (${digest(8)}); they stay until a newer push or resume`,
    ],
  },
  {
    when: 'what somebody put there is restarted',
    situation: { record: usurped, platform: aView([{ ...others, digests: { app: digest(7) } }]) },
    phase: 'idle',
    says: 'at rest',
  },
  {
    when: 'what leads differs right after somebody put images there, which may be an old view',
    situation: { record: { ...usurped, usurped: { ...by, at: t0 + 1 } }, platform: aView([others]) },
    phase: 'idle',
    says: 'at rest',
  },
  {
    when: 'the platform cannot be seen',
    situation: { record: aRecord(), platform: denied },
    phase: 'idle',
    says: 'not allowed',
    rests: 'main-1 on td:1',
  },
  { when: 'nothing was looked at', situation: { record: aRecord() }, phase: 'idle', says: 'at rest', rests },
  {
    when: 'other images lead in a view from within a minute of the end of a deployment',
    situation: {
      record: aRecord({ endedAt: t0 }),
      platform: aView([others], { at: t0 + minute - 1 }),
    },
    phase: 'idle',
    says: 'at rest',
    rests,
  },
  {
    when: 'other images lead a minute after the end of a deployment',
    situation: { record: aRecord({ endedAt: t0 }), platform: aView([others]) },
    phase: 'idle',
    says: `somebody else put other images on the target (${digest(8)}); they stay until a newer push or resume`,
    tells: [
      `usurped: somebody else put other images on the target (${digest(8)}); they stay until a newer push or resume`,
    ],
  },
  {
    when: 'what leads is not resolved yet',
    situation: { record: aRecord(), platform: aView([unknown]) },
    phase: 'idle',
    says: 'at rest',
    rests,
  },
  {
    when: 'other images lead and the target is only observed',
    situation: { record: aRecord(), platform: aView([others]), policy: aPolicy({ mode: 'observe' }) },
    phase: 'idle',
    says: 'at rest',
    rests,
  },
  {
    when: 'nothing leads and nothing was left there',
    situation: { record: resting, platform: aView([]) },
    phase: 'idle',
    says: 'at rest',
  },
  {
    when: 'nothing was ever proven and what leads is not settled',
    situation: { record: { ...resting, ledger: [] }, platform: aView([aRollout(1, { running: 1 })]) },
    phase: 'idle',
    says: 'at rest',
  },
  {
    when: 'the proven release leads again, where nothing was left knowingly',
    situation: { record: resting, platform: aView([aRollout(1)]) },
    phase: 'idle',
    says: 'at rest',
    rests,
  },
  {
    when: 'a broken release that was left there leads no more',
    situation: {
      record: aRecord({
        settledOn: release(2),
        holds: [{ digests: { app: digest(2) }, at: t0, deploymentId: 'd2', why: 'it crashed' }],
      }),
      platform: aView([aRollout(1)]),
    },
    phase: 'idle',
    says: 'what was broken does not lead any more',
    rests,
  },
  {
    when: 'what somebody put there is resolved only now',
    situation: {
      record: { ...resting, usurped: { rollout: 'others', at: t0 } },
      platform: aView([others]),
    },
    phase: 'idle',
    says: 'at rest',
  },
  {
    when: 'somebody put other images into two containers',
    situation: { record: aRecord(), platform: aView([{ ...others, digests: { app: digest(8), proxy: digest(9) } }]) },
    phase: 'idle',
    says: `somebody else put other images on the target (${digest(8)}, ${digest(9)}); they stay until a newer push or resume`,
    tells: [
      `usurped: somebody else put other images on the target (${digest(8)}, ${digest(9)}); they stay until a newer push or resume`,
    ],
  },
  {
    when: 'a newer image was pushed and nothing was looked at',
    situation: { record: aRecord(), facts: [aPush(2)] },
    phase: 'waiting',
    says: 'something is to start; a start needs a look first',
    wakes: 0,
    rests,
  },
]
it.each(rows)('in idle: $when', checkRow)

it('is usurped no more when somebody brings our images back, and defends them again', () => {
  const back = decideIn({ record: usurped, platform: aView([aRollout(1, { id: 'by hand', createdAt: t0 })]) }).next
  expect(back.usurped).toBeUndefined()
  expect(back.settledOn?.images).toEqual(release(1).images)
  const old = decideIn({ record: usurped, platform: aView([aRollout(1)], { at: t0 + minute - 1 }) }).next
  expect(old.usurped).toEqual(by)
})

it('rests on the proven release at once when the platform went away from a broken one', () => {
  const hold = { digests: { app: digest(2) }, at: t0, deploymentId: 'd2', why: 'it crashed' }
  const record = aRecord({ settledOn: release(2), holds: [hold] })
  const { next, effects } = decideIn({ record, platform: aView([aRollout(1)]) })
  expect({ effects, settledOn: next.settledOn }).toEqual({ effects: [], settledOn: release(1) })
})
