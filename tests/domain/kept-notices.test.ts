import { expect, it } from '@jest/globals'
import type { NoticeAnnouncement } from '../../shared/domain/announcement.ts'
import { withinBounds } from '../../shared/domain/bounds.ts'
import { announced } from '../../shared/domain/outbox.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { approve, decided } from './a-question.ts'
import { anAttempt, aPush, aRecord, aRollout, aView, decideIn, minute, rollingRecord, t0 } from './a-world.ts'

/** While nobody can be told, so many other notices come. */
function later(record: TargetRecord, count: number, reason = 'r'): TargetRecord {
  const notices = Array.from({ length: count }, (_, n): NoticeAnnouncement => {
    return { kind: 'notice', notice: 'refused', id: `n${n}`, target: 'api', at: t0, reason }
  })
  return notices.reduce(announced, record)
}

function asked({ outbox }: TargetRecord): (string | undefined)[] {
  return outbox.flatMap((one) => (one.kind === 'notice' && one.asks !== undefined ? [one.asks] : []))
}

/** A push of image 2, whose question nobody has heard yet. */
const ofStart = decided(aRecord(), { facts: [aPush(2)] }).next

/** A rollout that waits before a stage for a person who has not heard of it yet. */
const paused = aRollout(2, {
  ...{ state: 'in-progress', stage: 'test traffic', staysMs: 60 * minute },
  next: { what: 'answers the pause hook', afterMs: 0, approval: true },
})
const progress = { running: 2, stage: 'test traffic', at: t0 }
const rolling = rollingRecord(2, { attempt: anAttempt(2, { progress }) })
const ofStage = decideIn({ record: rolling, platform: aView([paused]), now: t0 + 2 * minute }).next

it.each([
  ['a start', ofStart, 'start'],
  ['a stage', ofStage, 'test traffic'],
])('what asks about %s is kept while it is open, whatever else waits to be told', (_what, record, asks) => {
  const waits = later(record, 30)
  expect(asked(waits)).toEqual([asks])
  expect(waits.outbox.filter(({ kind }) => kind === 'notice')).toHaveLength(20)
  expect(waits.outbox.at(-1)?.id).toBe('n29')
})

it('is kept when a record has too many bytes, too', () => {
  const full = withinBounds({
    ...later(ofStart, 19, 'x'.repeat(300)),
    holds: [{ digests: {}, at: t0, deploymentId: 'd1', why: 'w' }],
    folded: Array.from({ length: 100 }, (_, n) => `${n}`.repeat(300)),
  })
  expect(full.outbox).toHaveLength(5)
  expect(asked(full)).toEqual(['start'])
})

it('once it is answered it may go as any other', () => {
  const paused = { facts: [approve()], stackStop: { stopped: true, by: 'bob' }, now: t0 + 3 * minute }
  const answered = decided(ofStart, paused).next
  expect([answered.pending?.question?.approved?.by, asked(answered)]).toEqual(['ann', ['start']])
  expect(asked(later(answered, 30))).toEqual([])
})
