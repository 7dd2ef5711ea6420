import { describe, expect, it } from '@jest/globals'
import { needsOf } from '../../shared/domain/needs.ts'
import type { Observation, OtherTarget } from '../../shared/domain/observation.ts'
import { otherTarget } from '../../shared/domain/other-target.ts'
import { aRun, preparingRecord } from './a-task.ts'
import {
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  entry,
  image,
  minute,
  provingRecord,
  release,
  repository,
  revertingRecord,
  rollingRecord,
  t0,
  told,
} from './a-world.ts'

const hour = 60 * minute
const shares = [
  {
    ...{ container: 'app', repository, order: 'pushed' as const },
    tags: { kind: 'pattern' as const, source: '^main-.*$', shown: 'main-*' },
  },
]
const policy = aPolicy({ dependsOn: [{ target: 'first', shares }] })
const apart = aPolicy({ dependsOn: [{ target: 'first', shares: [] }] })
const turns = aPolicy({ takesTurnsWith: ['twin'] })
const idle = otherTarget(aRecord())
const proven = otherTarget(aRecord({ ledger: [entry(2, { at: t0 + minute }), entry(1)] }))
const rolling = otherTarget(rollingRecord())

function waitingWith(others: Observation['others'], more: object = {}, now = t0 + minute) {
  const pending = aPending(2, more)
  const record = aRecord({ pending, state: { name: 'waiting', since: t0, why: 'settle' } })
  const situation = { record, policy, platform: aView([aRollout(1)]), now }
  return decideIn(others ? { ...situation, others } : situation)
}

describe('a push to a target that depends on another', () => {
  it.each<[string, OtherTarget | undefined]>([
    ['was never looked at', undefined],
    ['has not heard of the image', idle],
    ['has not heard of it and is stuck on another', { ...idle, phase: 'stuck' }],
    [
      'proved it long ago, and has not heard that it was pushed again',
      { ...idle, proven: [{ digest: digest(2), at: t0 - minute }] },
    ],
    ['is rolling it out', rolling],
    ['is proving it', otherTarget(provingRecord())],
    ['is about to start it', otherTarget(aRecord({ pending: aPending(2) }))],
    ['runs a task before it', otherTarget(preparingRecord(aRun()))],
  ])('waits while the other %s', (_when, other) => {
    const decision = waitingWith(other ? { first: other } : {})
    expect(calls(decision)).toEqual([])
    expect(decision.next.state).toMatchObject({ name: 'waiting', why: 'wave' })
    expect(decision.next.pending).toBeDefined()
    expect(told(decision)).toEqual([])
  })

  it.each([
    ['has proven it', proven],
    ['has proven it and is at something newer', { ...proven, phase: 'rolling' as const, deploymentId: 'deployment-3' }],
    ['has proven it and is stuck on something newer', { ...proven, phase: 'stuck' as const }],
  ])('starts when the other %s', (_what, first) => {
    expect(calls(waitingWith({ first }))).toMatchObject([{ kind: 'apply', release: { images: { app: image(2) } } }])
  })

  it('starts when the other went on with it in another release than the one that failed', () => {
    const hold = { digests: { app: digest(2), proxy: digest(3) }, at: t0, deploymentId: 'd', why: 'x' }
    const first = otherTarget(aRecord({ ledger: [entry(2, { at: t0 + minute }), entry(1)], holds: [hold] }))
    expect(calls(waitingWith({ first }))).toHaveLength(1)
  })

  it('starts when the other runs it already, whoever put it there', () => {
    const other = otherTarget(aRecord({ settledOn: release(2) }))
    expect(calls(waitingWith({ first: other }))).toHaveLength(1)
  })
})

describe('a push that the other target did not bring up', () => {
  it.each<[string, OtherTarget, string]>([
    ['the image failed there', otherTarget(revertingRecord()), 'first goes first, and it failed there'],
    [
      'the image failed there and was left there',
      otherTarget(
        aRecord({
          settledOn: release(2),
          holds: [{ digests: { app: digest(2) }, at: t0, deploymentId: 'd', why: 'x' }],
        }),
      ),
      'first goes first, and it failed there',
    ],
    [
      'it was proven there and a person rolled back from it',
      otherTarget(
        aRecord({
          ledger: [entry(1, { at: t0 + 3 * minute }), entry(2, { at: t0 + minute })],
          holds: [{ digests: { app: digest(2) }, at: t0 + 2 * minute, deploymentId: 'd', why: 'rolled back by ann' }],
        }),
      ),
      'first goes first, and it was proven there and taken back since',
    ],
    [
      'it knows the image and is at rest without it',
      { ...idle, marks: { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 } } },
      'first goes first, and it knows that image and did not bring it up',
    ],
    [
      'it has something newer by its own order',
      { ...idle, marks: { app: { tag: 'main-9', digest: digest(9), pushedAt: t0 + minute } } },
      'first goes first, and it has something newer (main-9)',
    ],
  ])('is left alone, and that is told, when %s', (_when, other, why) => {
    const decision = waitingWith({ first: other })
    expect(decision.next.pending).toBeUndefined()
    expect(decision.next.state).toEqual({ name: 'idle' })
    expect(told(decision)).toEqual([
      `not-deployed: pushed and not deployed: ${why}; redeploy the image by name to bring it here all the same`,
    ])
  })
})

describe('a start that waits for another target', () => {
  it('asks for the other record before it starts, and only then', () => {
    const record = aRecord({ pending: aPending(2) })
    expect(needsOf(record, [], policy, t0).others).toEqual(['first'])
    expect(needsOf(aRecord(), [], policy, t0).others).toEqual([])
    expect(needsOf(record, [], turns, t0).others).toEqual(['twin'])
    expect(waitingWith(undefined).next.state).toMatchObject({ name: 'waiting' })
    expect(calls(waitingWith(undefined))).toEqual([])
  })

  it('says nothing for an hour of waiting, then once, then daily', () => {
    const since = { wave: { since: t0, told: 0, behind: {} } }
    expect(told(waitingWith({ first: rolling }, since, t0 + hour - 1))).toEqual([])
    const first = waitingWith({ first: rolling }, since, t0 + hour)
    expect(told(first)).toEqual(['waiting: a start has been waiting for 1 h: waits for first, which goes first'])
    const again = { wave: { since: t0, told: 1, behind: {} } }
    expect(told(waitingWith({ first: rolling }, again, t0 + 24 * hour))).toEqual([])
    expect(told(waitingWith({ first: rolling }, again, t0 + 25 * hour))).toHaveLength(1)
  })

  it('lets what a person asks for go ahead', () => {
    const command = { kind: 'redeploy', image: image(2) } as const
    expect(calls(waitingWith({ first: idle }, { command, images: {} }))).toHaveLength(1)
  })
})

describe('a push of images that the other target does not follow', () => {
  const start = (first: OtherTarget, behind?: Record<string, string>) => {
    const wave = behind ? { wave: { since: t0, told: 0, behind } } : {}
    const record = aRecord({ pending: aPending(2, wave), state: { name: 'waiting', since: t0, why: 'wave' } })
    return decideIn({ record, policy: apart, platform: aView([aRollout(1)]), others: { first } })
  }

  it('waits for what the other is at, and remembers which deployment that is', () => {
    const { next } = start(rolling)
    expect(next.pending?.wave).toEqual({ since: t0 + minute, told: 0, behind: { first: 'deployment-2' } })
  })

  it('waits on while the other has something else to do, and is left alone when it is stuck', () => {
    const waits = start({ ...idle, phase: 'waiting', coming: [digest(9)] }, { first: 'deployment-2' })
    expect([calls(waits), told(waits)]).toEqual([[], []])
    expect(told(start({ ...idle, phase: 'stuck' }))).toEqual([expect.stringContaining('and it is stuck')])
  })

  it('starts when that deployment was proven, or the other was at nothing', () => {
    const after = { ...idle, succeeded: ['deployment-2'] }
    expect(calls(start(after, { first: 'deployment-2' }))).toHaveLength(1)
    expect(calls(start(idle))).toHaveLength(1)
  })

  it('is left alone when that deployment did not succeed', () => {
    expect(told(start(idle, { first: 'deployment-2' }))).toEqual([
      'not-deployed: pushed and not deployed: first goes first, and its deployment deployment-2 did not succeed; redeploy the image by name to bring it here all the same',
    ])
  })
})

describe('targets that are one thing underneath', () => {
  it.each(['push', 'rollback'] as const)('are deployed to one at a time, by a %s too', (kind) => {
    const command = { command: { kind: 'rollback' } } as const
    const pending = aPending(2, kind === 'rollback' ? { ...command, images: {} } : {})
    const record = aRecord({
      pending,
      ledger: [entry(2), entry(1)],
      settledOn: release(kind === 'push' ? 1 : 2),
      state: { name: 'waiting', since: t0, why: 'settle' },
    })
    const situation = { record, policy: turns, platform: aView([aRollout(kind === 'push' ? 1 : 2)]) }
    const behind = decideIn({ ...situation, others: { twin: rolling } })
    expect(calls(behind)).toEqual([])
    const says = 'waiting: a start has to wait: waits for twin, which is the same thing underneath'
    expect(told(behind)).toEqual(kind === 'rollback' ? [says] : [])
    expect(calls(decideIn({ ...situation, others: { twin: idle } }))).toHaveLength(1)
  })
})

it('what a target tells of itself says what it is at, what it proved and what failed', () => {
  expect(otherTarget(rollingRecord(3))).toMatchObject({
    phase: 'rolling',
    deploymentId: 'deployment-3',
    coming: [digest(3)],
  })
  expect(otherTarget(revertingRecord(3))).toMatchObject({
    phase: 'reverting',
    coming: [],
    held: [{ digests: { app: digest(3) }, at: t0 }],
  })
  const unproven = { release: release(2), deploymentId: 'deployment-2' }
  expect(otherTarget(aRecord({ unproven }))).toMatchObject({ succeeded: expect.arrayContaining(['deployment-2']) })
})
