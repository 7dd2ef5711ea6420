import { describe, expect, it } from '@jest/globals'
import type { Policy } from '../../shared/domain/policy.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import {
  aDeployment,
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
  phaseOf,
  release,
  rollingRecord,
  t0,
  told,
} from './a-world.ts'

const hour = 60 * minute
const asks = aPolicy({ approve: { withinMs: 24 * hour } })
const paused = { stopped: { at: t0, by: 'ann' } }
const frozen = { frozen: { at: t0, by: 'ann', until: t0 + 48 * hour } }

/** What keeps a start waiting for long: policy, record. */
const waits: [string, Policy, Partial<TargetRecord>][] = [
  ['an approval', asks, {}],
  ['a pause', aPolicy(), paused],
  ['a freeze', aPolicy(), frozen],
]

/** Two is proven and runs, three waits. */
function waiting(policy: Policy, more: Partial<TargetRecord>): TargetRecord {
  const record = aRecord({ ledger: [entry(2), entry(1)], settledOn: release(2), ...more })
  return decideIn({ record, policy, platform: aView([aRollout(2)]), facts: [aPush(3)] }).next
}

describe.each(waits)('while a start waits for %s', (_what, policy, more) => {
  const later = t0 + 2 * hour
  const look = (record: TargetRecord, rollout: ReturnType<typeof aRollout>) =>
    decideIn({ record, policy, platform: aView([rollout], { at: later }), now: later })

  it('a stale write is put right at once, and what waits keeps its place', () => {
    const ours = [{ carrier: 'td:1', deploymentId: 'deployment-1', at: later - minute }]
    const record = { ...waiting(policy, more), ours }
    const decision = look(record, aRollout(1, { id: 'stale', createdAt: later - minute }))
    expect(phaseOf(decision)).toBe('rolling')
    expect(calls(decision)).toMatchObject([{ kind: 'apply', release: { images: { app: image(2) } } }])
    expect(decision.next.pending).toEqual(record.pending)
  })

  it('somebody else is told of, once', () => {
    const theirs = aRollout(9, { createdAt: later - minute })
    const first = look(waiting(policy, more), theirs)
    expect(told(first).at(-1)).toMatch(/^usurped: .*until what waits to start takes their place$/)
    expect(phaseOf(first)).toBe('waiting')
    const again = look({ ...first.next, outbox: [] }, theirs)
    expect(told(again)).toEqual([])
  })

  it('what completed with nothing running is proven when it is seen healthy', () => {
    const { settledOn: _left, ...record } = waiting(policy, more)
    const unproven = { release: release(4), deploymentId: 'deployment-4' }
    const { next } = look({ ...record, settledOn: release(4), unproven }, aRollout(4))
    expect(next.ledger[0]?.release.images).toEqual(release(4).images)
  })

  it('nobody is called any more to a target that is well again', () => {
    const stuck = { name: 'stuck', deployment: aDeployment(2), since: t0, remindedAt: t0, reminders: 0 } as const
    const record = waiting(policy, more)
    if (record.state.name !== 'waiting') throw new Error(`It is ${record.state.name}.`)
    const decision = look({ ...record, state: { ...record.state, stuck }, outbox: [] }, aRollout(1))
    expect(told(decision)).toEqual(['healed: healthy again without our doing, on main-1'])
    expect(decision.next.state).not.toHaveProperty('stuck')
    expect(phaseOf(decision)).toBe('waiting')
  })
})

describe('what a freeze met', () => {
  const policy = aPolicy({ afterFreeze: 'approve' })
  const after = t0 + 49 * hour
  const resumed = { kind: 'resume' as const, id: 'r', at: after, by: 'ann' }

  it.each<[string, TargetRecord, readonly (typeof resumed)[]]>([
    ['while it was paused', aRecord({ ...paused, ...frozen }), [resumed]],
    ['while something was rolled out', rollingRecord(2, { policy: aPolicy({ onNewerPush: 'queue' }) }, frozen), []],
  ])('is asked about after it: %s', (_what, record, facts) => {
    const met = decideIn({ record, policy, platform: aView([aRollout(2)]), facts: [aPush(3, { at: t0 + minute })] })
    expect(met.next.pending?.frozen).toMatchObject({ since: expect.any(Number), until: t0 + 48 * hour })
    const rest: TargetRecord = { ...met.next, state: { name: 'idle' }, settledOn: release(2) }
    const then = decideIn({ record: rest, policy, platform: aView([aRollout(2)], { at: after }), facts, now: after })
    expect(calls(then)).toEqual([])
    expect(told(then).join()).toContain('may it begin?')
  })
})

it('tells of somebody else anew, under an id of its own, when a deployment that touched nothing has ended since', () => {
  const theirs = aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 - hour })
  const left = aRecord({ settledOn: release(1), endedAt: t0 })
  const look = (record: TargetRecord, now: number) => decideIn({ record, platform: aView([theirs], { at: now }), now })
  const first = look(left, t0 + hour).next
  expect(first.outbox).toMatchObject([{ notice: 'usurped' }])
  expect(look(first, t0 + 2 * hour).next.outbox).toEqual(first.outbox)
  const again = look({ ...left, outbox: first.outbox, endedAt: t0 + 2 * hour }, t0 + 3 * hour).next
  expect(new Set(again.outbox.map(({ id }) => id)).size).toBe(2)
})

describe('quiet time', () => {
  it('is had again after a long wait', () => {
    const policy = aPolicy({ approve: { withinMs: 24 * hour }, settleMs: 30_000 })
    const question = { askedAt: t0, until: t0 + 24 * hour, goal: { app: image(3) } }
    const record = aRecord({
      pending: aPending(3, { question }),
      state: { name: 'waiting', since: t0, why: 'approval' },
    })
    const later = t0 + 5 * hour
    const push = aPush(4, { at: later })
    const decision = decideIn({ record, policy, platform: aView([aRollout(1)]), facts: [push], now: later })
    expect(decision.next.state).toMatchObject({ why: 'settle' })
    expect(decision.next.pending).toMatchObject({ firstAt: later, images: { app: { digest: digest(4) } } })
  })
})

describe('a repair that waits', () => {
  it('is cancelled by nobody', () => {
    const repair = aPending(2, { trigger: { kind: 'repair', id: 'x', at: t0 }, command: { kind: 'repair' } })
    const record = aRecord({ pending: repair, state: { name: 'waiting', since: t0, why: 'trouble' } })
    const cancel = { kind: 'cancel' as const, id: 'c', at: t0, by: 'ann', deploymentId: repair.deploymentId }
    const busy = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
    const decision = decideIn({ record, platform: busy, facts: [cancel] })
    expect(decision.next.pending?.deploymentId).toBe(repair.deploymentId)
    expect(told(decision)).toEqual([expect.stringContaining('the cancel by ann came too late')])
  })
})

describe('what was left broken', () => {
  it('is remembered over what touched nothing', () => {
    const record = rollingRecord(3, { attempt: { ...aDeployment(3).attempt } }, { endedBadly: { from: t0 - hour } })
    if (record.state.name !== 'rolling') throw new Error(`It is ${record.state.name}.`)
    const { intent: _none, rollout: _nor, ...attempt } = record.state.deployment.attempt
    const untouched: TargetRecord = {
      ...record,
      state: { name: 'rolling', deployment: { ...record.state.deployment, attempt } },
    }
    const cancel = { kind: 'cancel' as const, id: 'c', at: t0, by: 'ann', deploymentId: 'deployment-3' }
    const decision = decideIn({ record: untouched, platform: aView([aRollout(2)]), facts: [cancel] })
    expect(told(decision)[0]).toContain('the target was not touched')
    expect(decision.next.endedBadly).toEqual({ from: t0 - hour })
  })
})
