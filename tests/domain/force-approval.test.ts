import { describe, expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import type { Image } from '../../shared/domain/image.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { approve, day, quiet } from './a-question.ts'
import {
  anAttempt,
  aPolicy,
  aPush,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  exactPolicy,
  image,
  minute,
  phaseOf,
  rollingRecord,
  type Situation,
  second,
  t0,
  told,
} from './a-world.ts'

/** Image 2 is approved and rolls; image 3 is pushed meanwhile, and the platform resolves the tag to it by itself. */
const policy = aPolicy({ mode: 'force', approve: { withinMs: day }, containers: { app: exactPolicy } })
const own = { id: 'rollout-2', carrier: 'td:1', createdAt: t0 + second }
const rolls = aView([aRollout(3, { ...own, state: 'in-progress', running: 1 })])
const live = (n: number) => ({ app: { tag: 'live', digest: digest(n), pushedAt: t0 + minute } })

function completed(at: number, n = 3) {
  return aView([aRollout(n, own)], { at })
}

function decided(record: TargetRecord, more: Situation) {
  return decideIn({ policy, registry: live(3), ...more, record: quiet(record) })
}

function rollingTwo(more: Partial<TargetRecord> = {}): TargetRecord {
  const attempt = anAttempt(2, { rollout: own })
  return rollingRecord(2, { policy, attempt }, { mark: { app: { ...live(2).app, pushedAt: t0 } }, ...more })
}

function taken(more: Partial<TargetRecord> = {}) {
  const push = aPush(3, { tag: 'live', at: t0 + minute })
  const asked = decided(rollingTwo(more), { facts: [push], platform: rolls, now: t0 + minute + second })
  return decided(asked.next, { platform: completed(t0 + 3 * minute), now: t0 + 3 * minute })
}

describe('in force mode, an image that the platform took before anybody approved it', () => {
  it('is neither proven nor given up while its question is open', () => {
    const waits = taken()
    expect([phaseOf(waits), calls(waits)]).toEqual(['rolling', []])
    expect(waits.next.state).toMatchObject({ deployment: { id: 'deployment-2' } })
    expect(waits.next.pending?.question).toMatchObject({ goal: { app: { digest: digest(3) } } })
    const later = decided(waits.next, { platform: completed(t0 + 60 * minute), now: t0 + 60 * minute })
    expect([phaseOf(later), told(later), later.next.pending?.deploymentId]).toEqual([
      'rolling',
      [],
      waits.next.pending?.deploymentId,
    ])
    expect(later.next.ledger).toEqual(waits.next.ledger)
  })

  it('goes on and is proven once it is approved', () => {
    const waits = taken()
    const id = waits.next.pending?.deploymentId ?? ''
    const said = { facts: [approve(id)], platform: completed(t0 + 5 * minute), now: t0 + 5 * minute }
    const goesOn = decided(waits.next, said)
    expect(told(goesOn)).toEqual(['superseded: a newer push arrived', expect.stringMatching(/^succeeded/)])
    expect([goesOn.next.ledger[0]?.deploymentId, calls(goesOn)]).toEqual([id, []])
  })

  it('is taken back when it is rejected', () => {
    const waits = taken()
    const id = waits.next.pending?.deploymentId ?? ''
    const no: Fact = { kind: 'reject', id: 'no', at: t0 + 5 * minute, by: 'ann', deploymentId: id }
    const back = decided(waits.next, { facts: [no], platform: completed(t0 + 5 * minute), now: t0 + 5 * minute })
    expect(told(back)[0]).toBe('cancelled: rejected by ann')
    expect([phaseOf(back), calls(back).map(({ kind }) => kind)]).toEqual(['reverting', ['revert']])
  })

  it('is taken back when nobody approves it in time', () => {
    const waits = taken()
    const until = waits.next.pending?.question?.until ?? 0
    expect(waits.wakeAt).toBeLessThanOrEqual(until)
    const over = decided(waits.next, { platform: completed(until), now: until })
    expect(told(over)[0]).toMatch(/^expired: nobody approved it within 24 h/)
    const back = decided(over.next, { platform: completed(until + minute), now: until + minute })
    expect([phaseOf(back), calls(back).map(({ kind }) => kind)]).toEqual(['reverting', ['revert']])
  })

  it('is asked about as what takes the place of what ran before, when its push is heard of late', () => {
    const push = aPush(3, { tag: 'live', at: t0 + minute })
    const late = { facts: [push], platform: completed(t0 + 3 * minute), now: t0 + 3 * minute }
    const waits = decided(rollingTwo(), late)
    expect(told(waits)).toEqual([expect.stringContaining('may it begin? app main-1 → live')])
  })

  it('is asked about even where a pause keeps other starts', () => {
    const waits = taken({ stopped: { at: t0, by: 'bob' } })
    expect([phaseOf(waits), waits.next.pending?.question?.approved]).toEqual(['rolling', undefined])
    expect(told(waits)).toEqual([expect.stringContaining('may it begin? app')])
  })
})

describe('in force mode, an image that the platform took while a redeploy waits for its approval', () => {
  const redeploy = { kind: 'redeploy' as const, id: 'again', at: t0 + minute, by: 'bob', deploymentId: 'again' }

  function tookWhile(n: number, image?: Image) {
    const at = t0 + 2 * minute
    const facts = [{ ...redeploy, ...(image ? { image } : {}) }]
    const tag = { registry: live(image ? 3 : 2) }
    const two = aView([aRollout(2, { ...own, state: 'in-progress', running: 1 })], { at })
    const asked = decided(rollingTwo({ mark: tag.registry }), { ...tag, facts, platform: two, now: at })
    expect(asked.next.pending?.question).toBeDefined()
    return decided(asked.next, { ...tag, platform: completed(at + minute, n), now: at + minute })
  }

  it.each([
    ['the images that run', undefined],
    ['another one', image(3)],
  ])('is gone back from where nobody asked for it, but for %s', (_what, wanted) => {
    const back = tookWhile(9, wanted)
    expect([phaseOf(back), calls(back).map(({ kind }) => kind)]).toEqual(['reverting', ['revert']])
    expect(back.next.pending?.deploymentId).toBe('again')
  })

  it('stays, with its question, where the redeploy names it', () => {
    const waits = tookWhile(3, image(3))
    expect([phaseOf(waits), calls(waits), told(waits)]).toEqual(['rolling', [], []])
    expect(waits.next.pending?.question).toMatchObject({ goal: { app: { digest: digest(3) } } })
  })
})

describe('in force mode, an image that the platform took and that nobody has to approve', () => {
  it.each<[string, Partial<TargetRecord>, string]>([
    ['a pause', { stopped: { at: t0, by: 'bob', reason: 'incident 7' } }, 'api is paused by bob (incident 7)'],
    ['a freeze', { frozen: { at: t0, by: 'bob', until: t0 + day } }, 'frozen by bob until 2026-11-17 09:00 UTC'],
  ])('goes on in spite of %s, and that is told', (_what, kept, words) => {
    const { approve: _none, ...free } = policy
    const push = aPush(3, { tag: 'live', at: t0 + minute })
    const rolling = decided(rollingTwo(kept), {
      policy: free,
      facts: [push],
      platform: rolls,
      now: t0 + minute + second,
    })
    const on = { policy: free, platform: completed(t0 + 3 * minute), now: t0 + 3 * minute }
    const goesOn = decided(rolling.next, on)
    expect([...told(rolling), ...told(goesOn)]).toContainEqual(
      `superseded: the platform took a newer push by itself, although ${words}: it runs already, so it is judged as any other`,
    )
    expect([goesOn.next.ledger[0]?.release.images['app']?.digest, calls(goesOn)]).toEqual([digest(3), []])
    const broken = aView([aRollout(3, { ...own, state: 'failed', running: 0 })], { at: t0 + 3 * minute })
    const back = decided(rolling.next, { ...on, platform: broken })
    expect(calls(back).map(({ kind }) => kind)).toEqual(['revert'])
  })

  it('goes on at once', () => {
    const { approve: _none, ...free } = policy
    const push = aPush(3, { tag: 'live', at: t0 + minute })
    const on = { policy: free, facts: [push], platform: completed(t0 + 3 * minute), now: t0 + 3 * minute }
    expect(told(decided(rollingTwo(), on))[0]).toBe('superseded: a newer push arrived')
  })
})
