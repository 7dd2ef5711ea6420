import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { TimelineEntry, TimelineKind } from '../../shared/domain/timeline-entry.ts'
import { timelineKinds } from '../../shared/domain/timeline-entry.ts'
import { spentInWords } from '../../shared/figures/in-words.ts'
import { traceOf } from '../../shared/figures/trace.ts'
import { spansOf, whereTimeWent } from '../../shared/figures/where-time-went.ts'
import { ended, released } from './an-outcome.ts'

const at = (second: number, kind?: TimelineKind, what: string = kind ?? 'noted'): TimelineEntry => ({
  at: second * 1_000,
  what,
  ...(kind ? { kind } : {}),
})
const seconds = (timeline: readonly TimelineEntry[], until: number, failedAt?: number) => {
  const deployment = {
    trigger: { at: 0 },
    startedAt: 30_000,
    timeline,
    ...(failedAt ? { failedAt: failedAt * 1_000 } : {}),
  }
  return Object.fromEntries(whereTimeWent(deployment, until * 1_000).map(({ on, ms }) => [on, ms / 1_000]))
}

describe('where the time of a deployment went', () => {
  it('is told from what happened at its source', () => {
    const timeline = [
      at(0, 'pushed'),
      at(2, 'received'),
      at(32, 'decided'),
      at(33, 'acted'),
      at(40, 'seen'),
      at(150, 'seen', 'rolled out'),
    ]
    expect(seconds([...timeline, at(330, 'proven'), at(331, 'told')], 331)).toEqual({
      ...{ arriving: 2, waiting: 30, acting: 1, 'rolling-out': 117, proving: 181 },
    })
  })
  it('is going back from the failure seen to the end', () => {
    const timeline = [at(0, 'pushed'), at(1, 'received'), at(1, 'decided'), at(2, 'acted'), at(90, 'seen')]
    expect(seconds([...timeline, at(91, 'acted'), at(200, 'seen'), at(201, 'told')], 201, 90)).toEqual({
      ...{ arriving: 1, acting: 1, 'rolling-out': 88, 'going-back': 111 },
    })
  })
  it("is the platform's until the rollout was condemned", () => {
    const timeline = [at(0, 'pushed'), at(1, 'decided'), at(1, 'acted'), at(57, 'decided'), at(57, 'acted')]
    expect(seconds([...timeline, at(150, 'told')], 150, 57)).toEqual({
      ...{ waiting: 1, 'rolling-out': 56, 'going-back': 93 },
    })
  })
  it('is being proven when what had rolled out is condemned', () => {
    const timeline = [
      at(0, 'pushed'),
      at(0, 'decided'),
      at(0, 'acted'),
      at(60, 'seen', 'rolled out'),
      at(100, 'decided'),
    ]
    expect(seconds([...timeline, at(101, 'acted'), at(150, 'told')], 150, 100)).toEqual({
      ...{ 'rolling-out': 60, proving: 40, 'going-back': 50 },
    })
  })
  it('is waiting and the rest where the timeline does not say what sort its entries are', () => {
    expect(seconds([at(0), at(30), at(90)], 90)).toEqual({ waiting: 30, 'rolling-out': 60 })
    expect(seconds([at(0), at(30), at(90)], 90, 60)).toEqual({ waiting: 30, 'rolling-out': 30, 'going-back': 30 })
  })
  it('is told of one in progress with what it does now', () => {
    const deployment = {
      trigger: { at: 0 },
      startedAt: 0,
      timeline: [at(0, 'pushed'), at(0, 'decided'), at(1, 'acted')],
    }
    expect(spentInWords(whereTimeWent(deployment, 61_000, 'rolling-out'))).toBe(
      'until the platform was called 1 s, rolling out 1 min',
    )
  })
  it('is the whole time, in pieces without gap, whatever the clocks of the sources said', () => {
    const entries = fc.array(
      fc.record({
        at: fc.integer({ min: -50, max: 2_000 }),
        what: fc.constant('x'),
        kind: fc.constantFrom(...timelineKinds),
      }),
      { maxLength: 12 },
    )
    const failures = fc.option(fc.integer({ min: -50, max: 2_000 }), { nil: undefined })
    fc.assert(
      fc.property(entries, failures, fc.nat(500), fc.nat(1_500), (timeline, failedAt, startedAt, until) => {
        const deployment = { trigger: { at: 0 }, startedAt, timeline, ...(failedAt === undefined ? {} : { failedAt }) }
        const spent = whereTimeWent(deployment, until)
        expect(spent.reduce((sum, { ms }) => sum + ms, 0)).toBe(until)
        const spans = spansOf(deployment, until)
        expect(spans.every(({ from, to }) => to > from)).toBe(true)
        expect(spans.slice(1).map(({ from }) => from)).toEqual(spans.slice(0, -1).map(({ to }) => to))
      }),
    )
  })
})

describe('the trace of a deployment', () => {
  it('has the same ids however often it is made, and others for another deployment', () => {
    const [one, other] = [traceOf(released(0), 'longshore-dev'), traceOf(released(1), 'longshore-dev')]
    expect(traceOf(released(0), 'longshore-dev')).toEqual(one)
    expect(one.trace_id).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/)
    expect(new Set([one, other].flatMap(({ id, trace_id }) => [id, trace_id])).size).toBe(4)
  })
  it('is at fault when what was to run does not', () => {
    const faults = [released(0), ended('rolled-back', 'x', 0), ended('superseded', 'x', 0), ended('failed', 'left', 0)]
    expect(faults.map((outcome) => traceOf(outcome, 's').fault)).toEqual([false, true, false, true])
  })
  it('holds no secret and stays small, whatever the reason says', () => {
    const reason = `GET https://user:hunter2@example.com failed ${'x'.repeat(100_000)}`
    const text = JSON.stringify(traceOf(ended('rolled-back', reason, 0), 's'))
    expect(text).not.toContain('hunter2')
    expect(text.length).toBeLessThan(64_000)
  })
})
