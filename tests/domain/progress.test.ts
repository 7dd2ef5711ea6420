import { expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { Progress } from '../../shared/domain/announcement.ts'
import type { Decision } from '../../shared/domain/decide.ts'
import type { Proof, ProofSight } from '../../shared/domain/proof.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import {
  anAttempt,
  aPending,
  aPolicy,
  aRollout,
  aView,
  decideIn,
  draining,
  minute,
  provingRecord,
  rollingRecord,
  second,
  t0,
  told,
} from './a-world.ts'

const followed = aPolicy({ tellProgress: true })
const rolling = rollingRecord(2, { policy: followed })
const half = aView([aRollout(2, { state: 'in-progress', running: 1 }), draining])
const all = aView([aRollout(2, { state: 'in-progress', running: 2, stage: '2 of 2' }), draining])

function progressTold({ effects }: Decision): Progress[] {
  return effects.flatMap((effect) => (effect.kind === 'tell' ? [effect.progress] : []))
}

function afterTelling({ next, effects }: Decision): TargetRecord {
  const results = effects.flatMap((effect) =>
    effect.kind === 'tell' ? [{ kind: 'told' as const, id: effect.progress.id }] : [],
  )
  return acknowledge(next, results, t0)
}

it('tells nobody of it where nobody follows', () => {
  const decision = decideIn({ record: rollingRecord(2), platform: half })
  expect([progressTold(decision), decision.next.telling]).toEqual([[], undefined])
})

it('tells where a deployment is, what it is about, and what happened lately', () => {
  const [progress, ...more] = progressTold(decideIn({ record: rolling, platform: half }))
  expect(more).toEqual([])
  expect(progress).toMatchObject({
    ...{ id: 'deployment-2:progress:1', target: 'api', sequence: 1, phase: 'rolling', running: 1, desired: 2 },
    deployment: { id: 'deployment-2', to: { app: { tag: 'main-2' } }, changed: ['app'], failures: [] },
  })
})

it('tells it again until it is told, and then only what is new', () => {
  const first = decideIn({ record: rolling, platform: half })
  const again = decideIn({ record: first.next, platform: half })
  expect(progressTold(again)).toEqual(progressTold(first))
  const silent = decideIn({ record: afterTelling(first), platform: half })
  expect(progressTold(silent)).toEqual([])
  const [news] = progressTold(decideIn({ record: silent.next, platform: all }))
  expect(news).toMatchObject({ sequence: 2, running: 2, stage: '2 of 2' })
})

it('wakes up for what could not be told', () => {
  const { next } = decideIn({ record: rolling, platform: half, now: t0 + minute })
  expect(next.wakeAt).toBeLessThanOrEqual(t0 + 2 * minute)
})

it('tells the newest in place of what was not told yet', () => {
  const { next } = decideIn({ record: rolling, platform: half })
  const decision = decideIn({ record: next, platform: all })
  expect(progressTold(decision)).toMatchObject([{ sequence: 2, running: 2 }])
})

it('takes a look that missed the rollout for nothing new', () => {
  const before = afterTelling(decideIn({ record: rolling, platform: half }))
  const unseen = decideIn({ record: before, platform: aView([draining]), now: t0 + second })
  expect(progressTold(unseen)).toEqual([])
})

it('says how long it bakes, and what a person has to approve', () => {
  const baking = provingRecord(2, { policy: aPolicy({ tellProgress: true, bakeMs: 5 * minute }) })
  expect(progressTold(decideIn({ record: baking, platform: aView([aRollout(2)]) }))).toMatchObject([
    { phase: 'proving', bakesUntil: t0 + 5 * minute },
  ])
  const asking = rollingRecord(2, { policy: followed, attempt: anAttempt(2, { asks: { stage: 'test traffic' } }) })
  expect(progressTold(decideIn({ record: asking, platform: half }))).toMatchObject([{ asks: 'test traffic' }])
})

it('gives way to the outcome', () => {
  const before = decideIn({ record: rolling, platform: half }).next
  const ended = decideIn({ record: before, platform: aView([aRollout(2)]) })
  expect(told(ended)).toEqual(['succeeded: rolled out and proven'])
  expect([progressTold(ended), ended.next.telling]).toEqual([[], undefined])
})

it('begins anew with the next deployment', () => {
  const before = { ...decideIn({ record: rolling, platform: half }).next, pending: aPending(3) }
  const decision = decideIn({ record: before, policy: followed, platform: half })
  expect(progressTold(decision)).toMatchObject([{ sequence: 1, deployment: { to: { app: { tag: 'main-3' } } } }])
})

it('tells which proofs did not hold, and not how they failed this time', () => {
  const proof: Proof = {
    ...{ kind: 'log', name: 'lines', whenUnknown: 'fail', failures: 9, group: 'g', pattern: 'p', atMost: 0 },
  }
  const policy = aPolicy({ tellProgress: true, bakeMs: 9 * minute, proofs: [proof] })
  const looked = (verdict: ProofSight['verdict'], at: number) =>
    ({ platform: aView([aRollout(2)]), proofs: [{ name: 'lines', at, verdict, words: `seen at ${at}` }] }) as const
  const failed = decideIn({ record: provingRecord(2, { policy }), ...looked('failed', t0 + second) })
  expect(progressTold(failed)).toMatchObject([{ phase: 'proving', doubts: ['lines failed'] }])
  const again = decideIn({ record: afterTelling(failed), ...looked('failed', t0 + minute) })
  expect(progressTold(again)).toEqual([])
  const [well] = progressTold(decideIn({ record: again.next, ...looked('passed', t0 + minute + second) }))
  expect(well).not.toHaveProperty('doubts')
})
