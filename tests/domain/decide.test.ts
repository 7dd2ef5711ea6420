import { expect, it } from '@jest/globals'
import { decide } from '../../shared/domain/decide.ts'
import { deploymentIdOf } from '../../shared/domain/deployment-id.ts'
import type { PlatformView, Rollout } from '../../shared/domain/observation.ts'
import type { Pending, TargetRecord } from '../../shared/domain/record.ts'
import {
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  entry,
  image,
  minute,
  release,
  t0,
  told,
} from './a-world.ts'

const { digests: _unknown, ...undigested } = aRollout(7)
const theirs = { rollout: 'rollout-7', digests: { app: digest(7) } }

function learned(rollouts: readonly Rollout[], record: TargetRecord = aRecord(), more: Partial<PlatformView> = {}) {
  return decideIn({ record, platform: aView(rollouts, more) }).next
}

it.each([
  ['completed', [aRollout(7)], aRecord(), theirs],
  ['that is still coming up', [aRollout(7, { state: 'in-progress' })], aRecord(), undefined],
  ['whose images are not known', [undigested], aRecord(), undefined],
  ['that does not lead', [aRollout(7, { leading: false }), aRollout(1)], aRecord(), undefined],
  ['of a carrier of ours', [aRollout(1)], aRecord(), undefined],
  [
    'of a carrier of ours among others',
    [aRollout(7)],
    aRecord({
      ours: [
        { carrier: 'td:9', deploymentId: 'd9', at: t0 },
        { carrier: 'td:7', deploymentId: 'd7', at: t0 },
      ],
    }),
    undefined,
  ],
  ['where nothing leads', [], aRecord({ ours: [] }), undefined],
  ['that was resolved before', [aRollout(7, { digests: { app: digest(8) } })], aRecord({ resolved: theirs }), theirs],
  [
    'that came after the one resolved before',
    [aRollout(7)],
    aRecord({ resolved: { ...theirs, rollout: 'rollout-5' } }),
    theirs,
  ],
] as const)('remembers the images of a rollout of somebody else %s', (_what, rollouts, record, resolved) => {
  expect(learned(rollouts, record).resolved).toEqual(resolved)
})

it('remembers the children of every index it meets', () => {
  const record = aRecord({ manifests: { [digest(1)]: [digest(11)] } })
  const seen = learned([aRollout(1)], record, { manifests: { [digest(2)]: [digest(22)] } })
  expect(seen.manifests).toEqual({ [digest(1)]: [digest(11)], [digest(2)]: [digest(22)] })
  expect(learned([aRollout(1)], record).manifests).toEqual(record.manifests)
})

it('knows nothing of a target never seen', () => {
  const first = decideIn({ record: undefined })
  expect(first.next).toEqual({
    version: 1,
    target: 'api',
    state: { name: 'idle' },
    mark: {},
    ledger: [],
    holds: [],
    outbox: [],
    folded: [],
    ours: [],
    manifests: {},
    followed: {},
  })
  expect([first.effects, first.reason, first.done]).toEqual([[], 'at rest', []])
})

const registry = { what: 'registry', since: t0, count: 2, told: 0 } as const

it.each([
  ['the registry was seen', { registry: { kind: 'seen', at: t0, newest: {} } }, undefined],
  ['it was found out whether images exist', { candidates: [] }, undefined],
  ['nothing was asked of it', {}, registry],
  ['it was throttled again', { registry: { kind: 'problem', cause: 'throttled', message: 'slow down' } }, registry],
  [
    'it was throttled when it was asked for more',
    { registry: { kind: 'problem', cause: 'throttled', message: 'slow down' }, candidates: [] },
    registry,
  ],
] as const)('has trouble with the registry no more once it is seen: %s', (_what, observation, trouble) => {
  const { next } = decide({
    record: aRecord({ trouble: registry }),
    policy: aPolicy(),
    facts: [],
    observation,
    now: t0,
  })
  expect(next.trouble).toEqual(trouble)
})

it('says of each phase on the way why it was left', () => {
  const record = aRecord({ pending: aPending(1), state: { name: 'waiting', since: t0, why: 'settle' } })
  expect(decideIn({ record, platform: aView([aRollout(1)]) }).reason).toBe('runs already; at rest')
})

it('tries at most twelve phases in one decision, and goes on in the next', () => {
  const broken = aView([aRollout(2, { state: 'failed', running: 0 })])
  const many = Array.from({ length: 12 }, (_, n) => entry(20 + n))
  const { settledOn: _left, ...resting } = aRecord({ ledger: many })
  const reverting = {
    name: 'reverting',
    deployment: { ...aDeploymentOf(2), failure: { at: t0, reasons: ['it crashed'] } },
    revert: { startedAt: t0, refused: {} },
  } as const
  const candidates = many.map((known) => ({
    release: `app=${known.release.images['app']?.digest}`,
    usable: false,
    why: 'gone',
  }))
  const decision = decideIn({ record: { ...resting, state: reverting }, platform: broken, candidates })
  expect(decision.reason.split('; ')).toHaveLength(12)
  expect(decision.next.state.name).toBe('reverting')
  expect(decision.wakeAt).toBe(t0 + minute)
  const rest = decideIn({ record: decision.next, platform: broken, candidates })
  expect(told(rest)).toEqual(['rollback-failed: cannot go back: gone'])
})

function aDeploymentOf(n: number) {
  const begun = decideIn({ record: aRecord({ pending: aPending(n) }), platform: aView([aRollout(1)]) }).next
  if (begun.state.name !== 'rolling') throw new Error(`The deployment did not start: ${begun.state.name}.`)
  return begun.state.deployment
}

type Trigger = Pending['trigger']

it.each<[Trigger['kind'], string | undefined, Partial<Pending>, string]>([
  ['push', undefined, {}, 'image pushed'],
  ['sweep', undefined, {}, 'image found in the registry (its event was lost)'],
  ['resume', 'ann', {}, 'resumed by ann'],
  ['resume', undefined, {}, 'resumed'],
  ['redeploy', 'ann', { images: {}, command: { kind: 'redeploy' } }, 'redeploy asked for by ann'],
  ['redeploy', undefined, { images: {}, command: { kind: 'redeploy' } }, 'redeploy asked for'],
  ['rollback', 'ann', { images: {}, command: { kind: 'rollback' } }, 'rollback asked for by ann'],
])('tells how a deployment began: %s by %s', (kind, by, more, what) => {
  const trigger = { kind, id: 'x', at: t0 - minute, ...(by ? { by } : {}) }
  const record = aRecord({ pending: aPending(2, { ...more, trigger }), ledger: [entry(1), entry(0)] })
  const begun = decideIn({ record, platform: aView([aRollout(1)]) }).next
  expect(begun.state).toMatchObject({
    deployment: {
      trigger,
      timeline: [
        { at: t0 - minute, what },
        { at: t0 + minute, what: 'started' },
        { what: 'asked the platform to roll out' },
      ],
    },
  })
})

it('tells who asked for what ended before it began', () => {
  const trigger = { kind: 'redeploy', id: 'x', at: t0, by: 'ann' } as const
  const pending = aPending(2, { trigger, images: {}, command: { kind: 'redeploy', image: image(2) } })
  const { next } = decideIn({ record: aRecord({ pending }), platform: aView([aRollout(1)]), gone: [2] })
  expect(next.outbox).toEqual([
    {
      kind: 'outcome',
      id: 'deployment-2:failed',
      target: 'api',
      at: t0 + minute,
      outcome: 'failed',
      reason: 'nothing was changed: the image is gone',
      deployment: {
        id: 'deployment-2',
        trigger: { kind: 'redeploy', at: t0, by: 'ann' },
        startedAt: t0 + minute,
        endedAt: t0 + minute,
        to: { app: image(2) },
        changed: ['app'],
        failedAt: t0 + minute,
        failures: ['the image is gone'],
        timeline: [
          { at: t0, what: 'redeploy asked for by ann', kind: 'received' },
          { at: t0 + minute, what: 'started', kind: 'decided' },
          { at: t0 + minute, what: 'failed: nothing was changed: the image is gone', kind: 'told' },
        ],
      },
    },
  ])
  expect(next.settledOn).toEqual(release(1))
  expect(next).not.toHaveProperty('endedAt')
})

it('names deployments by time, to the millisecond, and by nothing before the epoch', () => {
  expect(deploymentIdOf(t0, 'api', 'push-1')).toBe('01M7HSBBM00ER28RZX66PFRHW1')
  expect(deploymentIdOf(t0 + 0.9, 'api', 'push-1')).toBe('01M7HSBBM00ER28RZX66PFRHW1')
  expect(deploymentIdOf(-5, 'api', 'push-1')).toBe('00000000000ER28RZX66PFRHW1')
})
