import { expect, it } from '@jest/globals'
import {
  answer,
  answered,
  at,
  begun,
  called,
  decided,
  followed,
  goal,
  id,
  mark,
  mine,
  own,
  policy,
  rolling,
  runsThere,
  started,
  trigger,
} from './a-story.ts'
import { aRollout, aView, calls, decideIn, digest, draining, entry, image, minute, second, t0 } from './a-world.ts'

it('remembers what was started, from where, and what it is about to call', () => {
  const record = started()
  expect(record).toMatchObject({
    version: 1,
    target: 'api',
    mark,
    followed,
    folded: ['push-2'],
    called,
    state: {
      name: 'rolling',
      deployment: {
        id,
        trigger,
        startedAt: t0 + minute,
        from: { images: { app: image(1) }, carrier: 'td:1' },
        goal,
        changed: ['app'],
        policy,
        timeline: begun,
        attempt: {
          release: goal,
          force: false,
          intent: { at: t0 + minute, lastAt: t0 + minute, calls: 1 },
          progress: { running: 0, at: t0 + minute },
          seenAt: t0 + minute,
          evidence: [],
          everHealthy: false,
        },
      },
    },
    wakeAt: t0 + 90 * second,
  })
  for (const gone of ['pending', 'settledOn', 'trouble', 'usurped', 'unproven']) expect(record).not.toHaveProperty(gone)
  expect(record).not.toHaveProperty('state.deployment.attempt.base')
})

it('remembers what the call was answered with, and whose carrier it is', () => {
  expect(answered()).toMatchObject({
    ours: [mine, { carrier: 'td:1', deploymentId: 'd1' }],
    state: { name: 'rolling', deployment: { attempt: { rollout: answer, intent: { calls: 1 } } } },
  })
})

it('remembers how far its own rollout has come', () => {
  const far = rolling(answered())
  expect(far.state).toMatchObject({
    deployment: {
      timeline: runsThere,
      attempt: { progress: { running: 1, at: at(2) }, seenAt: at(2), everHealthy: false, rollout: answer },
    },
  })
  const fewer = decided(far, 3, [own({ state: 'in-progress', running: 0, healthy: 0 }), draining])
  expect(fewer.state).toMatchObject({
    deployment: { attempt: { progress: { running: 1, at: at(2) }, seenAt: at(3), everHealthy: false } },
  })
  const healthy = decided(far, 3, [own({ state: 'in-progress', running: 1, healthy: 1 }), draining])
  expect(healthy.state).toMatchObject({
    deployment: { attempt: { progress: { running: 1, at: at(2) }, everHealthy: true } },
  })
  const ill = decided(healthy, 4, [own({ state: 'in-progress', running: 1, healthy: 0 }), draining])
  expect(ill.state).toMatchObject({ deployment: { attempt: { everHealthy: true } } })
})

it('remembers since when it proves, and forgives what died before', () => {
  const dead = [{ task: 'task-1', rollout: 'rollout-2', at: at(2), reason: 'exited', conclusive: true }]
  const platform = aView([own()], { at: at(3), evidence: dead })
  const { next } = decideIn({ record: rolling(answered()), policy, platform, now: at(3) })
  expect(next.state).toMatchObject({
    name: 'proving',
    since: at(3),
    deployment: {
      timeline: [...runsThere, { at: at(3), what: 'rolled out', kind: 'seen' }],
      attempt: { evidence: [], everHealthy: true, progress: { running: 2, at: at(3) } },
    },
  })
})

it('remembers when it was last at full strength while it proves', () => {
  const proving = decided(rolling(answered()), 3, [own()])
  const full = decided(proving, 4, [own()])
  const missing = decided(full, 5, [own({ running: 1 })])
  const more = decided(missing, 6, [own({ running: 3 })])
  const progress = [full, missing, more].map(
    ({ state }) =>
      'deployment' in state && { ...state.deployment.attempt.progress, seenAt: state.deployment.attempt.seenAt },
  )
  expect(progress).toEqual([
    { running: 2, at: at(4), seenAt: at(4) },
    { running: 2, at: at(4), seenAt: at(5) },
    { running: 3, at: at(6), seenAt: at(6) },
  ])
})

it('puts on the ledger what it proved, and tells the whole story', () => {
  const holds = [
    { digests: { app: digest(2) }, at: t0, deploymentId: 'd0', why: 'it crashed' },
    { digests: { app: digest(7) }, at: t0, deploymentId: 'd7', why: 'it crashed' },
  ]
  const proving = decided(rolling({ ...answered(), holds }), 3, [own()])
  const record = decided(proving, 8, [own()])
  const proven = { images: { app: image(2) }, carrier: 'td:2' }
  expect(record).toMatchObject({
    state: { name: 'idle' },
    ledger: [{ release: proven, origin: 'proven', at: at(8), deploymentId: id }, entry(1)],
    settledOn: proven,
    endedAt: at(8),
    holds: holds.slice(1),
    wakeAt: at(9),
  })
  expect(record.outbox).toEqual([
    {
      kind: 'outcome',
      id: `${id}:succeeded`,
      target: 'api',
      at: at(8),
      outcome: 'succeeded',
      reason: 'rolled out and proven',
      deployment: {
        id,
        trigger: { kind: 'push', at: t0 },
        startedAt: at(1),
        endedAt: at(8),
        from: { app: image(1) },
        to: { app: image(2) },
        changed: ['app'],
        failures: [],
        carrier: 'td:2',
        timeline: [
          ...runsThere,
          { at: at(3), what: 'rolled out', kind: 'seen' },
          { at: at(8), what: 'proven', kind: 'proven' },
          { at: at(8), what: 'succeeded: rolled out and proven', kind: 'told' },
        ],
      },
    },
  ])
})

it('notes that it asked again, and why', () => {
  const record = decided(started(), 3, [aRollout(1)])
  expect(record).toMatchObject({
    called: [{ at: at(3) }, ...called],
    state: {
      deployment: {
        timeline: [...begun, { at: at(3), what: 'asked again: what was called is not there' }],
        attempt: { intent: { at: at(1), lastAt: at(3), calls: 2 } },
      },
    },
  })
  expect(
    calls(decideIn({ record: started(), policy, platform: aView([aRollout(1)], { at: at(3) }), now: at(3) })),
  ).toEqual([{ kind: 'apply', deploymentId: id, release: goal, force: false, again: true }])
})

it('knows its carrier by its tag where the worker died before hearing of it', () => {
  const seen = own({ state: 'in-progress', running: 1, carrier: 'td:untold', madeBy: id })
  const record = decided(started(), 2, [seen, draining])
  expect(record.ours[0]).toEqual({ carrier: 'td:untold', deploymentId: id, at: at(2) })
  expect(record.state).toMatchObject({
    deployment: { attempt: { rollout: { id: 'rollout-2', carrier: 'td:untold' } } },
  })
  const untagged = decided(started(), 2, [own({ state: 'in-progress', carrier: 'td:untold' }), draining])
  expect(untagged.ours).toEqual(started().ours)
})
