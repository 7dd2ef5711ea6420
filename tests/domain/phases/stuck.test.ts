import { expect, it } from '@jest/globals'
import type { Decision } from '../../../shared/domain/decide.ts'
import {
  aPolicy,
  aPush,
  aRollout,
  aView,
  decideIn,
  digest,
  minute,
  patternPolicy,
  phaseOf,
  proxyRepository,
  release,
  stuckRecord,
  t0,
  told,
} from '../a-world.ts'

import { checkRow, denied, pushed, type Row } from './row.ts'

const broken = aView([aRollout(2, { state: 'failed', running: 0 })])
const rows: Row[] = [
  {
    when: 'nothing changed',
    situation: { record: stuckRecord(), platform: broken },
    phase: 'stuck',
    says: 'stuck',
  },
  {
    when: 'nobody acknowledged for half an hour',
    situation: { record: stuckRecord(), platform: broken, now: t0 + 30 * minute },
    phase: 'stuck',
    says: 'stuck',
    tells: [
      'stuck: still broken: the revert failed and nobody has acknowledged; push a new image, roll back to a release, or resume',
    ],
  },
  {
    when: 'the platform healed on a proven release',
    situation: { record: stuckRecord(), platform: aView([aRollout(1, { createdAt: t0 + minute })]) },
    phase: 'idle',
    says: 'healthy again without our doing, on main-1; at rest',
    rests: 'main-1 on td:1',
    tells: ['healed: healthy again without our doing, on main-1'],
  },
  {
    when: 'somebody put another release there by hand and it is healthy',
    situation: { record: stuckRecord(), platform: aView([aRollout(9, { id: 'hand', carrier: 'theirs' })]) },
    phase: 'idle',
    says: `healthy again without our doing, on ${digest(9)}; at rest`,
    rests: `${digest(9)} on theirs`,
    tells: [`healed: healthy again without our doing, on ${digest(9)}`],
  },
  {
    when: 'somebody put another release there by hand and it is not healthy yet',
    situation: { record: stuckRecord(), platform: aView([aRollout(9, { running: 1 })]) },
    phase: 'stuck',
    says: 'stuck',
  },
  {
    when: 'a newer image was pushed',
    situation: { record: stuckRecord(), facts: [aPush(3, { at: t0 + minute })], platform: broken },
    phase: 'rolling',
    says: `a new start may leave stuck; starts ${pushed(3, t0 + minute)}; nothing was called yet`,
    does: ['apply main-3'],
  },
  {
    when: 'somebody resumed',
    situation: {
      record: stuckRecord(),
      facts: [{ kind: 'resume', id: 'r', at: t0 + minute, by: 'ann' }],
      platform: broken,
    },
    phase: 'idle',
    says: 'at rest',
  },
  {
    when: 'the pushed image is gone',
    situation: { record: stuckRecord(), facts: [aPush(3, { at: t0 + minute })], platform: broken, gone: [3] },
    phase: 'stuck',
    blames: ['the image is gone'],
    says: 'a new start may leave stuck; the image is gone; stuck',
    tells: ['failed: nothing was changed: the image is gone'],
  },
  {
    when: 'a rollback names a release that is not in the ledger',
    situation: {
      record: stuckRecord(),
      facts: [{ kind: 'rollback', id: 'r', at: t0 + minute, by: 'ann', deploymentId: 'd9', to: digest(9) }],
      platform: broken,
    },
    phase: 'stuck',
    says: `a new start may leave stuck; cannot roll back: ${digest(9)} is not in the ledger, which holds main-1 (000000000000); stuck`,
    tells: [
      `refused: cannot roll back: ${digest(9)} is not in the ledger, which holds main-1 (${release(1).images['app']?.digest.slice(7, 19)})`,
    ],
  },
  {
    when: 'a person is to be called in two minutes',
    situation: { record: stuckRecord(), platform: broken, now: t0 + 28 * minute },
    phase: 'stuck',
    says: 'stuck',
    wakes: 2 * minute,
  },
  { when: 'nothing leads', situation: { record: stuckRecord(), platform: aView([]) }, phase: 'stuck', says: 'stuck' },
  { when: 'nothing was seen', situation: { record: stuckRecord() }, phase: 'stuck', says: 'stuck' },
  {
    when: 'the platform refuses to be seen',
    situation: { record: stuckRecord(), platform: denied },
    phase: 'stuck',
    says: 'stuck',
  },
  {
    when: 'what was seen before the revert failed was healthy',
    situation: { record: stuckRecord(), platform: aView([aRollout(1)], { at: t0 - 1 }) },
    phase: 'stuck',
    says: 'stuck',
  },
  {
    when: 'the proven release is healthy in the very view in which the revert failed',
    situation: { record: stuckRecord(), platform: aView([aRollout(1)], { at: t0 }) },
    phase: 'idle',
    says: 'healthy again without our doing, on main-1; at rest',
    rests: 'main-1 on td:1',
    tells: ['healed: healthy again without our doing, on main-1'],
  },
  {
    when: 'what failed is healthy in the very view in which the revert failed',
    situation: { record: stuckRecord(), platform: aView([aRollout(2)], { at: t0 }) },
    phase: 'stuck',
    says: 'stuck',
  },
  {
    when: 'an unknown release is healthy in the very view in which the revert failed',
    situation: { record: stuckRecord(), platform: aView([aRollout(9)], { at: t0 }) },
    phase: 'stuck',
    says: 'stuck',
  },
  {
    when: 'the platform healed on unknown images of two containers',
    situation: {
      record: stuckRecord(),
      policy: aPolicy({
        containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
      }),
      platform: aView([aRollout(2, { digests: { app: digest(8), proxy: digest(9) } })]),
    },
    phase: 'idle',
    says: `healthy again without our doing, on ${digest(8)}, ${digest(9)}; at rest`,
    rests: `${digest(8)} on td:2`,
    tells: [`healed: healthy again without our doing, on ${digest(8)}, ${digest(9)}`],
  },
]
it.each(rows)('in stuck: $when', checkRow)

it('keeps calling a person while a push waits behind a stop', () => {
  const record = stuckRecord(2, { stopped: { at: t0, by: 'ann' } })
  const stopped = decideIn({ record, facts: [aPush(3, { at: t0 + minute })], platform: broken })
  expect(phaseOf(stopped)).toBe('waiting')
  expect(stopped.wakeAt).toBeLessThanOrEqual(t0 + 30 * minute)
  const later = (of: Decision, after: number) =>
    decideIn({ record: { ...of.next, outbox: [] }, platform: broken, now: t0 + after * minute })
  expect(told(later(stopped, 29))).toEqual([])
  const first = later(stopped, 30)
  expect(told(first)).toEqual([expect.stringMatching(/^stuck: still broken/)])
  expect(first.wakeAt).toBeLessThanOrEqual(t0 + 60 * minute)
  expect(told(later(first, 60))).toEqual([expect.stringMatching(/^stuck: still broken/)])
})
