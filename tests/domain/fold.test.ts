import { describe, expect, it } from '@jest/globals'
import type { Fact, ResumeFact } from '../../shared/domain/fact.ts'
import type { State, TargetRecord } from '../../shared/domain/record.ts'
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
  draining,
  entry,
  evidence,
  exactPolicy,
  goingBack,
  image,
  minute,
  patternPolicy,
  provingRecord,
  proxyRepository,
  release,
  revertingRecord,
  rollingRecord,
  second,
  stuckRecord,
  t0,
  told,
} from './a-world.ts'

const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
const denied = { kind: 'problem', cause: 'denied', message: 'not allowed' } as const
const platform = aView([aRollout(1)])
const person = { at: t0, by: 'ann' } as const
const resume: ResumeFact = { kind: 'resume', id: 'go', ...person }

/** The record after facts were taken in where nothing can be seen. */
function folded(record: TargetRecord, ...facts: Fact[]): TargetRecord {
  return decideIn({ record, facts, platform: throttled }).next
}

it('stops until somebody resumes, and remembers who stopped it and why', () => {
  const stopped = folded(aRecord(), { kind: 'stop', id: 's', ...person, reason: 'audit' })
  expect(stopped.stopped).toEqual({ at: t0, by: 'ann', reason: 'audit' })
  expect(folded(aRecord(), { kind: 'stop', id: 's', ...person }).stopped).toEqual({ at: t0, by: 'ann' })
  expect(folded(stopped, resume)).not.toHaveProperty('stopped')
})

it('takes commands in the order in which they were given', () => {
  const stop: Fact = { kind: 'stop', id: 's', by: 'ann', at: t0 + second }
  expect(folded(aRecord(), stop, resume).stopped).toEqual({ at: t0 + second, by: 'ann' })
  expect(folded(aRecord(), { ...resume, at: t0 + 2 * second }, stop)).not.toHaveProperty('stopped')
})

it('takes a fact in once, and lets it leave the inbox as often as it comes', () => {
  const record = folded(aRecord({ folded: ['other', 's'] }), { kind: 'stop', id: 's', ...person })
  expect(record).not.toHaveProperty('stopped')
  const decision = decideIn({
    record: aRecord({ folded: ['s'] }),
    facts: [{ kind: 'stop', id: 's', ...person }, resume],
  })
  expect(decision.done).toEqual(['s', 'go'])
  expect(decision.next.folded).toEqual(['go', 's'])
})

const exact = aPolicy({ containers: { app: exactPolicy } })
const exactPush = aPush(2, { tag: 'live' })
const pair = aPolicy({ containers: { app: patternPolicy, proxy: { ...exactPolicy, repository: proxyRepository } } })
const { proxy: _none, ...marks } = { ...aRecord().mark, proxy: null }

it.each([
  ['waits for a registry that was not asked', exact, aRecord(), exactPush, undefined, false],
  ['waits for a registry that is throttled', exact, aRecord(), exactPush, throttled, false],
  ['waits no longer for a registry that refuses', exact, aRecord(), exactPush, denied, true],
  ['waits for the first sight of a pattern', aPolicy(), aRecord({ mark: {} }), aPush(2), undefined, false],
  ['waits not where a pattern has been seen', aPolicy(), aRecord(), aPush(2), throttled, true],
  [
    'waits where one of two containers asks the registry',
    pair,
    aRecord({ mark: { ...marks, proxy: null } }),
    aPush(2, { repository: proxyRepository, tag: 'live' }),
    undefined,
    false,
  ],
  ['waits not for a container that follows something else', pair, aRecord({ mark: marks }), aPush(2), undefined, true],
  [
    'waits not where nothing follows it',
    aPolicy(),
    aRecord({ mark: {} }),
    aPush(2, { repository: 'elsewhere/api' }),
    undefined,
    true,
  ],
])('in the inbox a push %s', (_what, policy, record, push, registry, isDone) => {
  const decision = decideIn({ record, policy, facts: [push], platform, ...(registry ? { registry } : {}) })
  expect(decision.done).toEqual(isDone ? [push.id] : [])
  expect(decision.next.folded).toEqual(isDone ? [push.id] : [])
})

it('looks at the inbox again soon, as long as something waits there', () => {
  const waits = decideIn({ record: aRecord(), policy: exact, facts: [exactPush], platform })
  expect(waits.wakeAt).toBe(t0 + minute + 11_060)
  expect(waits.next).not.toHaveProperty('trouble')
  const other = { what: 'calling', since: t0, count: 3, told: 0 } as const
  const busy = decideIn({
    record: aRecord({ trouble: other }),
    policy: exact,
    facts: [exactPush],
    platform,
    registry: throttled,
  })
  expect(busy.next.trouble).toEqual(other)
  expect(busy.wakeAt).toBe(t0 + minute + 11_060)
  const again = { what: 'registry', since: t0, count: 1, told: 0 } as const
  const worse = decideIn({
    record: aRecord({ trouble: again }),
    policy: exact,
    facts: [exactPush],
    platform,
    registry: throttled,
  })
  expect(worse.next.trouble).toEqual({ ...again, count: 2 })
  const none = decideIn({ record: aRecord(), facts: [resume], platform })
  expect(none).not.toHaveProperty('wakeAt')
  expect(none.next).not.toHaveProperty('wakeAt')
})

it('tells a push that a redeploy took its place, and keeps what runs meanwhile in mind', () => {
  const pending = aPending(3, { inPlaceOf: release(2) })
  const redeploy: Fact = { kind: 'redeploy', id: 'x', ...person, deploymentId: 'again' }
  const { next } = decideIn({ record: aRecord({ pending }), facts: [redeploy], platform: throttled })
  expect(next.outbox.map(({ id, reason }) => [id, reason])).toEqual([
    [
      'api:not-deployed:displaced:push-3',
      'pushed and not deployed: a redeploy was asked for by ann before it could start',
    ],
  ])
  expect(next.pending).toEqual({
    deploymentId: 'again',
    trigger: { kind: 'redeploy', id: 'x', at: t0, by: 'ann' },
    images: {},
    command: { kind: 'redeploy' },
    firstAt: t0 + minute,
    lastAt: t0 + minute,
    inPlaceOf: release(2),
  })
})

const held = (n: number, deploymentId = `d${n}`) => ({
  digests: { app: digest(n) },
  at: t0,
  deploymentId,
  why: 'it crashed',
})

const waitsToLeave = { name: 'waiting', since: t0 - minute, why: 'stopped', ...stuckOf(stuckRecord(2)) } as const

it.each<[string, State, State]>([
  ['goes on rolling', rollingRecord(2).state, rollingRecord(2).state],
  ['is stuck no more', stuckRecord(2).state, { name: 'idle' }],
  ['waits anew, and is stuck no more', waitsToLeave, { name: 'waiting', since: t0 + minute, why: 'settle' }],
])('%s when somebody resumes', (_what, state, after) => {
  const { settledOn: _left, ...rest } = aRecord({ holds: [held(2)] })
  const pending = state.name === 'waiting' ? { pending: aPending(3) } : {}
  const { next } = decideIn({ record: { ...rest, state, ...pending }, facts: [resume] })
  expect({ state: next.state, holds: next.holds }).toEqual({ state: after, holds: [] })
})

function stuckOf({ state }: TargetRecord) {
  return state.name === 'stuck' ? { stuck: state } : {}
}

it('keeps on hold only what is being reverted when somebody resumes', () => {
  const record = revertingRecord(2, {}, { holds: [held(2, 'deployment-2'), held(7)] })
  expect(folded(record, resume).holds).toEqual([held(2, 'deployment-2')])
})

it.each([
  ['the newest push that was on hold', { holds: [held(1)] }, ['main-1']],
  ['the newest push that a usurper kept back', { usurped: { rollout: 'theirs', at: t0 } }, ['main-1']],
  ['nothing that was on hold before the newest push', { holds: [held(7)] }, []],
  ['nothing that was on hold in another container', { holds: [{ ...held(1), digests: { proxy: digest(1) } }] }, []],
  ['nothing where no push was ever seen', { mark: { app: null }, holds: [held(1)] }, []],
])('starts on resume %s', (_what, more, tags) => {
  const { settledOn: _left, ...resting } = aRecord(more)
  const { next } = decideIn({ record: resting, facts: [resume], platform: throttled })
  expect(Object.values(next.pending?.images ?? {}).map(({ tag }) => tag)).toEqual(tags)
  if (next.pending) expect(next.pending.trigger).toEqual({ kind: 'resume', id: 'go', at: t0, by: 'ann' })
})

it('lets what is to start already start on resume, and nothing else', () => {
  const { next } = decideIn({
    record: aRecord({ holds: [held(1)], pending: aPending(3) }),
    facts: [resume],
    platform: throttled,
  })
  expect(next.pending?.images).toEqual({ app: image(3) })
})

describe('on resume, where the push of another container waits already', () => {
  const proxy = { ...patternPolicy, repository: proxyRepository }
  const policy = aPolicy({ containers: { app: patternPolicy, proxy } })
  const { mark } = aRecord()
  const waits = aPending(3, { images: { proxy: image(3, proxyRepository) } })
  const rest = { mark: { ...mark, proxy: { tag: 'main-3', digest: digest(3), pushedAt: t0 } }, pending: waits }

  function resumed(more: Partial<TargetRecord>) {
    const { settledOn: _left, ...resting } = aRecord({ ...rest, ...more })
    return decideIn({ record: resting, policy, facts: [resume], platform: throttled })
  }

  it.each([
    ['a hold', { holds: [held(1)] }],
    ['a usurper', { usurped: { rollout: 'theirs', at: t0 } }],
  ])('what %s kept back goes out with it', (_what, more) => {
    const { pending } = resumed(more).next
    expect(pending).toEqual({ ...waits, images: { app: image(1), proxy: image(3, proxyRepository) } })
  })

  it('what was asked about with it is asked anew', () => {
    const both = (app: number, proxied: number) => ({ app: image(app), proxy: image(proxied, proxyRepository) })
    const record = aRecord({
      ledger: [entry(1, { release: { images: both(1, 1), carrier: 'td:1' } })],
      settledOn: { images: both(1, 1), carrier: 'td:1' },
      mark: { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 }, proxy: rest.mark.proxy },
      holds: [held(2)],
      pending: {
        ...waits,
        question: { askedAt: t0, until: t0 + 60 * minute, goal: both(1, 3), approved: { by: 'ann', at: t0 } },
      },
    })
    const platform = aView([aRollout(1, { digests: { app: digest(1), proxy: digest(1) } })])
    const asking = { ...policy, approve: { withinMs: 60 * minute } }
    const decision = decideIn({ record, policy: asking, facts: [resume], platform })
    expect(calls(decision)).toEqual([])
    expect(decision.next.pending?.question).toMatchObject({ goal: both(2, 3) })
    expect(decision.next.pending?.question).not.toHaveProperty('approved')
    expect(told(decision)[0]).toMatch(/^superseded/)
  })

  it('what was kept back takes the place of a repair, which the target makes anew', () => {
    const trigger = { kind: 'repair', id: 'repair:stale', at: t0 } as const
    const repair = aPending(3, { command: { kind: 'repair' }, trigger, images: {} })
    const decision = resumed({ holds: [held(1)], pending: repair })
    expect(decision.next.pending).toMatchObject({ trigger: { kind: 'resume' }, images: { app: image(1) } })
    expect(told(decision)).toEqual([])
  })

  it('nothing is told of what a person asked for by name', () => {
    const command = { kind: 'redeploy', image: image(1) } as const
    const asked = aPending(3, { command, trigger: { kind: 'redeploy', id: 'again', at: t0, by: 'bob' }, images: {} })
    expect(told(resumed({ holds: [held(1)], pending: asked }))).toEqual([])
  })

  it('what was kept back is told where a person asked for something else first', () => {
    const command = { kind: 'rollback' } as const
    const trigger = { kind: 'rollback', id: 'back', at: t0, by: 'bob' } as const
    const asked = aPending(3, { command, trigger, images: {} })
    const decision = resumed({ holds: [held(1)], pending: asked })
    expect(decision.next).toMatchObject({ holds: [], pending: asked })
    expect(told(decision)).toContain(
      'not-deployed: kept back no more and not deployed: deployment-3, asked for by bob, goes first; redeploy it by name to bring it',
    )
  })
})

const death = (n: number, rollout: string | number, at = t0 + 30 * second): Fact => ({
  kind: 'task-stopped',
  id: `task-${n}`,
  at,
  evidence: evidence(n, 2, { rollout: typeof rollout === 'number' ? `rollout-${rollout}` : rollout, at }),
})

it('counts what died while going back against the way back', () => {
  const { state } = folded(revertingRecord(2, goingBack), death(1, 'rollout-back'), death(2, 2))
  expect(state).toMatchObject({
    name: 'reverting',
    revert: { to: goingBack.to, attempt: { evidence: [{ task: 'task-1' }] } },
    deployment: { attempt: { evidence: [] } },
  })
  const unchosen = folded(revertingRecord(2), death(1, 2))
  expect(unchosen.state).toMatchObject({ revert: { startedAt: t0 + minute, refused: {} } })
})

it('counts what died since it proves, and what died at all while it rolls', () => {
  const early = t0 - second
  expect(folded(provingRecord(2), death(1, 2, early), death(2, 2)).state).toMatchObject({
    deployment: { attempt: { evidence: [{ task: 'task-2' }] } },
  })
  expect(folded(rollingRecord(2), death(1, 2, early), death(2, 2)).state).toMatchObject({
    deployment: { attempt: { evidence: [{ task: 'task-1' }, { task: 'task-2' }] } },
  })
})

it.each([
  ['at rest', aRecord()],
  ['stuck', stuckRecord(2)],
])('takes no death in while %s', (_what, record) => {
  const { next } = decideIn({
    record,
    facts: [death(1, 2)],
    platform: aView([aRollout(1), draining], { at: t0 - minute }),
  })
  expect(next.state).toEqual(record.state)
  expect(next.folded).toEqual(['task-1'])
})

it('refuses a rollback while going back, unless it says where to', () => {
  const rollback = { kind: 'rollback', id: 'r', ...person, deploymentId: 'back' } as const
  const refused = decideIn({ record: revertingRecord(2), facts: [rollback], platform: throttled })
  expect(told(refused)).toEqual(['refused: the target is going back already'])
  expect(refused.next).not.toHaveProperty('pending')
  const named = decideIn({ record: revertingRecord(2), facts: [{ ...rollback, to: digest(0) }], platform: throttled })
  expect(named.next.pending?.command).toEqual({ kind: 'rollback', to: digest(0) })
})
