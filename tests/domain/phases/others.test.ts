import { expect, it } from '@jest/globals'
import { firedAlarms, firingBefore } from '../../../shared/domain/alarms.ts'
import type { OtherTarget } from '../../../shared/domain/observation.ts'
import { otherTarget } from '../../../shared/domain/other-target.ts'
import {
  aDeployment,
  anAttempt,
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  draining,
  image,
  minute,
  proxyRepository,
  repository,
  revertingRecord,
  rollingRecord,
  t0,
  told,
} from '../a-world.ts'
import { checkRow, inProgress, type Row } from './row.ts'

const hour = 60 * minute
const shares = [
  { container: 'app', repository, tags: { kind: 'pattern', source: '^main-', shown: 'main-*' }, order: 'pushed' },
] as const
const policy = aPolicy({ dependsOn: [{ target: 'first', shares }] })
const turns = aPolicy({ takesTurnsWith: ['twin'] })
const watched = aPolicy({ alarms: ['errors', 'slow'] })
const platform = aView([aRollout(1)])
const going = aView([aRollout(2, inProgress), draining])
const idle = otherTarget(aRecord())
const record = aRecord({ pending: aPending(2), state: { name: 'waiting', since: t0, why: 'settle' } })
const rests = 'main-1 on td:1'
const stays = { phase: 'waiting', rests } as const
const missing = (name: string) => `the alarm ${name} does not exist: create it, or take it out of prove.alarms`

const rows: Row[] = [
  {
    when: 'nobody looked at the target that goes first',
    situation: { record, policy, platform },
    phase: 'waiting',
    says: 'the targets that go first must be seen',
    wakes: 0,
    rests,
  },
  {
    when: 'nobody ever looked at the target that goes first',
    situation: { record, policy, platform, others: {} },
    ...stays,
    says: 'waits for first, which cannot be read now or was never looked at',
  },
  {
    when: 'the target that goes first has not heard of the image',
    situation: { record, policy, platform, others: { first: { ...idle, runs: [], proven: [], marks: {} } } },
    ...stays,
    says: 'waits for first to take the same image',
  },
  {
    when: 'the same thing underneath is busy',
    situation: { record, policy: turns, platform, others: { twin: otherTarget(rollingRecord(7)) } },
    ...stays,
    says: 'waits for twin, which is the same thing underneath',
  },
  {
    when: 'the same thing underneath waits',
    situation: { record, policy: turns, platform, others: { twin: { ...idle, phase: 'waiting' } } },
    phase: 'rolling',
    says: 'starts deployment-2; nothing was called yet',
    does: ['apply main-2'],
  },
  {
    when: 'the same thing underneath was never looked at',
    situation: { record, policy: turns, platform, others: {} },
    phase: 'rolling',
    says: 'starts deployment-2; nothing was called yet',
    does: ['apply main-2'],
  },
  {
    when: 'a newer push waits for its wave while another is rolled out',
    situation: {
      record: rollingRecord(2, {}, { pending: aPending(3, { wave: { since: t0 - hour, told: 0, behind: {} } }) }),
      policy,
      platform: going,
      others: { first: otherTarget(rollingRecord(3)) },
    },
    phase: 'rolling',
    says: 'rolling: 0 of 2 running, 2 pending, 0 failed',
    tells: ['waiting: a start has been waiting for 1 h: waits for first, which goes first'],
  },
  {
    when: 'nobody looked at the alarms that are to watch it',
    situation: { record, policy: watched, platform },
    phase: 'waiting',
    says: 'the alarms must be seen first',
    wakes: 0,
    rests,
  },
  {
    when: 'alarms that are to watch it do not exist',
    situation: { record, policy: watched, platform, alarms: [{ name: 'slow', state: 'missing', since: t0 }] },
    phase: 'idle',
    says: `${missing('errors')}; ${missing('slow')}; at rest`,
    rests,
    tells: [`failed: nothing was changed: ${missing('errors')}; ${missing('slow')}`],
    blames: [`${missing('errors')}; ${missing('slow')}`],
  },
]
it.each(rows)('before a start: $when', checkRow)

it.each<[string, string, string | undefined, boolean]>([
  ['the repository and tags that both follow', repository, 'main-2', true],
  ['another repository', proxyRepository, 'main-2', false],
  ['another tag', repository, 'v2', false],
  ['no tag that is known', repository, undefined, false],
])('waits for the target that goes first to take an image of %s: %s %s', (_what, from, tag, waits) => {
  const other: OtherTarget = { ...idle, runs: [], proven: [], marks: {} }
  const app = { repository: from, digest: digest(2), ...(tag ? { tag } : {}) }
  const pending = aPending(2, { images: { app } })
  const decision = decideIn({ record: { ...record, pending }, policy, platform, others: { first: other } })
  expect(calls(decision)).toHaveLength(waits ? 0 : 1)
})

it('lets a command wait for its turn only', () => {
  const command = { command: { kind: 'redeploy' as const, image: image(2) }, images: {} }
  const pending = aPending(2, command)
  const others = { first: { ...idle, runs: [], proven: [], marks: {} }, twin: idle }
  const both = aPolicy({ dependsOn: [{ target: 'first', shares }], takesTurnsWith: ['twin'] })
  expect(calls(decideIn({ record: { ...record, pending }, policy: both, platform, others }))).toHaveLength(1)
})

it('names what is told of a wave after the push, and after how often it was told', () => {
  const wave = { since: t0, told: 1, behind: { first: 'deployment-9' } }
  const others = { first: otherTarget(rollingRecord(2)) }
  const ask = { policy, platform, others, now: t0 + 49 * hour }
  const waits = decideIn({ ...ask, record: { ...record, pending: aPending(2, { wave }) } })
  expect(waits.next.outbox.map(({ id }) => id)).toEqual(['api:waiting:wave:push-2:3'])
  expect(waits.next.pending?.wave).toEqual({ since: t0, told: 3, behind: { first: 'deployment-2' } })
  const quiet = decideIn({ ...ask, record: { ...record, pending: aPending(2, { wave: { ...wave, told: 9 } }) } })
  expect([told(quiet), quiet.next.pending?.wave?.told]).toEqual([[], 9])
  const stuck = otherTarget(revertingRecord(2))
  const failed = decideIn({ ...ask, record, others: { first: stuck } })
  expect(failed.next.outbox.map(({ id }) => id)).toEqual(['api:not-deployed:wave:push-2'])
})

it('tells of itself no image that nobody knows', () => {
  const entry = { release: { images: {} }, origin: 'found', at: t0 } as const
  expect(otherTarget(aRecord({ mark: { app: null }, ledger: [entry] }))).toMatchObject({
    marks: { app: null },
    succeeded: [],
  })
})

const errors = { name: 'errors', state: 'alarm', since: t0 } as const

it('counts an alarm that fires since the very start, by its name, and none that does not fire', () => {
  const deployment = aDeployment(2, { policy: watched, attempt: anAttempt(2) })
  expect(firedAlarms(deployment, [errors])).toEqual(['the alarm errors fires'])
  expect(firedAlarms(deployment, [{ ...errors, since: t0 - 1 }])).toEqual([])
  expect(
    firedAlarms(deployment, [
      { ...errors, state: 'ok' },
      { ...errors, name: 'others' },
    ]),
  ).toEqual([])
  expect(firedAlarms(aDeployment(2), [errors])).toEqual([])
  expect(firingBefore(['errors'], [errors, { ...errors, name: 'others' }, { ...errors, name: 'slow' }])).toEqual([
    'errors',
  ])
  expect(firingBefore(['errors'], [{ ...errors, state: 'ok' }])).toEqual([])
})

it('tells of alarms that fire already that they judge nothing', () => {
  const slow = { ...errors, name: 'slow' }
  const { next } = decideIn({ record, policy: watched, platform, alarms: [errors, slow] })
  expect(next.state).toMatchObject({
    deployment: {
      timeline: [
        {},
        {},
        { at: t0 + minute, what: 'errors, slow fired already before the start: not judged until it was quiet once' },
        {},
      ],
    },
  })
  const quiet = decideIn({
    record,
    policy: watched,
    platform,
    alarms: [
      { ...errors, state: 'ok' },
      { ...slow, state: 'ok' },
    ],
  })
  expect(JSON.stringify(quiet.next.state)).not.toContain('fired already')
})

it('takes the next step again only when a minute after it the stage is still there', () => {
  const stage = '10 % of traffic'
  const view = (after: number) =>
    aView([aRollout(2, { state: 'in-progress', stage, next: { what: 'moves on', afterMs: minute } })], {
      at: t0 + after,
    })
  const staged = rollingRecord(2, { attempt: anAttempt(2, { progress: { running: 2, stage, at: t0 } }) })
  const first = decideIn({ record: staged, platform: view(minute) })
  expect(first.next.state).toMatchObject({ deployment: { attempt: { led: { stage, at: t0 + minute } } } })
  const soon = decideIn({ record: first.next, platform: view(2 * minute - 1), now: t0 + 2 * minute - 1 })
  expect([calls(soon), soon.reason]).toEqual([[], `${stage}: moves on in 1 s`])
  const again = decideIn({ record: first.next, platform: view(2 * minute), now: t0 + 2 * minute })
  expect(calls(again)).toMatchObject([{ kind: 'advance', rollout: 'rollout-2', stage }])
})
