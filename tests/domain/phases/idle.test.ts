import { it } from '@jest/globals'
import { aPush, aRecord, aRollout, aView, digest, minute, t0 } from '../a-world.ts'

import { checkRow, denied, type Row } from './row.ts'

const rows: Row[] = [
  { when: 'nothing happened', situation: { record: aRecord(), platform: aView([aRollout(1)]) }, phase: 'idle' },
  {
    when: 'a newer image was pushed',
    situation: { record: aRecord(), facts: [aPush(2)], platform: aView([aRollout(1)]) },
    phase: 'rolling',
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
  },
  {
    when: 'somebody else put other images there',
    situation: { record: aRecord(), platform: aView([aRollout(7, { id: 'theirs', carrier: 'theirs' })]) },
    phase: 'idle',
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
    does: ['apply main-1'],
  },
  {
    when: 'the same images run under another rollout',
    situation: { record: aRecord(), platform: aView([aRollout(1, { id: 'restarted', createdAt: t0 })]) },
    phase: 'idle',
  },
  { when: 'the platform cannot be seen', situation: { record: aRecord(), platform: denied }, phase: 'idle' },
]
it.each(rows)('in idle: $when', checkRow)
