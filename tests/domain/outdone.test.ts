import { expect, it } from '@jest/globals'
import {
  aPending,
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  entry,
  image,
  minute,
  patternPolicy,
  proxyRepository,
  release,
  repository,
  revertingRecord,
  rollingRecord,
  second,
  t0,
} from './a-world.ts'

const platform = aView([aRollout(1)])
const stopped = { at: t0 - minute, by: 'ann' }

function shown(n: number, pushedAt = t0, tag = `main-${n}`) {
  return { app: { tag, digest: digest(n), pushedAt } }
}

it('keeps since when pushes wait, and what runs meanwhile, as one push is laid over another', () => {
  const policy = aPolicy({
    settleMs: 5 * minute,
    containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
  })
  const pending = aPending(2, { inPlaceOf: release(9), firstAt: t0 - 9, lastAt: t0 - 9 })
  const record = aRecord({ mark: { ...shown(2), proxy: null }, pending })
  const push = aPush(3, { repository: proxyRepository, at: t0 + second })
  expect(decideIn({ record, policy, facts: [push], platform }).next.pending).toMatchObject({
    trigger: { kind: 'push', id: 'push-3', at: t0 + second },
    images: { app: image(2), proxy: image(3, proxyRepository) },
    firstAt: t0 - 9,
    lastAt: t0 + minute,
    inPlaceOf: release(9),
  })
  const alone = decideIn({ record: aRecord(), policy, facts: [aPush(2)], platform }).next.pending
  expect(alone).toMatchObject({ firstAt: t0 + minute, lastAt: t0 + minute })
  expect(alone).not.toHaveProperty('inPlaceOf')
})

it('tells whom a newer push outdid, and when that was pushed', () => {
  const record = aRecord({ mark: shown(2, t0 - 7), pending: aPending(2), stopped })
  const { next } = decideIn({ record, facts: [aPush(3, { at: t0 + second })], platform })
  expect(next.outbox[0]).toEqual({
    kind: 'notice',
    notice: 'not-deployed',
    id: `api:not-deployed:older:main-2:${digest(2)}:${t0 - 7}`,
    target: 'api',
    at: t0 - 7,
    reason: 'main-2 was pushed and not deployed: main-3 is newer',
    images: { app: { repository, tag: 'main-2', digest: digest(2) } },
  })
  const { tag: _tag, ...untagged } = image(2)
  const unmarked = aRecord({ mark: { app: null }, pending: aPending(2, { images: { app: untagged } }), stopped })
  expect(decideIn({ record: unmarked, facts: [aPush(3)], platform }).next.outbox[0]).toMatchObject({
    at: 0,
    reason: `${digest(2).slice(7, 19)} was pushed and not deployed: main-3 is newer`,
  })
})

const older = aPush(2, { at: t0 - 2 * minute })
const newer = { mark: shown(5), settledOn: release(1) }

it.each([
  [
    'is on hold',
    aRecord({ ...newer, holds: [{ digests: { app: digest(2) }, at: t0, deploymentId: 'd2', why: 'it crashed' }] }),
    0,
  ],
  ['was proven', aRecord({ ...newer, ledger: [entry(1), entry(2)] }), 0],
  ['is being rolled out', { ...rollingRecord(2), mark: shown(5) }, 0],
  ['is being reverted', { ...revertingRecord(2), mark: shown(5), holds: [] }, 0],
  ['was never handled', aRecord(newer), 1],
  [
    'is not the one on hold',
    aRecord({ ...newer, holds: [{ digests: { app: digest(9) }, at: t0, deploymentId: 'd9', why: 'it crashed' }] }),
    1,
  ],
  [
    'is on hold in another container',
    aRecord({ ...newer, holds: [{ digests: { proxy: digest(2) }, at: t0, deploymentId: 'd2', why: 'it crashed' }] }),
    1,
  ],
])('of an older push that %s tells as often as it must', (_what, record, times) => {
  const { next } = decideIn({ record, facts: [older], platform: aView([aRollout(1)]) })
  expect(next.outbox.filter(({ id }) => id.includes(':older:'))).toHaveLength(times)
})
