import { describe, expect, it } from '@jest/globals'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { releaseKey } from '../../shared/domain/release.ts'
import {
  aPending,
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  entry,
  image,
  minute,
  patternPolicy,
  phaseOf,
  proxyRepository,
  release,
  type Situation,
  t0,
  told,
} from './a-world.ts'

const back = { kind: 'rollback', id: 'r1', at: t0, by: 'ann', deploymentId: 'back' } as const
const onTwo = aRecord({ ledger: [entry(2), entry(1), entry(0)], settledOn: release(2) })
const two = aView([aRollout(2)])
const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
const denied = { kind: 'problem', cause: 'denied', message: 'not allowed' } as const

/** What a rollback comes to: phase, reason, what is called and told, and when it is looked at again. */
function rolledBack(situation: Situation, record: TargetRecord = onTwo) {
  const decision = decideIn({ facts: [back], platform: two, ...situation, record })
  return {
    phase: phaseOf(decision),
    says: decision.reason.replace(/^something is to start; /, ''),
    calls: calls(decision).map((call) => call.release.images['app']?.tag),
    tells: told(decision),
    wakes: (decision.wakeAt ?? t0) - t0 - minute,
  }
}

it('waits for a registry that is throttled', () => {
  expect(rolledBack({ registry: throttled, unchecked: true })).toMatchObject({
    phase: 'waiting',
    says: 'slow down',
    calls: [],
    tells: [],
  })
})

it('refuses while the registry refuses to tell what is there', () => {
  expect(rolledBack({ registry: denied, unchecked: true })).toMatchObject({
    phase: 'idle',
    says: 'not allowed; at rest',
    calls: [],
    tells: ['refused: not allowed'],
  })
})

it('asks the registry no more than it has to', () => {
  expect(rolledBack({ registry: throttled })).toMatchObject({ phase: 'rolling', calls: ['main-1'] })
})

it.each([
  ['at all', { unchecked: true }],
  ['of these', { candidates: [] }],
])('looks first where it was not asked which releases are there %s', (_what, situation) => {
  expect(rolledBack(situation)).toEqual({
    phase: 'waiting',
    says: 'which releases can be gone back to is not known yet',
    calls: [],
    tells: [],
    wakes: 0,
  })
})

it('goes back to the newest proven release where nothing leads', () => {
  expect(rolledBack({ platform: aView([]) })).toMatchObject({ calls: ['main-2'] })
})

it('says of every release why it cannot be gone back to, each reason once', () => {
  const why = (reason: string) => `refused: cannot roll back: ${reason}`
  const of = (n: number, more: object) => ({ release: releaseKey(release(n)), usable: false, ...more })
  expect(rolledBack({ candidates: [of(1, { why: 'gone' }), of(0, { why: 'archived' })] }).tells).toEqual([
    why('gone; archived'),
  ])
  expect(rolledBack({ candidates: [of(1, { why: 'gone' }), of(0, { why: 'gone' })] }).tells).toEqual([why('gone')])
  expect(rolledBack({ candidates: [of(1, { why: 'gone' }), of(0, {})] }).tells).toEqual([
    why(`gone; the release app=${digest(0)} is not usable`),
  ])
})

it('needs not know whether a release is there that says nothing of an added container', () => {
  const policy = aPolicy({
    containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
  })
  const platform = aView([aRollout(2, { digests: { app: digest(2), proxy: digest(7) } })])
  expect(rolledBack({ policy, platform, candidates: [] }).tells).toEqual([
    'refused: cannot roll back: main-1 was proven before the container proxy came to the configuration; main-0 was proven before the container proxy came to the configuration',
  ])
})

it('names what the ledger holds where it does not hold what was asked for', () => {
  const { tag: _tag, ...untagged } = image(0)
  const to = { ...back, to: digest(9) }
  const record = aRecord({ ledger: [entry(1), entry(0, { release: { images: { app: untagged } } })] })
  const shortDigest = digest(1).slice(7, 19)
  expect(rolledBack({ facts: [to], platform: aView([aRollout(1)]) }, record).tells).toEqual([
    `refused: cannot roll back: ${digest(9)} is not in the ledger, which holds main-1 (${shortDigest}), untagged (${shortDigest})`,
  ])
  const { settledOn: _left, ...resting } = aRecord({ ledger: [] })
  expect(rolledBack({ facts: [to], platform: aView([]) }, resting).tells).toEqual([
    `refused: cannot roll back: ${digest(9)} is not in the ledger, which holds nothing`,
  ])
})

it('goes back to no release that is on hold, unless it is named', () => {
  const held = { digests: { app: digest(1) }, at: t0, deploymentId: 'd1', why: 'it crashed' }
  const record = { ...onTwo, holds: [held] }
  expect(rolledBack({}, record)).toMatchObject({ calls: ['main-0'] })
  expect(rolledBack({ facts: [{ ...back, to: digest(1) }] }, record)).toMatchObject({ calls: ['main-1'] })
})

describe('a rollback from a deployment that is named', () => {
  const fromTwo = { ...back, from: 'd2' }
  const mark = { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 - 100 * minute } }
  const refused = [expect.stringMatching(/^refused: not gone back: d2 is not what runs any more, or something newer/)]

  it('goes back from what it left', () => {
    expect(rolledBack({ facts: [fromTwo] })).toMatchObject({ calls: ['main-1'] })
  })

  it('goes back also where a repair of what it left waits', () => {
    const trigger = { kind: 'repair' as const, id: 'repair:x', at: t0 }
    const pending = aPending(2, { trigger, images: {}, command: { kind: 'repair' } })
    const state = { name: 'waiting' as const, since: t0, why: 'settle' as const }
    expect(rolledBack({ facts: [fromTwo] }, { ...onTwo, state, pending })).toMatchObject({ calls: ['main-1'] })
  })

  it('leaves a push alone that came before its turn', () => {
    const record = { ...onTwo, mark }
    const pushed = decideIn({ record, facts: [aPush(3)], platform: two })
    const pressed = decideIn({ record: pushed.next, facts: [fromTwo], platform: two, now: t0 + 2 * minute })
    expect([told(pressed), pressed.next.holds]).toEqual([refused, []])
    expect(pressed.next.state).toMatchObject({ name: 'rolling', deployment: { goal: { images: release(3).images } } })
  })

  it('goes back once where somebody else asked for the same before its turn', () => {
    const first = decideIn({ record: onTwo, facts: [{ ...back, id: 'other', deploymentId: 'first' }], platform: two })
    const both = { facts: [fromTwo], platform: two, now: t0 + 2 * minute }
    const second = decideIn({ record: first.next, ...both })
    expect([calls(first).map((call) => call.release.images['app']?.tag), told(second)]).toEqual([['main-1'], refused])
    expect(second.next.pending).toBeUndefined()
  })

  it.each<[string, Partial<TargetRecord>, string[]]>([
    ['another release runs', { ledger: [entry(3), entry(2), entry(1)], settledOn: release(3) }, []],
    ['a newer image waits', { state: { name: 'waiting', since: t0, why: 'settle' }, pending: aPending(3) }, ['main-3']],
    ['somebody else changed the images', { usurped: { at: t0, rollout: 'other' } }, []],
    ['nothing was proven', { ledger: [] }, []],
  ])('is refused, and takes nobody out of the way, where %s', (_what, more, deployed) => {
    const { tells, calls: called } = rolledBack({ facts: [fromTwo] }, { ...onTwo, ...more })
    expect([tells, called]).toEqual([expect.arrayContaining(refused), deployed])
  })
})

it('finds the release that holds a named image in any of its containers', () => {
  const images = { app: image(1), proxy: image(6, proxyRepository) }
  const policy = aPolicy({
    containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
  })
  const record = aRecord({ ledger: [entry(1, { release: { images, carrier: 'td:1' } })] })
  const platform = aView([aRollout(2, { digests: { app: digest(2), proxy: digest(7) } })])
  expect(rolledBack({ facts: [{ ...back, to: digest(6) }], policy, platform }, record)).toMatchObject({
    calls: ['main-1'],
  })
})
