import { expect, it } from '@jest/globals'
import type { TargetRecord } from '../../shared/domain/record.ts'
import type { TimelineEntry } from '../../shared/domain/timeline-entry.ts'
import { aPolicy, aPush, aRecord, aRollout, aView, decideIn, minute, rollingRecord, second, t0 } from './a-world.ts'

function timelineOf({ state }: TargetRecord): readonly TimelineEntry[] {
  return 'deployment' in state ? state.deployment.timeline : []
}

const platform = aView([aRollout(1)])
const pushed = { at: t0, what: 'image pushed', kind: 'pushed' }
const started = { at: t0 + minute, what: 'started', kind: 'decided' }
const asked = { at: t0 + minute, what: 'asked the platform to roll out', kind: 'acted' }

it.each<[string, Parameters<typeof decideIn>[0], object[]]>([
  [
    'a push: at the registry, and when its event arrived',
    { facts: [aPush(2, { receivedAt: t0 + 3 * second })] },
    [pushed, { at: t0 + 3 * second, what: 'its event arrived', kind: 'received' }],
  ],
  ['a push that an older version took in', { facts: [aPush(2)] }, [pushed]],
  [
    'a push whose event was lost',
    { registry: { app: { tag: 'main-2', digest: aPush(2).digest, pushedAt: t0 } } },
    [
      { ...pushed, what: 'image found in the registry (its event was lost)' },
      { at: t0 + minute, what: 'found there', kind: 'received' },
    ],
  ],
  [
    'a command',
    { facts: [{ kind: 'redeploy', id: 'c1', at: t0, by: 'ann', deploymentId: 'd9' }] },
    [{ at: t0, what: 'redeploy asked for by ann', kind: 'received' }],
  ],
])('tells when what began it happened: %s', (_what, situation, entries) => {
  const { next } = decideIn({ record: aRecord(), policy: aPolicy(), platform, ...situation })
  expect(timelineOf(next)).toEqual([...entries, started, asked])
})

it('tells when the platform began, and when the first instance was healthy', () => {
  const own = aRollout(2, { state: 'in-progress', running: 1, healthy: 1 })
  const record = rollingRecord(2, { timeline: [asked] as TimelineEntry[] })
  const first = decideIn({ record, platform: aView([own]) }).next
  const begun = [
    { at: t0 + second, what: 'the rollout began', kind: 'seen' },
    { at: t0 + minute, what: 'first instance runs', kind: 'seen' },
    { at: t0 + minute, what: 'first instance healthy', kind: 'seen' },
  ]
  expect(timelineOf(first)).toEqual([asked, ...begun])
  const later = decideIn({
    record: first,
    platform: aView([{ ...own, running: 2, healthy: 2 }], { at: t0 + 2 * minute }),
  })
  expect(timelineOf(later.next)).toEqual([asked, ...begun])
})

it('tells nothing of instances that do not run yet, or are not healthy', () => {
  const begun = [asked, { at: t0 + second, what: 'the rollout began', kind: 'seen' }]
  const none = aRollout(2, { state: 'in-progress', running: 0, healthy: 0 })
  const record = rollingRecord(2, { timeline: [asked] as TimelineEntry[] })
  const first = decideIn({ record, platform: aView([none]) }).next
  expect(timelineOf(first)).toEqual(begun)
  const sick = aView([{ ...none, running: 1 }], { at: t0 + 2 * minute })
  expect(timelineOf(decideIn({ record: first, platform: sick }).next)).toEqual([
    ...begun,
    { at: t0 + 2 * minute, what: 'first instance runs', kind: 'seen' },
  ])
})
