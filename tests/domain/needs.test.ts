import { expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import { needsOf } from '../../shared/domain/needs.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import type { State, TargetRecord } from '../../shared/domain/record.ts'
import { releaseKey } from '../../shared/domain/release.ts'
import {
  anAttempt,
  aPending,
  aPolicy,
  aPush,
  aRecord,
  digest,
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
  stuckRecord,
  t0,
} from './a-world.ts'

const person = { at: t0, by: 'ann' } as const
const stop: Fact = { kind: 'stop', id: 's', ...person }
const resume: Fact = { kind: 'resume', id: 'go', ...person }
const redeploy: Fact = { kind: 'redeploy', id: 'x', ...person, deploymentId: 'again' }
const rollback: Fact = { kind: 'rollback', id: 'r', ...person, deploymentId: 'back' }
const death: Fact = { kind: 'task-stopped', id: 'd', at: t0, evidence: evidence(1, 2) }
const { rollout: _answer, ...unanswered } = anAttempt(2)
const { intent: _call, ...uncalled } = unanswered

function needed(record: TargetRecord, facts: readonly Fact[] = [], policy: Policy = aPolicy(), now = t0 + minute) {
  return needsOf(record, facts, policy, now)
}

it('needs nothing of a target at rest but what it knows', () => {
  expect(needed(aRecord())).toMatchObject({
    known: { 'td:1': { app: digest(1) } },
    registry: [],
    candidates: [],
    stackStop: false,
    others: [],
    alarms: [],
  })
  for (const part of ['own', 'goal', 'task']) expect(needed(aRecord())).not.toHaveProperty(part)
})

it.each<[string, Fact | undefined, boolean]>([
  ['nothing', undefined, false],
  ['a death', death, false],
  ['a push', aPush(2), true],
  ['a command', stop, true],
])('asks whether the stack is stopped where the inbox holds %s', (_what, fact, asks) => {
  expect(needed(aRecord(), fact ? [fact] : []).stackStop).toBe(asks)
  expect(needed(aRecord({ pending: aPending(2) }), fact ? [fact] : []).stackStop).toBe(true)
  if (fact) expect(needed(aRecord(), [death, fact]).stackStop).toBe(asks)
})

it.each<[string, State, object]>([
  [
    'rolling',
    rollingRecord(2).state,
    { id: 'rollout-2', carrier: 'td:2', deploymentId: 'deployment-2', reverting: false, notBefore: t0 },
  ],
  [
    'proving',
    provingRecord(2).state,
    { id: 'rollout-2', carrier: 'td:2', deploymentId: 'deployment-2', reverting: false, notBefore: t0 },
  ],
  [
    'going back',
    revertingRecord(2, goingBack).state,
    { id: 'rollout-back', carrier: 'td:1', deploymentId: 'deployment-2', reverting: true, notBefore: t0 + minute },
  ],
  [
    'about to go back',
    revertingRecord(2).state,
    { id: 'rollout-2', carrier: 'td:2', deploymentId: 'deployment-2', reverting: false, notBefore: t0 },
  ],
])('looks for its own rollout while %s', (_phase, state, own) => {
  expect(needed({ ...aRecord(), state }).own).toMatchObject(own)
})

it('looks for no rollout before the call, for any before the answer, and for its images', () => {
  expect(needed(rollingRecord(2, { attempt: uncalled }))).not.toHaveProperty('own')
  expect(needed(rollingRecord(2, { attempt: uncalled })).goal).toEqual({ app: digest(2) })
  const before = needed(rollingRecord(2, { attempt: unanswered })).own
  expect(before).toMatchObject({ deploymentId: 'deployment-2', notBefore: t0, evidence: 0, search: false })
  expect(before).not.toHaveProperty('id')
  expect(before).not.toHaveProperty('carrier')
  expect(needed(revertingRecord(2, goingBack)).goal).toEqual({ app: digest(1) })
  expect(needed(stuckRecord(2))).not.toHaveProperty('goal')
})

it.each([
  ['nobody told of a death, and it moved lately', anAttempt(2), [], 5 * minute - 1, false],
  ['nobody told of a death, and it has not moved for five minutes', anAttempt(2), [], 5 * minute, true],
  ['it has not moved, but was healthy', anAttempt(2, { everHealthy: true }), [], 60 * minute, false],
  ['somebody told of a death', anAttempt(2), [death], minute, true],
  ['somebody told of a death, and it was healthy before', anAttempt(2, { everHealthy: true }), [death], minute, false],
  ['somebody told of something else', anAttempt(2), [stop], minute, false],
])('searches for deaths where %s: %#', (_when, attempt, facts, after, search) => {
  expect(needed(rollingRecord(2, { attempt }), facts, aPolicy(), t0 + after).own?.search).toBe(search)
})

const carrying = aRecord({
  ledger: [entry(1), entry(0), entry(5)],
  settledOn: release(3),
  ours: [1, 3, 2, 9].map((n) => ({ carrier: `td:${n}`, deploymentId: `d${n}`, at: t0 })),
})

it('knows what the carriers of ours run, and no others', () => {
  expect(needed(carrying).known).toEqual({ 'td:1': { app: digest(1) }, 'td:3': { app: digest(3) } })
  const { settledOn: _left, ...unsettled } = carrying
  expect(needed(unsettled).known).toEqual({ 'td:1': { app: digest(1) } })
  const rolling = { ...unsettled, state: rollingRecord(2).state }
  expect(needed(rolling).known).toEqual({ 'td:1': { app: digest(1) }, 'td:2': { app: digest(2) } })
  expect(needed({ ...unsettled, state: rollingRecord(2, { attempt: unanswered }).state }).known).toEqual({
    'td:1': { app: digest(1) },
  })
  expect(needed(carrying, [], aPolicy({ mode: 'force' })).known).toEqual({})
  const uncarried = { ...unsettled, ledger: [entry(1, { release: { images: { app: image(1) } } })] }
  expect(needed(uncarried).known).toEqual({})
})

const pair = aPolicy({
  containers: { app: exactPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
})
const seen = { tag: 'live', digest: digest(1), pushedAt: t0 }
const marked = aRecord({ mark: { app: seen, proxy: seen } })
const livePush = aPush(2, { tag: 'live' })
const proxyPush = aPush(2, { repository: proxyRepository })
const force = { ...pair, mode: 'force' } as const

it.each<[string, TargetRecord, Fact[], Policy, string[]]>([
  ['nothing where nothing happened', marked, [], pair, []],
  ['what was never seen', aRecord({ mark: { app: seen } }), [], pair, ['proxy']],
  ['an exact tag that was pushed', marked, [livePush], pair, ['app']],
  ['an exact tag that was pushed, among others', marked, [proxyPush, livePush, stop], pair, ['app']],
  ['no exact tag where another was pushed', marked, [aPush(2, { tag: 'other' })], pair, []],
  ['no pattern that was pushed', marked, [proxyPush], pair, []],
  ['an exact tag that is to start', { ...marked, pending: aPending(2) }, [], pair, ['app']],
  [
    'no exact tag where something else is to start',
    { ...marked, pending: aPending(2, { images: { proxy: image(2, proxyRepository) } }) },
    [],
    pair,
    [],
  ],
  ['nothing while nothing starts (force)', marked, [stop], force, []],
  ['nothing for a death (force)', marked, [death], force, []],
  ['nothing for a rollback (force)', marked, [rollback], force, []],
  [
    'every exact tag where anything is to start (force)',
    { ...marked, pending: aPending(2, { images: {} }) },
    [],
    force,
    ['app'],
  ],
  ['every exact tag for a push (force)', marked, [stop, proxyPush], force, ['app']],
  ['every exact tag for a redeploy (force)', marked, [stop, redeploy], force, ['app']],
  ['every exact tag for a resume (force)', marked, [stop, resume], force, ['app']],
  ['no exact tag for a redeploy of pinned images', marked, [redeploy], pair, []],
])('asks the registry for %s', (_what, record, facts, policy, containers) => {
  expect(needed(record, facts, policy).registry).toEqual(containers)
})

const ledger = [entry(2), entry(1), entry(0)]
const going = revertingRecord(2, {}, { ledger })
const asksRollback = aPending(9, { images: {}, command: { kind: 'rollback' } })

function checked(record: TargetRecord, facts: readonly Fact[] = [], policy: Policy = aPolicy()) {
  return needed(record, facts, policy).candidates.map(({ release: of }) => releaseKey(of))
}

function app(n: number) {
  return `app=${digest(n)}`
}

it.each<[string, TargetRecord, Fact[], string[]]>([
  ['nothing at rest', aRecord({ ledger }), [], []],
  ['the proven releases before going back', going, [], [app(1), app(0)]],
  [
    'the proven releases that were not refused',
    revertingRecord(2, { refused: { [app(1)]: 'gone' } }, { ledger }),
    [],
    [app(0)],
  ],
  ['nothing once the way back is chosen', revertingRecord(2, goingBack, { ledger }), [], []],
  [
    'nothing of a push while going back',
    revertingRecord(2, goingBack, { ledger, pending: aPending(3) }),
    [aPush(4)],
    [],
  ],
  ['every proven release for a rollback', aRecord({ ledger }), [stop, rollback], [app(2), app(1), app(0)]],
  [
    'every proven release for a rollback that waits',
    aRecord({ ledger, pending: asksRollback }),
    [],
    [app(2), app(1), app(0)],
  ],
  ['no proven release for another command', aRecord({ ledger }), [redeploy, stop], []],
  [
    'no proven release for another command that waits',
    aRecord({ ledger, pending: { ...asksRollback, command: { kind: 'redeploy' } } }),
    [],
    [],
  ],
  ['what is to start', aRecord({ pending: aPending(3) }), [], [app(3)]],
  ['what was pushed', aRecord(), [aPush(3), aPush(4)], [app(3), app(4)]],
  [
    'what is to start and was pushed, once',
    aRecord({ pending: aPending(3) }),
    [aPush(3, { tag: 'main-3b' }), stop],
    [app(3)],
  ],
  ['nothing that nobody follows', aRecord(), [aPush(3, { tag: 'other' })], []],
])('asks whether these exist: %s', (_what, record, facts, keys) => {
  expect(checked(record, facts)).toEqual(keys)
})

it.each<[string, TargetRecord, Fact[], string[]]>([
  ['not what the registry vouches for', { ...marked, pending: aPending(1) }, [], []],
  ['what the registry does not vouch for', { ...marked, pending: aPending(2) }, [], [app(2)]],
  [
    'what was marked of a pattern',
    { ...marked, pending: aPending(1, { images: { proxy: image(1, proxyRepository) } }) },
    [],
    [`proxy=${digest(1)}`],
  ],
  [
    'what a person named, although the registry vouches for it',
    { ...marked, pending: aPending(9, { images: {}, command: { kind: 'redeploy', image: image(1) } }) },
    [],
    [app(1)],
  ],
  ['what was pushed to a pattern alone', marked, [livePush, proxyPush], [`proxy=${digest(2)}`]],
  ['what waits in a container without a mark', { ...marked, mark: {}, pending: aPending(1) }, [], [app(1)]],
])('asks of exact tags and patterns whether these exist: %s', (_what, record, facts, keys) => {
  expect(checked(record, facts, pair)).toEqual(keys)
})

it('hands over the images that are to be looked for, one each', () => {
  const policy = aPolicy({
    containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
  })
  const pending = aPending(3, { images: { app: image(3), proxy: image(4, proxyRepository) } })
  expect(needed(aRecord({ pending, mark: { ...aRecord().mark, proxy: null } }), [aPush(5)], policy).candidates).toEqual(
    [
      { release: { images: { app: image(3) } }, origin: 'found', at: 0 },
      { release: { images: { proxy: image(4, proxyRepository) } }, origin: 'found', at: 0 },
      { release: { images: { app: image(5) } }, origin: 'found', at: 0 },
    ],
  )
})

it('asks of what an overtaken rollout had not finished too', () => {
  const policy = aPolicy({
    containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
  })
  const pending = aPending(3, { images: { proxy: image(3, proxyRepository) } })
  expect(checked(rollingRecord(2, {}, { pending }), [], policy).toSorted()).toEqual([app(2), `proxy=${digest(3)}`])
})

it.each<[string, State, string[] | undefined, boolean, string[]]>([
  ['at rest', { name: 'idle' }, ['a'], false, []],
  ['before a start', { name: 'idle' }, ['a', 'b'], true, ['a', 'b']],
  ['while rolling', rollingRecord(2, { policy: aPolicy({ alarms: ['a'] }) }).state, ['b'], false, ['a']],
  ['while proving', provingRecord(2, { policy: aPolicy({ alarms: ['a'] }) }).state, ['b'], false, ['a']],
  [
    'while proving, before a start',
    provingRecord(2, { policy: aPolicy({ alarms: ['a', 'b'] }) }).state,
    ['b', 'c'],
    true,
    ['a', 'b', 'c'],
  ],
  ['while going back', revertingRecord(2, {}, {}, { policy: aPolicy({ alarms: ['a'] }) }).state, ['a'], false, []],
  ['while rolling without alarms', rollingRecord(2).state, undefined, true, []],
])('looks at the alarms that are to watch %s', (_phase, state, alarms, starting, names) => {
  const record = { ...aRecord(), state, ...(starting ? { pending: aPending(3) } : {}) }
  expect(needed(record, [], aPolicy(alarms ? { alarms } : {})).alarms).toEqual(names)
})
