import { expect, it } from '@jest/globals'
import {
  anAttempt,
  aPending,
  aPolicy,
  aPush,
  type aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  draining,
  entry,
  image,
  minute,
  patternPolicy,
  provingRecord,
  proxyRepository,
  release,
  rollingRecord,
  second,
  t0,
  told,
} from '../a-world.ts'
import { checkRow, firstPause, inProgress, pushed, type Row, throttled } from './row.ts'

const { rollout: _answer, intent: _call, ...uncalled } = anAttempt(2)
const force = aPolicy({ mode: 'force' })
const record = rollingRecord()
const queued = rollingRecord(2, {}, { pending: aPending(3) })
const going = aView([aRollout(2, inProgress), draining])
const resolved = aRollout(2, { ...inProgress, digests: { app: digest(3) } })
const ongoing = 'rolling: 0 of 2 running, 2 pending, 0 failed'
const command = { trigger: { kind: 'redeploy', id: 'x', at: t0, by: 'ann' }, command: { kind: 'redeploy' } } as const

const tenPercent = aView([
  aRollout(2, {
    state: 'in-progress',
    stage: '10 % of traffic',
    next: { what: 'moves all of the traffic', afterMs: 10 * minute },
  }),
])
const staged = rollingRecord(
  2,
  { attempt: anAttempt(2, { progress: { running: 2, stage: '10 % of traffic', at: t0 } }) },
  { pending: aPending(3) },
)

const rows: Row[] = [
  {
    when: 'the platform is to be looked at before the newer push may take over',
    situation: { record: queued },
    phase: 'rolling',
    says: 'a start needs a look first',
    wakes: 0,
  },
  {
    when: 'it is not known whether the newer image exists',
    situation: { record: queued, platform: going, unchecked: true },
    phase: 'rolling',
    says: 'whether the images exist is not known yet',
    wakes: 0,
  },
  {
    when: 'the registry is throttled before the newer push may take over',
    situation: { record: queued, platform: going, registry: throttled },
    phase: 'rolling',
    says: ongoing,
  },
  {
    when: 'the platform is throttled before the newer push may take over',
    situation: { record: queued, platform: throttled },
    phase: 'rolling',
    says: 'slow down',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'the quiet time of the newer push ends before the next step',
    situation: { record: staged, platform: tenPercent, policy: aPolicy({ settleMs: 80 * second }) },
    phase: 'rolling',
    says: '10 % of traffic: moves all of the traffic in 540 s',
    wakes: 20 * second,
  },
  {
    when: 'the next step comes before the end of the quiet time of the newer push',
    situation: {
      record: staged,
      platform: tenPercent,
      policy: aPolicy({ settleMs: 60 * minute }),
      now: t0 + 10 * minute - 20 * second,
    },
    phase: 'rolling',
    says: '10 % of traffic: moves all of the traffic in 20 s',
    wakes: 20 * second,
  },
  {
    when: 'the image that runs is pushed again before anything was called',
    situation: {
      record: rollingRecord(2, { attempt: uncalled }, { pending: aPending(1, { deploymentId: 'again' }) }),
      platform: aView([aRollout(1)]),
    },
    phase: 'idle',
    says: 'a newer push arrived; runs already; at rest',
    rests: 'main-1 on td:1',
    tells: ['superseded: a newer push arrived'],
  },
  {
    when: 'the command that started it waits once more',
    situation: {
      record: rollingRecord(2, {}, { pending: aPending(2, { ...command, images: {} }) }),
      platform: going,
    },
    phase: 'rolling',
    says: ongoing,
  },
  {
    when: 'the platform resolved the tag to the newer push',
    situation: {
      record: rollingRecord(2, { policy: force }),
      policy: force,
      facts: [aPush(3, { at: t0 + minute })],
      platform: aView([resolved, draining]),
    },
    phase: 'rolling',
    says: `a newer push arrived; ${ongoing}`,
    tells: ['superseded: a newer push arrived'],
  },
  {
    when: 'the platform resolved the tag to the newer push, and something else leads by now',
    situation: {
      record: rollingRecord(2, { policy: force }),
      policy: force,
      facts: [aPush(3, { at: t0 + minute })],
      platform: aView([{ ...resolved, leading: false }, aRollout(1)]),
    },
    phase: 'rolling',
    says: `a newer push arrived; starts ${pushed(3, t0 + minute)}; nothing was called yet`,
    does: ['apply main-3'],
    tells: ['superseded: a newer push arrived'],
  },
  {
    when: 'the platform resolved the tag to yet another image than the newer push',
    situation: {
      record: rollingRecord(2, { policy: force }),
      policy: force,
      facts: [aPush(3, { at: t0 + minute })],
      platform: aView([{ ...resolved, digests: { app: digest(4) } }, draining]),
    },
    phase: 'rolling',
    says: `a newer push arrived; starts ${pushed(3, t0 + minute)}; nothing was called yet`,
    does: ['apply main-3'],
    tells: ['superseded: a newer push arrived'],
  },
  {
    when: 'its own rollout is not to be seen',
    situation: {
      record: rollingRecord(2, { policy: force }),
      policy: force,
      facts: [aPush(3, { at: t0 + minute })],
      platform: aView([aRollout(1)]),
    },
    phase: 'rolling',
    says: `a newer push arrived; starts ${pushed(3, t0 + minute)}; nothing was called yet`,
    does: ['apply main-3'],
    tells: ['superseded: a newer push arrived'],
  },
  {
    when: 'a redeploy is asked for in force mode',
    situation: {
      record: rollingRecord(2, { policy: force }),
      policy: force,
      facts: [{ kind: 'redeploy', id: 'x', at: t0 + minute, by: 'ann', deploymentId: 'again' }],
      platform: going,
    },
    phase: 'rolling',
    says: 'a redeploy was asked for; starts again; nothing was called yet',
    does: ['apply main-2, anew'],
    tells: ['superseded: a redeploy was asked for'],
  },
  {
    when: 'the platform runs the image of the newer push where images are pinned',
    situation: { record, facts: [aPush(3, { at: t0 + minute })], platform: aView([resolved, draining]) },
    phase: 'rolling',
    says: `a newer push arrived; starts ${pushed(3, t0 + minute)}; nothing was called yet`,
    does: ['apply main-3'],
    tells: ['superseded: a newer push arrived'],
  },
]
it.each(rows)('in rolling, with a start that waits: $when', checkRow)

it('hands the rollout whose tag was resolved to the newer push over to it', () => {
  const { next } = decideIn({
    record: rollingRecord(2, { policy: force }, { pending: aPending(3) }),
    policy: force,
    platform: aView([resolved, draining]),
  })
  const { intent, rollout } = anAttempt(2)
  expect(next.state).toMatchObject({
    name: 'rolling',
    deployment: {
      id: 'deployment-3',
      from: release(1),
      goal: { images: { app: image(3) } },
      changed: ['app'],
      attempt: { force: false, intent, rollout },
    },
  })
  expect(next.outbox).toMatchObject([{ outcome: 'superseded', deployment: { successor: 'deployment-3' } }])
  expect(next.pending).toBeUndefined()
})

it('drops a start that is in progress already', () => {
  const baking = { policy: aPolicy({ bakeMs: 30 * minute }) }
  const proven = decideIn({
    record: provingRecord(2, baking, { pending: aPending(2, { ...command, images: {} }) }),
    platform: aView([aRollout(2)]),
  })
  const rolled = decideIn({ record: rollingRecord(2, {}, { pending: aPending(2) }), platform: going })
  expect([proven.next.pending, rolled.next.pending]).toEqual([undefined, undefined])
  expect([proven.effects, rolled.effects]).toEqual([[], []])
})

it('says who cancelled, and holds what was cancelled', () => {
  const by = (person: { by?: string }) =>
    rollingRecord(
      2,
      {},
      {
        pending: aPending(9, {
          trigger: { kind: 'rollback', id: 'r', at: t0, ...person },
          images: {},
          command: { kind: 'rollback' },
        }),
      },
    )
  const held = (person: { by?: string }) => decideIn({ record: by(person), platform: going }).next.holds
  const hold = { digests: { app: digest(2) }, at: t0 + minute, deploymentId: 'deployment-2' }
  expect(held({ by: 'ann' })).toEqual([{ ...hold, why: 'cancelled by ann' }])
  expect(held({})).toEqual([{ ...hold, why: 'cancelled by somebody' }])
})

const pair = aPolicy({
  containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
})
const both = (app: number, proxy: number) => ({ app: image(app), proxy: image(proxy, proxyRepository) })
const stable = { images: both(1, 1), carrier: 'td:1' }
const rollingPair = rollingRecord(
  2,
  { from: stable, goal: { images: both(2, 1) }, attempt: anAttempt(2, { release: { images: both(2, 1) } }) },
  {
    ledger: [entry(1, { release: stable })],
    mark: { ...rollingRecord().mark, proxy: { tag: 'main-1', digest: digest(1), pushedAt: t0 - minute } },
  },
)
const goingPair = aView([
  aRollout(2, { ...inProgress, digests: { app: digest(2), proxy: digest(1) } }),
  { ...draining, digests: { app: digest(1), proxy: digest(1) } },
])
const proxyPush = aPush(3, { repository: proxyRepository, at: t0 + second })

it('tells of what was pushed alone when it may not go out together with what is in progress', () => {
  const held = { digests: { app: digest(2), proxy: digest(3) }, at: t0, deploymentId: 'd3', why: 'it crashed' }
  const decision = decideIn({
    record: { ...rollingPair, holds: [held] },
    policy: pair,
    facts: [proxyPush],
    platform: goingPair,
  })
  expect(told(decision)).toEqual([
    'not-deployed: pushed and not deployed: on hold since d3 (it crashed); push another image or resume',
  ])
  expect(decision.next.outbox).toMatchObject([{ images: { proxy: { tag: 'main-3' } } }])
  expect(decision.next.outbox).not.toMatchObject([{ images: { app: {} } }])
  expect(calls(decision)).toEqual([])
})

it('takes over from a release of two containers with what is newer of each', () => {
  const decision = decideIn({ record: rollingPair, policy: pair, facts: [proxyPush], platform: goingPair })
  expect(calls(decision).map((call) => call.release.images)).toEqual([both(2, 3)])
  const adopted = decideIn({
    record: { ...rollingPair, ...decidedForce(rollingPair) },
    policy: { ...pair, mode: 'force' },
    facts: [proxyPush],
    platform: aView([aRollout(2, { ...inProgress, digests: { app: digest(2), proxy: digest(3) } })]),
  })
  expect(calls(adopted)).toEqual([])
  expect(adopted.next.state).toMatchObject({ deployment: { goal: { images: both(2, 3) } } })
})

function decidedForce({ state }: ReturnType<typeof aRecord>) {
  if (state.name !== 'rolling') return {}
  return { state: { ...state, deployment: { ...state.deployment, policy: { ...pair, mode: 'force' as const } } } }
}
