import { expect, it } from '@jest/globals'
import { deploymentIdOf } from '../../../shared/domain/deployment-id.ts'
import { aPush, aRecord, aRollout, aView, decideIn, digest, minute, release, t0 } from '../a-world.ts'

import { checkRow, denied, pushed, type Row } from './row.ts'

const by = { rollout: 'theirs', at: t0, digests: { app: digest(7) } }
const { settledOn: _left, ...resting } = aRecord()
const usurped = { ...resting, usurped: by }
const others = aRollout(8, { id: 'others', carrier: 'others' })
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
