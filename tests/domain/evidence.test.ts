import { expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { Evidence } from '../../shared/domain/fact.ts'
import { needsOf } from '../../shared/domain/needs.ts'
import {
  anAttempt,
  aPolicy,
  aRollout,
  aView,
  calls,
  decideIn,
  evidence,
  minute,
  phaseOf,
  provingRecord,
  rollingRecord,
  t0,
} from './a-world.ts'

function deaths(from: number, to: number, rollout = 2, more: Partial<Evidence> = {}): Evidence[] {
  return Array.from({ length: to - from }, (_, n) => evidence(from + n, rollout, more))
}

function stopped(items: readonly Evidence[]) {
  return items.map((item) => ({ kind: 'task-stopped' as const, id: item.task, at: item.at, evidence: item }))
}

const large = { desired: 400 }
const { rollout: _answer, ...unanswered } = anAttempt(2)

it.each(['rolling', 'proving'] as const)('condemns a large service by its two hundredth death while %s', (phase) => {
  const inProgress = { state: 'in-progress', running: 300, desired: 400 } as const
  const attempt = anAttempt(2, { everHealthy: true })
  const policy = aPolicy({ bakeMs: 9 * minute })
  const start = phase === 'rolling' ? rollingRecord(2, { attempt }) : provingRecord(2, { attempt, policy })
  const leading = phase === 'rolling' ? aRollout(2, inProgress) : aRollout(2, { running: 400, desired: 400 })
  const view = (items: Evidence[]) => aView([leading], { ...large, evidence: items })
  const many = decideIn({ record: start, platform: view(deaths(0, 100)) })
  const nearly = decideIn({ record: many.next, platform: view(deaths(50, 199)) })
  expect(phaseOf(nearly)).toBe(phase)
  const enough = decideIn({ record: nearly.next, facts: stopped(deaths(199, 200)), platform: view([]) })
  expect(calls(enough).map((call) => call.kind)).toEqual(['revert'])
})

it('lets no death of another rollout push out or count', () => {
  const view = aView([aRollout(2, { state: 'in-progress', running: 0 })])
  const facts = stopped([...deaths(0, 30, 1), ...deaths(30, 60, 2, { conclusive: false }), ...deaths(60, 61)])
  const { next } = decideIn({ record: rollingRecord(2), facts, platform: view })
  expect(next.state).toMatchObject({ deployment: { attempt: { evidence: deaths(60, 61) } } })
})

it('keeps what died before its rollout was known until it is', () => {
  const record = rollingRecord(2, { attempt: { ...unanswered, evidence: [...deaths(0, 2, 1), ...deaths(2, 3)] } })
  const rollout = { id: 'rollout-2', carrier: 'td:2', createdAt: t0 }
  const next = acknowledge(record, [{ kind: 'applied', deploymentId: 'deployment-2', rollout }], t0)
  expect(next.state).toMatchObject({ deployment: { attempt: { evidence: deaths(2, 3) } } })
})

it('forgives while proving what died on the way', () => {
  const policy = aPolicy({ bakeMs: 9 * minute })
  const attempt = anAttempt(2, { everHealthy: true, evidence: deaths(0, 2) })
  const platform = aView([aRollout(2)], { at: t0 + minute })
  const proving = decideIn({ record: rollingRecord(2, { attempt, policy }), platform })
  const before = aView([aRollout(2)], { evidence: deaths(0, 4, 2, { at: t0 + minute - 1 }) })
  expect(phaseOf(decideIn({ record: proving.next, platform: before, now: t0 + 2 * minute }))).toBe('proving')
  const late = stopped(deaths(0, 4, 2, { at: t0 + minute - 1 }))
  expect(phaseOf(decideIn({ record: proving.next, facts: late, platform, now: t0 + 2 * minute }))).toBe('proving')
  const after = aView([aRollout(2)], { evidence: deaths(4, 7, 2, { at: t0 + minute }) })
  expect(phaseOf(decideIn({ record: proving.next, platform: after, now: t0 + 2 * minute }))).toBe('reverting')
})

it.each([
  ['of its own', deaths(1, 2), 2],
  ['that it knows', deaths(0, 1), 1],
  ['of another rollout', deaths(1, 2, 1), 1],
  ['that proves nothing', deaths(1, 2, 2, { conclusive: false }), 1],
])('asks the platform beyond a death %s', (_whose, items, known) => {
  const record = rollingRecord(2, { attempt: anAttempt(2, { evidence: deaths(0, 1) }) })
  expect(needsOf(record, stopped(items), aPolicy(), t0).own).toMatchObject({ evidence: known, search: true })
})

it('searches for no death before its own rollout is known', () => {
  const record = rollingRecord(2, { attempt: unanswered })
  expect(needsOf(record, stopped(deaths(0, 1, 1)), aPolicy(), t0).own).toMatchObject({ evidence: 0, search: false })
})
