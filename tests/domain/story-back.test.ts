import { expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { answered, at, called, decided, id, own, policy, rolling, runsThere } from './a-story.ts'
import { aRollout, aView, decideIn, digest, draining, entry, image, release, second, t0 } from './a-world.ts'

it('holds what failed, and remembers the way back', () => {
  const record = decided(rolling(answered()), 3, [
    own({ state: 'failed', running: 0, reason: 'out of memory' }),
    draining,
  ])
  expect(record).toMatchObject({
    holds: [{ digests: { app: digest(2) }, at: at(3), deploymentId: id, why: 'out of memory' }],
    called: [{ deploymentId: id, digests: { app: digest(1) }, at: at(3) }, ...called],
    state: {
      name: 'reverting',
      deployment: {
        id,
        failure: { at: at(3), reasons: ['out of memory'] },
        timeline: [
          ...runsThere,
          { at: at(3), what: 'failed: out of memory', kind: 'decided' },
          { at: at(3), what: 'asked the platform to go back', kind: 'acted' },
        ],
      },
      revert: {
        startedAt: at(3),
        refused: {},
        to: entry(1),
        attempt: {
          release: release(1),
          force: false,
          intent: { at: at(3), lastAt: at(3), calls: 1 },
          progress: { running: 0, at: at(3) },
          evidence: [],
          everHealthy: false,
        },
      },
    },
    wakeAt: at(3) + 30 * second,
  })
  expect(record).not.toHaveProperty('state.revert.attempt.base')
})

const backAnswer = { id: 'back', carrier: 'td:1', createdAt: at(3) + second }
const back = (more: Partial<ReturnType<typeof aRollout>> = {}) =>
  aRollout(1, { id: 'back', createdAt: backAnswer.createdAt, ...more })

/** Going back, answered, with a difference found. */
function goingBack(): TargetRecord {
  const record = decided(rolling(answered()), 3, [
    own({ state: 'failed', running: 0, reason: 'out of memory' }),
    draining,
  ])
  const applied = { kind: 'applied', deploymentId: id, rollout: backAnswer, differences: ['cpu 256 → 512'] } as const
  return acknowledge(record, [applied], at(3) + 2 * second)
}

it('remembers how far the way back has come', () => {
  const far = decided(goingBack(), 4, [back({ state: 'in-progress', running: 1 }), own({ leading: false })])
  expect(far.state).toMatchObject({
    name: 'reverting',
    deployment: { id },
    revert: {
      startedAt: at(3),
      to: entry(1),
      differences: ['cpu 256 → 512'],
      attempt: { rollout: backAnswer, progress: { running: 1, at: at(4) }, seenAt: at(4) },
    },
  })
})

it('holds no time without sight against the way back', () => {
  const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
  const blind = decideIn({ record: goingBack(), policy, platform: throttled, now: at(9) }).next
  expect(blind.state).toMatchObject({
    revert: {
      to: entry(1),
      differences: ['cpu 256 → 512'],
      attempt: { rollout: backAnswer, seenAt: at(9), progress: { running: 0, at: at(9) } },
    },
  })
  const chosen = decideIn({
    record: { ...goingBack(), ...unchosen(goingBack()) },
    policy,
    platform: throttled,
    now: at(9),
  })
  expect(chosen.next.state).toStrictEqual(unchosen(goingBack()).state)
})

/** The same before a way back was chosen. */
function unchosen({ state }: TargetRecord) {
  if (state.name !== 'reverting') throw new Error(`The story is not going back but ${state.name}.`)
  return { state: { ...state, revert: { startedAt: state.revert.startedAt, refused: {} } } }
}

it('tells the whole story of a way back', () => {
  const record = decided(goingBack(), 5, [back()])
  expect(record).toMatchObject({
    state: { name: 'idle' },
    ledger: [{ release: release(1), origin: 'proven', at: at(5), deploymentId: 'd1' }],
    settledOn: release(1),
    endedAt: at(5),
  })
  expect(record.outbox).toEqual([
    {
      kind: 'outcome',
      id: `${id}:rolled-back`,
      target: 'api',
      at: at(5),
      outcome: 'rolled-back',
      reason: 'out of memory',
      deployment: {
        id,
        trigger: { kind: 'push', at: t0 },
        startedAt: at(1),
        endedAt: at(5),
        from: { app: image(1) },
        to: { app: image(2) },
        restored: { app: image(1) },
        changed: ['app'],
        failedAt: at(3),
        failures: ['out of memory'],
        differences: ['cpu 256 → 512'],
        carrier: 'td:2',
        timeline: [
          ...runsThere,
          { at: at(3), what: 'failed: out of memory', kind: 'decided' },
          { at: at(3), what: 'asked the platform to go back', kind: 'acted' },
          { at: at(5), what: 'rolled-back: out of memory', kind: 'told' },
        ],
      },
    },
  ])
})

it('remembers of a way back that failed since when somebody is called', () => {
  const record = decided(goingBack(), 5, [back({ state: 'failed', reason: 'no capacity' })])
  expect(record.state).toMatchObject({
    name: 'stuck',
    deployment: { id },
    since: at(5),
    remindedAt: at(5),
    reminders: 0,
  })
  const reminded = decideIn({ record: { ...record, outbox: [] }, policy, platform: aView([]), now: at(35) }).next
  expect(reminded.state).toMatchObject({ name: 'stuck', since: at(5), remindedAt: at(35), reminders: 1 })
  expect(reminded.outbox).toMatchObject([{ id: `api:stuck:${id}:1`, deploymentId: id, at: at(35) }])
})
