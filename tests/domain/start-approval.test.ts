import { describe, expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import { approve, asker, day, decided, policy, quiet, waiting } from './a-question.ts'
import {
  aPush,
  aRecord,
  aRollout,
  aView,
  calls,
  digest,
  entry,
  image,
  minute,
  phaseOf,
  rollingRecord,
  second,
  t0,
  told,
} from './a-world.ts'
import { inProgress, pushed } from './phases/row.ts'

describe('a start that needs an approval', () => {
  it('asks once, with what would change and until when, and waits', () => {
    const first = decided(aRecord(), { facts: [aPush(2)] })
    expect([phaseOf(first), calls(first)]).toEqual(['waiting', []])
    expect(first.next.state).toMatchObject({ why: 'approval' })
    const until = new Date(t0 + minute + day).toISOString()
    expect(told(first)).toEqual([expect.stringContaining(`may it begin? app main-1 → main-2; until ${until}`)])
    expect(first.next.outbox).toMatchObject([{ notice: 'waiting', deploymentId: pushed(2), asks: 'start' }])
    expect(told(decided(quiet(first.next), { now: t0 + 5 * minute }))).toEqual([])
    expect(first.wakeAt).toBe(t0 + 2 * minute)
    expect(decided(quiet(first.next), { now: t0 + 5 * minute }).wakeAt).toBe(t0 + minute + day)
  })

  it('begins once it is approved, and remembers by whom', () => {
    const begun = decided(waiting(), { facts: [approve()], now: t0 + 3 * minute })
    expect(calls(begun)).toMatchObject([{ kind: 'apply', release: { images: { app: image(2) } } }])
    expect(begun.next.state).toMatchObject({
      name: 'rolling',
      deployment: { id: pushed(2), trigger: { approved: { by: 'ann', at: t0 + 2 * minute } } },
    })
    const { state } = begun.next
    const words = 'deployment' in state ? state.deployment.timeline.map(({ what }) => what) : []
    expect(words).toEqual([
      'image pushed',
      'asked whether it may begin',
      'approved by ann',
      'started',
      expect.any(String),
    ])
  })

  it.each<[string, Fact['kind'], Partial<Fact>]>([
    ['a redeploy', 'redeploy', { image: image(2) }],
    ['a promotion', 'promote', { from: 'api-staging', images: { app: image(2) } }],
  ])('is asked about for %s, too', (_what, kind, more) => {
    const fact = { kind, id: 'c', at: t0, by: 'bob', deploymentId: 'deployment-2', ...more } as Fact
    const asked = decided(aRecord(), { facts: [fact] })
    expect([phaseOf(asked), calls(asked)]).toEqual(['waiting', []])
    expect(calls(decided(asked.next, { facts: [approve('deployment-2')], now: t0 + 3 * minute }))).toHaveLength(1)
  })

  it('is asked about for a resume, too', () => {
    const holds = [{ digests: { app: digest(2) }, at: t0, deploymentId: 'd', why: 'broke' }]
    const record = aRecord({ holds, mark: { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 } } })
    const resumed = decided(record, { facts: [{ kind: 'resume', id: 'r', at: t0, by: 'ann' }] })
    expect(resumed.next.state).toMatchObject({ name: 'waiting', why: 'approval' })
  })

  it('is not asked about for a rollback', () => {
    const record = aRecord({ ledger: [entry(2), entry(1)], settledOn: entry(2).release })
    const rollback: Fact = { kind: 'rollback', id: 'r', at: t0, by: 'ann', deploymentId: 'd9' }
    expect(calls(decided(record, { facts: [rollback], platform: aView([aRollout(2)]) }))).toHaveLength(1)
  })

  it('asks nobody about what is on hold, runs already, or is only observed', () => {
    const held = aRecord({ holds: [{ digests: { app: digest(2) }, at: t0, deploymentId: 'd', why: 'broke' }] })
    expect(told(decided(held, { facts: [aPush(2)] }))).toEqual([expect.stringContaining('on hold since d')])
    const runs = decided(aRecord(), { facts: [aPush(2, { digest: digest(1) })] })
    expect([phaseOf(runs), told(runs)]).toEqual(['idle', []])
    const observed = decided(aRecord(), { facts: [aPush(2)], policy: { ...policy, mode: 'observe' } })
    expect(told(observed)).toEqual([expect.stringContaining('only observed')])
  })

  it('is asked about while an older deployment rolls, takes its place once approved, and not before', () => {
    const rolling = { platform: aView([aRollout(2, inProgress), aRollout(1, { leading: false })]) }
    const asked = decided(rollingRecord(2), { facts: [aPush(3, { at: t0 + second })], ...rolling })
    expect([phaseOf(asked), calls(asked)]).toEqual(['rolling', []])
    expect(told(asked)).toEqual([expect.stringContaining('may it begin? app')])
    const id = pushed(3, t0 + second)
    const taken = decided(quiet(asked.next), { facts: [approve(id)], ...rolling, now: t0 + 3 * minute })
    expect(told(taken)).toEqual(['superseded: a newer push arrived'])
    expect(taken.next.state).toMatchObject({ name: 'rolling', deployment: { id } })
  })
})

describe('an answer', () => {
  it('of two people at once counts once, and is told at most once', () => {
    const both = [approve(), { ...approve(), id: 'second', by: 'bob', at: t0 + 2 * minute + 1 } as Fact]
    const begun = decided(waiting(), { facts: both, now: t0 + 3 * minute })
    expect([calls(begun).length, told(begun)]).toEqual([1, []])
    const late = decided(begun.next, {
      facts: [{ ...approve(), id: 'third', by: 'eve' } as Fact],
      now: t0 + 4 * minute,
    })
    expect(told(late)).toEqual([])
  })

  it.each([
    ['another deployment', approve('deployment-9')],
    ['a stage of the platform', { ...approve(), stage: 'before production traffic moves' } as Fact],
  ])('to %s is told as too late, and changes nothing', (_what, fact) => {
    const late = decided(waiting(), { facts: [fact], now: t0 + 3 * minute })
    expect([phaseOf(late), calls(late)]).toEqual(['waiting', []])
    expect(told(late)).toEqual([expect.stringMatching(/^refused: the approval by ann came too late/)])
  })

  it('that says no ends it, with who and why, and nothing deploys it by itself', () => {
    const no: Fact = { kind: 'reject', id: 'no', ...asker, deploymentId: pushed(2), reason: 'not before the sale' }
    const rejected = decided(waiting(), { facts: [no], now: t0 + 3 * minute })
    expect(told(rejected)).toEqual(['cancelled: rejected by ann: not before the sale'])
    expect([phaseOf(rejected), rejected.next.pending]).toEqual(['idle', undefined])
    expect(rejected.next.outbox).toMatchObject([{ deployment: { id: pushed(2), to: { app: { tag: 'main-2' } } } }])
    const shown = { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 } }
    const swept = decided(quiet(rejected.next), { registry: shown, now: t0 + 20 * minute })
    expect([phaseOf(swept), told(swept)]).toEqual(['idle', []])
  })

  it('that says no after a yes counts until it has begun, and is too late then', () => {
    const no: Fact = { kind: 'reject', id: 'no', by: 'bob', at: t0 + 2 * minute + 1, deploymentId: pushed(2) }
    expect(told(decided(waiting(), { facts: [approve(), no], now: t0 + 3 * minute }))).toEqual([
      'cancelled: rejected by bob',
    ])
    const begun = decided(waiting(), { facts: [approve()], now: t0 + 3 * minute })
    const late = decided(begun.next, { facts: [no], now: t0 + 4 * minute })
    expect(told(late)).toEqual([expect.stringMatching(/^refused: the rejection by bob came too late.*cancel it/)])
  })

  it('is kept while starts are paused, and counts on resume', () => {
    const stopped = { at: t0, by: 'bob' }
    const kept = decided({ ...waiting(), stopped }, { facts: [approve()], now: t0 + 3 * minute })
    expect([phaseOf(kept), calls(kept)]).toEqual(['waiting', []])
    const resume: Fact = { kind: 'resume', id: 'go', at: t0 + 5 * minute, by: 'bob' }
    expect(calls(decided(quiet(kept.next), { facts: [resume], now: t0 + 5 * minute }))).toHaveLength(1)
  })

  it('does not outweigh what comes up after it: a freeze, a hold', () => {
    const frozen = { at: t0, until: t0 + 60 * minute, by: 'bob' }
    const kept = decided({ ...waiting(), frozen }, { facts: [approve()], now: t0 + 3 * minute })
    expect(kept.next.state).toMatchObject({ name: 'waiting', why: 'freeze' })
    expect(calls(decided(quiet(kept.next), { now: t0 + 61 * minute }))).toHaveLength(1)
    const holds = [{ digests: { app: digest(2) }, at: t0, deploymentId: 'd', why: 'broke elsewhere' }]
    const held = decided({ ...waiting(), holds }, { facts: [approve()], now: t0 + 3 * minute })
    expect(calls(held)).toEqual([])
    expect(told(held)).toEqual([
      expect.stringContaining('not-deployed: pushed and not deployed: on hold since d'),
      expect.stringContaining('cancelled: not begun'),
    ])
  })
})
