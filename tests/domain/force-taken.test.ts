import { describe, expect, it } from '@jest/globals'
import type { Decision } from '../../shared/domain/decide.ts'
import type { Rollout } from '../../shared/domain/observation.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { day, quiet } from './a-question.ts'
import {
  anAttempt,
  aPolicy,
  aPush,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  draining,
  evidence,
  exactPolicy,
  image,
  minute,
  phaseOf,
  release,
  rollingRecord,
  type Situation,
  second,
  t0,
  told,
} from './a-world.ts'

/** Image 2 rolls out; the tag is moved to another image meanwhile, and the platform resolves it to that one by itself. */
const force = aPolicy({ mode: 'force', containers: { app: exactPolicy } })
const own = { id: 'rollout-2', carrier: 'td:1', createdAt: t0 + second }
const failedOn = (n: number) => aRollout(n, { ...own, state: 'failed', running: 0, reason: 'tasks failed to start' })
const { digests: _resolved, ...unresolved } = aRollout(2, { ...own, state: 'in-progress', running: 0, pending: 2 })
const late = t0 + 3 * minute
const paused = { stackStop: { stopped: true, by: 'bob' } }

function live(n: number) {
  return { app: { tag: 'live', digest: digest(n), pushedAt: t0 + minute } }
}

/** Image `n` is pushed while image 2 rolls, in a situation that keeps it from starting. */
function kept(situation: Situation, n = 3, goal = 2): TargetRecord {
  const { policy = force } = situation
  const attempt = anAttempt(goal, { rollout: own })
  const changed = goal === 1 ? { changed: [] } : {}
  const rolling = rollingRecord(
    goal,
    { policy, attempt, ...changed },
    { mark: { app: { ...live(goal).app, pushedAt: t0 } } },
  )
  const facts = [aPush(n, { tag: 'live', at: t0 + minute })]
  const platform = aView([unresolved, draining])
  const waits = decideIn({ registry: live(n), facts, platform, ...situation, policy, record: rolling })
  expect([phaseOf(waits), waits.next.pending?.images['app']?.digest]).toEqual(['rolling', digest(n)])
  return quiet(waits.next)
}

function decided(record: TargetRecord, rollout: Rollout, situation: Situation = {}): Decision {
  const platform = aView([rollout, draining], { at: late })
  return decideIn({ policy: force, registry: live(3), now: late, platform, ...situation, record })
}

function heldBy({ next }: Decision): [string | undefined, string][] {
  return next.holds.map(({ digests, deploymentId }) => [digests['app'], deploymentId])
}

describe('in force mode, a push that the platform took by itself and that fails', () => {
  it.each<[string, Situation, string]>([
    [
      'a pause',
      paused,
      'the platform took a newer push by itself, although the whole stack is paused by bob: it runs already, so it is judged as any other',
    ],
    ['an approval', { policy: { ...force, approve: { withinMs: day } } }, 'the platform took a newer push by itself'],
    ['the queue', { policy: { ...force, onNewerPush: 'queue' } }, 'the platform took a newer push by itself'],
  ])('is on hold in place of what never ran, though %s kept it from starting', (_what, situation, reason) => {
    const waits = kept(situation)
    const id = waits.pending?.deploymentId ?? ''
    const back = decided(waits, failedOn(3), situation)
    expect(heldBy(back)).toEqual([[digest(3), id]])
    expect(told(back)).toEqual([`superseded: ${reason}`])
    expect(calls(back)).toMatchObject([{ kind: 'revert', deploymentId: id, release: release(1) }])
    expect(back.next.pending).toBeUndefined()
    expect(back.next.state).toMatchObject({
      deployment: {
        id,
        from: release(1),
        goal: { images: { app: { digest: digest(3), tag: 'live' } } },
        changed: ['app'],
      },
    })
  })

  it('does not go out once more when the pause is over', () => {
    const back = decided(kept(paused), failedOn(3), paused)
    const restored = aRollout(1, { id: 'back', createdAt: late + second })
    const rests = decided(quiet(back.next), restored, {
      platform: aView([restored], { at: late + minute }),
      now: late + minute,
    })
    expect(told(rests)).toEqual(['rolled-back: tasks failed to start'])
    const after = { platform: aView([restored], { at: late + 5 * minute }), now: late + 5 * minute }
    const resumed = decided(quiet(rests.next), restored, after)
    expect([phaseOf(resumed), calls(resumed), told(resumed)]).toEqual(['idle', [], []])
  })

  it.each<[string, Partial<Rollout>, Situation, string]>([
    [
      'by its deaths',
      { state: 'in-progress' },
      {
        platform: aView([aRollout(3, { ...own, state: 'in-progress' }), draining], {
          evidence: [1, 2].map((n) => evidence(n, 2)),
        }),
      },
      'container app exited with code 1 (2 times)',
    ],
    ['as the platform goes back by itself', { state: 'rolling-back', leading: false }, {}, 'tasks failed to start'],
  ])('is known to have failed %s', (_how, more, situation, why) => {
    const waits = kept(paused)
    const back = decided(waits, { ...failedOn(3), ...more }, { ...paused, ...situation })
    expect(heldBy(back)).toEqual([[digest(3), waits.pending?.deploymentId]])
    expect(back.next.state).toMatchObject({ name: 'reverting', deployment: { failure: { reasons: [why] } } })
  })

  it('is to blame for an alarm that fires meanwhile', () => {
    const policy: Policy = { ...force, alarms: ['5xx'] }
    const quietAlarm = { name: '5xx', state: 'ok', since: t0 } as const
    const waits = kept({ ...paused, policy, alarms: [quietAlarm] })
    const alarms = [{ name: '5xx', state: 'alarm', since: t0 + 2 * minute }] as const
    const back = decided(waits, aRollout(3, { ...own, state: 'in-progress' }), { ...paused, policy, alarms })
    expect(heldBy(back)).toEqual([[digest(3), waits.pending?.deploymentId]])
  })

  it('is gone back from to the images that were started anew', () => {
    const waits = kept(paused, 3, 1)
    const back = decided(waits, failedOn(3), paused)
    expect(heldBy(back)).toEqual([[digest(3), waits.pending?.deploymentId]])
    expect(calls(back)).toMatchObject([{ kind: 'revert', release: release(1) }])
  })
})

describe('in force mode, an image that the platform took, that fails and that does not wait', () => {
  it('is on hold too, while a newer one waits on', () => {
    const back = decided(kept(paused, 4), failedOn(3), { ...paused, registry: live(4) })
    expect(heldBy(back)).toEqual([
      [digest(2), 'deployment-2'],
      [digest(3), 'deployment-2'],
    ])
    expect([phaseOf(back), told(back)]).toEqual(['reverting', []])
    expect(back.next.pending?.images).toMatchObject({ app: { digest: digest(4) } })
    expect(back.next.state).toMatchObject({
      deployment: {
        failure: {
          reasons: [
            'tasks failed to start',
            `the platform resolved the tag to other images than were pushed: ${digest(3)}`,
          ],
        },
      },
    })
  })

  it('leaves a command to whoever gave it', () => {
    const policy = { ...force, approve: { withinMs: day } }
    const redeploy = {
      kind: 'redeploy',
      id: 'again',
      at: t0,
      by: 'bob',
      deploymentId: 'again',
      image: image(3),
    } as const
    const attempt = anAttempt(2, { rollout: own })
    const record = rollingRecord(2, { policy, attempt }, { mark: live(3) })
    const facts = { facts: [redeploy], registry: live(3), platform: aView([unresolved, draining]) }
    const waits = decideIn({ record, policy, ...facts })
    const back = decided(quiet(waits.next), failedOn(3), { policy })
    expect(heldBy(back).map(([held]) => held)).toEqual([digest(2), digest(3)])
    expect(back.next.pending?.deploymentId).toBe('again')
    expect(calls(back)).toMatchObject([{ kind: 'revert', deploymentId: 'deployment-2' }])
  })

  it('stays where the target may go back to it, if it ran well before', () => {
    const back = decided(kept(paused, 4), failedOn(1), { ...paused, registry: live(4) })
    expect(heldBy(back)).toEqual([[digest(2), 'deployment-2']])
    expect(calls(back)).toMatchObject([{ kind: 'revert', release: release(1) }])
  })
})

it('blames what was called for while nobody knows what ran (force)', () => {
  const { digests: _unknown, ...failed } = failedOn(2)
  expect(heldBy(decided(kept(paused), failed, paused))).toEqual([[digest(2), 'deployment-2']])
})

it('blames what was called for where its image is a child of the index that was pushed (force)', () => {
  const record = { ...kept(paused), manifests: { [digest(2)]: [digest(22)] } }
  expect(heldBy(decided(record, failedOn(22), paused))).toEqual([[digest(2), 'deployment-2']])
})
