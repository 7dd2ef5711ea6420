import { expect, it } from '@jest/globals'
import type { State, TargetRecord } from '../../shared/domain/record.ts'
import {
  aDeployment,
  anAttempt,
  aPending,
  aPolicy,
  aRecord,
  decideIn,
  digest,
  entry,
  goingBack,
  image,
  inFlight,
  minute,
  patternPolicy,
  proxyRepository,
  t0,
  told,
} from './a-world.ts'

/** Today's configuration knows `app` alone; the record still speaks of `proxy`. */
const both = (n: number) => ({ app: image(n), proxy: image(n, proxyRepository) })
const proxy = (n: number) => ({ proxy: image(n, proxyRepository) })
const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
const mark = { tag: 'main-1', digest: digest(1), pushedAt: t0 }

function forgotten(record: TargetRecord): TargetRecord {
  return decideIn({ record, platform: throttled }).next
}

it('forgets a container in every place that speaks of it', () => {
  const release = { images: both(1), carrier: 'td:1' }
  const record = aRecord({
    mark: { app: mark, proxy: mark },
    ledger: [entry(1, { release }), entry(0, { release: { images: proxy(0) } })],
    settledOn: release,
    unproven: { release, deploymentId: 'd1' },
    pending: aPending(2, { images: both(2), inPlaceOf: release }),
  })
  const app = { images: { app: image(1) }, carrier: 'td:1' }
  expect(forgotten(record)).toMatchObject({
    mark: { app: mark },
    ledger: [entry(1, { release: app })],
    settledOn: app,
    unproven: { release: app, deploymentId: 'd1' },
    pending: { images: { app: image(2) }, inPlaceOf: app },
  })
  expect(JSON.stringify(forgotten(record))).not.toContain('proxy')
})

it('forgets what consisted of nothing else', () => {
  const release = { images: proxy(1), carrier: 'td:1' }
  const record = aRecord({
    settledOn: release,
    unproven: { release, deploymentId: 'd1' },
    pending: aPending(2, { images: { app: image(2) }, inPlaceOf: release }),
  })
  const next = forgotten(record)
  expect(next.pending?.images).toEqual({ app: image(2) })
  for (const gone of ['settledOn', 'unproven', 'pending.inPlaceOf']) expect(next).not.toHaveProperty(gone)
})

const { intent: _call, rollout: _answer, ...uncalled } = anAttempt(2)
const deployment = aDeployment(2, {
  goal: { images: both(2), carrier: 'td:2' },
  from: { images: both(1), carrier: 'td:1' },
  changed: ['app', 'proxy'],
  attempt: anAttempt(2, { release: { images: both(2) } }),
})
const kept = {
  goal: { images: { app: image(2) }, carrier: 'td:2' },
  from: { images: { app: image(1) }, carrier: 'td:1' },
  changed: ['app'],
  attempt: { release: { images: { app: image(2) } } },
}
const stuck = { name: 'stuck', deployment, since: t0, remindedAt: t0, reminders: 0 } as const

it.each<[string, State, object]>([
  ['rolls', { name: 'rolling', deployment }, { name: 'rolling', deployment: kept }],
  ['proves', { name: 'proving', deployment, since: t0 }, { name: 'proving', since: t0, deployment: kept }],
  ['is stuck', stuck, { name: 'stuck', deployment: kept }],
  [
    'goes back',
    { name: 'reverting', deployment, revert: { startedAt: t0, refused: {} } },
    { name: 'reverting', deployment: kept, revert: { startedAt: t0, refused: {} } },
  ],
])('goes on without the container while it %s', (_what, state, after) => {
  const next = forgotten(inFlight(state))
  expect(next.state).toMatchObject(after)
  expect(JSON.stringify(next)).not.toContain('"proxy"')
})

it('forgets where it came from where that was the container alone', () => {
  const state = { name: 'rolling', deployment: { ...deployment, from: { images: proxy(1) } } } as const
  expect(forgotten(inFlight(state))).not.toHaveProperty('state.deployment.from')
  const { from: _nowhere, ...nowhere } = deployment
  expect(forgotten(inFlight({ name: 'rolling', deployment: nowhere }))).not.toHaveProperty('state.deployment.from')
})

it('keeps the way back with what is left of it, and chooses another where nothing is', () => {
  const { attempt } = goingBack
  const back = (images: object) => ({
    name: 'reverting' as const,
    deployment,
    revert: {
      startedAt: t0,
      refused: {},
      to: entry(1, { release: { images: { ...images } } }),
      attempt: { ...attempt, release: { images: { ...images } } },
    },
  })
  expect(forgotten(inFlight(back(both(1)))).state).toMatchObject({
    revert: { to: { release: { images: { app: image(1) } } }, attempt: { release: { images: { app: image(1) } } } },
  })
  expect(JSON.stringify(forgotten(inFlight(back(both(1)))))).not.toContain('"proxy"')
  const again = forgotten(inFlight(back(proxy(1))))
  expect(again).not.toHaveProperty('state.revert.to')
  expect(again).not.toHaveProperty('state.revert.attempt')
})

it('notices a container that the way back alone speaks of', () => {
  const app = aDeployment(2)
  const to = entry(1, { release: { images: both(1) } })
  const state = {
    name: 'reverting',
    deployment: app,
    revert: { startedAt: t0, refused: {}, to, attempt: goingBack.attempt },
  } as const
  expect(forgotten(inFlight(state)).state).toMatchObject({ revert: { to: { release: { images: { app: image(1) } } } } })
  expect(JSON.stringify(forgotten(inFlight(state)))).not.toContain('"proxy"')
})

it.each([
  ['stays stuck without the container', { ...stuck }, { deployment: kept }],
  [
    'is stuck no more on the container alone',
    { ...stuck, deployment: { ...deployment, goal: { images: proxy(2) } } },
    undefined,
  ],
])('%s while a start waits to leave that', (_what, before, after) => {
  const state = { name: 'waiting', since: t0, why: 'trouble', stuck: before } as const
  const next = forgotten({ ...inFlight({ name: 'idle' }), state, pending: aPending(3) })
  expect(next.state.name).toBe('waiting')
  if (after) expect(next.state).toMatchObject({ stuck: after })
  else expect(next).not.toHaveProperty('state.stuck')
})

it('keeps waiting where nothing is stuck', () => {
  const state = { name: 'waiting', since: t0, why: 'trouble' } as const
  const next = forgotten(aRecord({ mark: { app: mark, proxy: mark }, state, pending: aPending(3) }))
  expect(next.state).toEqual(state)
})

it('says of which containers nobody could tell what a release would run', () => {
  const { tag: _tag, ...untagged } = image(4)
  const policy = aPolicy({
    containers: { app: patternPolicy, worker: patternPolicy, proxy: patternPolicy, cron: patternPolicy },
  })
  const state = {
    name: 'reverting',
    deployment: aDeployment(2, { attempt: uncalled }),
    revert: { startedAt: t0, refused: {} },
  } as const
  const record = inFlight(state, { ledger: [entry(1, { release: { images: { app: image(1), worker: untagged } } })] })
  const decision = decideIn({
    record,
    policy,
    platform: { kind: 'seen', at: t0 + minute, desired: 2, rollouts: [], messages: [] },
  })
  expect(told(decision)).toEqual([
    `rollback-failed: cannot go back: main-1, ${digest(4).slice(7, 19)} was proven before the container proxy, cron came to the configuration`,
  ])
})
