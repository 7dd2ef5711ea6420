import { expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import {
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  entry,
  exactPolicy,
  minute,
  phaseOf,
  revertingRecord,
  t0,
} from './a-world.ts'

const policy = aPolicy({ mode: 'force', containers: { app: exactPolicy } })

function live(n: number) {
  return { app: { tag: 'live', digest: digest(n), pushedAt: t0 + 10 * minute } }
}

const infra = { carrier: 'td:infra' }
const broken = aView([aRollout(2, { ...infra, state: 'failed', running: 0 })])
const pinned = aRollout(1, { id: 'pinned', carrier: 'td:pinned', createdAt: t0 + minute })

/** Going back has been called from image 2 under infrastructure's carrier; nothing is known of an answer. */
function goingBack(): TargetRecord {
  const record = revertingRecord(
    2,
    {},
    { ours: [], ledger: [entry(1, { release: { images: entry(1).release.images, ...infra } })] },
    { policy },
  )
  return decideIn({ record, policy, platform: broken }).next
}

function nextPush(record: TargetRecord, leading = pinned) {
  const at = t0 + 10 * minute
  const push = aPush(3, { tag: 'live', at })
  return decideIn({
    record: { ...record, outbox: [] },
    policy,
    facts: [push],
    registry: live(3),
    platform: aView([leading], { at }),
    now: at,
  })
}

it('starts the next push from the revision of infrastructure, whoever died before hearing of the pinned copy', () => {
  const seen = aView([{ ...pinned, madeBy: 'deployment-2' }], { at: t0 + 3 * minute })
  const back = decideIn({ record: goingBack(), policy, platform: seen, now: t0 + 3 * minute })
  expect(phaseOf(back)).toBe('idle')
  expect(calls(nextPush(back.next))).toMatchObject([{ kind: 'apply', base: 'td:infra' }])
})

it('starts the next push from the revision of infrastructure when the call was answered', () => {
  const answer = { id: 'pinned', carrier: 'td:pinned', createdAt: t0 + minute }
  const answered = acknowledge(
    goingBack(),
    [{ kind: 'applied', deploymentId: 'deployment-2', rollout: answer }],
    t0 + minute,
  )
  const back = decideIn({ record: answered, policy, platform: aView([pinned]), now: t0 + 3 * minute })
  expect(calls(nextPush(back.next))).toMatchObject([{ kind: 'apply', base: 'td:infra' }])
})

it('leaves a revision that infrastructure put there meanwhile in its place', () => {
  const answer = { id: 'pinned', carrier: 'td:pinned', createdAt: t0 + minute }
  const answered = acknowledge(
    goingBack(),
    [{ kind: 'applied', deploymentId: 'deployment-2', rollout: answer }],
    t0 + minute,
  )
  const back = decideIn({ record: answered, policy, platform: aView([pinned]), now: t0 + 3 * minute })
  const [call] = calls(nextPush(back.next, { ...pinned, id: 'apply', carrier: 'td:infra-2' }))
  expect(call?.kind).toBe('apply')
  expect(call?.base).toBeUndefined()
})

it('takes no revision of infrastructure for a copy of ours after restarting it', () => {
  const record = aRecord({ mark: live(1), ours: [] })
  const platform = aView([aRollout(1, infra)])
  const started = decideIn({ record, policy, facts: [aPush(2, { tag: 'live' })], registry: live(2), platform })
  const [call] = calls(started)
  const answer = { id: 'rollout-2', ...infra, createdAt: t0 + minute }
  const answered = acknowledge(
    started.next,
    [{ kind: 'applied', deploymentId: call?.deploymentId ?? '', rollout: answer }],
    t0,
  )
  expect(answered.ours).toEqual([{ ...infra, deploymentId: call?.deploymentId, at: t0 }])
})
