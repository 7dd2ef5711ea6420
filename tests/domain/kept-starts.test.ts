import { describe, expect, it } from '@jest/globals'
import type { Decision } from '../../shared/domain/decide.ts'
import type { Fact } from '../../shared/domain/fact.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import { day, quiet } from './a-question.ts'
import { aPolicy, aPush, aRecord, aRollout, aView, decideIn, minute, type Situation, t0, told } from './a-world.ts'

const hour = 60 * minute
const approve = { withinMs: 5 * day }
const stop = (at: number): Fact => ({ kind: 'stop', id: `stop-${at}`, at, by: 'carl' })
const resume = (at: number): Fact => ({ kind: 'resume', id: `resume-${at}`, at, by: 'carl' })
const freeze = (at: number, until: number): Fact => ({ kind: 'freeze', id: `freeze-${at}`, at, by: 'dan', until })

function kept(policy: Partial<Policy> = {}, more: Situation = {}): Decision {
  const platform = aView([aRollout(1)])
  return decideIn({ record: aRecord(), facts: [aPush(2)], platform, ...more, policy: aPolicy(policy) })
}

function then({ next }: Decision, at: number, facts: readonly Fact[], policy: Partial<Policy> = {}): Decision {
  const platform = aView([aRollout(1)], { at })
  return kept(policy, { record: quiet(next), facts, now: at, platform })
}

describe('what is pushed onto a target with approvals', () => {
  it.each<[string, Fact, Partial<Policy>, string]>([
    [
      'a freeze',
      freeze(t0, t0 + hour),
      { approve },
      'frozen by dan until 2026-11-16 10:00 UTC; asks for an approval then',
    ],
    ['a pause', stop(t0), { approve }, 'api is paused by carl; asks for an approval on resume'],
  ])('is told to be asked about after %s', (_what, fact, policy, words) => {
    expect(told(kept(policy, { facts: [fact, aPush(2)] }))).toEqual([`not-deployed: pushed and not deployed: ${words}`])
  })
})

it('what met a freeze after which people are asked is told so in a pause', () => {
  const policy = { afterFreeze: 'approve' as const }
  const frozen = kept(policy, { facts: [freeze(t0, t0 + hour), aPush(2)] })
  const paused = then(frozen, t0 + 2 * hour, [stop(t0 + 90 * minute)], policy)
  expect(told(paused)).toEqual([expect.stringContaining('; asks for an approval on resume')])
})

describe('a start that was kept before', () => {
  it('is told of a second pause as of the first, and its days count from there', () => {
    const first = kept({ approve }, { facts: [stop(t0), aPush(2)] })
    const asked = then(first, t0 + hour, [resume(t0 + hour)], { approve })
    const second = then(asked, t0 + 2 * day, [stop(t0 + 2 * day)], { approve })
    expect(told(second)).toEqual([
      expect.stringMatching(/^not-deployed: pushed and not deployed: api is paused by carl; begins on resume once/),
    ])
    expect(second.next.outbox.map(({ id }) => id)).not.toEqual(first.next.outbox.map(({ id }) => id))
    expect(told(then(second, t0 + 3 * day - 1, [], { approve }))).toEqual([])
    expect(told(then(second, t0 + 3 * day, [], { approve }))).toEqual([
      'waiting: a start has been waiting for 1 d: api is paused by carl',
    ])
  })

  it('is told when its freeze lasts longer, once', () => {
    const first = kept({}, { facts: [freeze(t0, t0 + hour), aPush(2)] })
    const longer = then(first, t0 + 2 * minute, [freeze(t0 + 2 * minute, t0 + 50 * hour)])
    expect(told(longer)).toEqual([expect.stringContaining('frozen by dan until 2026-11-18 11:00 UTC; goes out then')])
    expect(longer.next.outbox.map(({ id }) => id)).not.toEqual(first.next.outbox.map(({ id }) => id))
    expect(told(then(longer, t0 + 4 * minute, []))).toEqual([])
  })
})
