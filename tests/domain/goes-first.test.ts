import { describe, expect, it } from '@jest/globals'
import type { Decision } from '../../shared/domain/decide.ts'
import type { Fact, RedeployFact, RollbackFact } from '../../shared/domain/fact.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import {
  aDeployment,
  anAttempt,
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
  exactPolicy,
  goingBack,
  image,
  inFlight,
  minute,
  phaseOf,
  provingRecord,
  release,
  revertingRecord,
  type Situation,
  second,
  t0,
  told,
} from './a-world.ts'

const hour = 60 * minute
const paused = { stopped: { at: t0, by: 'carl' } } as const
const frozen = { frozen: { at: t0 - hour, until: t0 + 5 * hour, by: 'carl' } } as const

function rollback(at: number, more: Partial<RollbackFact> = {}): RollbackFact {
  return { kind: 'rollback', id: `back-${at}`, at, by: 'bob', deploymentId: 'dBack', ...more }
}

function redeploy(at: number, more: Partial<RedeployFact> = {}): RedeployFact {
  return { kind: 'redeploy', id: `again-${at}`, at, by: 'bob', deploymentId: 'dAgain', ...more }
}

/** What is decided next; what was told before has been heard. */
function then(before: Decision, at: number, situation: Situation): Decision {
  return decideIn({ record: { ...before.next, outbox: [] }, now: at, ...situation })
}

function goalOf({ next: { state } }: Decision): string | undefined {
  return 'deployment' in state ? state.deployment.goal.images['app']?.tag : undefined
}

const back = aRollout(1, { id: 'rollout-back', createdAt: t0 + minute + second })
const onItsWay = aView([{ ...back, state: 'in-progress', running: 1 }], { at: t0 + 3 * minute })
const facts = [rollback(t0 + 2 * minute, { to: digest(5) })]
const push = aPush(3, { at: t0 + 3 * minute })

/** A rollback to image 5 waits for the way back to image 1. */
function behindARevert(more: typeof paused | typeof frozen | object = {}): Decision {
  const record = revertingRecord(2, goingBack, { ...more, ledger: [entry(1), entry(5)] })
  return decideIn({ record, platform: onItsWay, now: t0 + 2 * minute, facts })
}

function pushed(more?: object): Decision {
  return then(behindARevert(more), t0 + 3 * minute, { platform: onItsWay, facts: [push] })
}

describe('a push that comes while a rollback waits', () => {
  it.each([
    ['is paused', paused],
    ['is frozen', frozen],
    ['is free to deploy', {}],
  ])('takes no place where the target %s', (_name, more) => {
    const decision = pushed(more)
    expect(decision.next.pending).toMatchObject({ deploymentId: 'dBack' })
    expect(decision.next.mark).toEqual(behindARevert(more).next.mark)
    expect(decision.done).toEqual([])
    expect(told(decision)).toEqual([])
  })

  it('is not looked at again before something happens', () => {
    expect(pushed().wakeAt).toBeGreaterThan(t0 + 3 * minute)
  })

  it('is looked at once the rollback has begun, and kept by the pause then', () => {
    const at = t0 + 5 * minute
    const platform = aView([back], { at })
    const begun = then(pushed(paused), at, { platform, facts: [push] })
    expect(begun.next.state).toMatchObject({ name: 'rolling', deployment: { id: 'dBack' } })
    expect(begun).toMatchObject({ done: [], wakeAt: at })
    const kept = then(begun, at, { platform, facts: [push] })
    expect(goalOf(kept)).toBe('main-5')
    expect(kept.done).toEqual(['push-3'])
    expect(told(kept)).toEqual(['not-deployed: pushed and not deployed: api is paused by carl; goes out on resume'])
  })

  it('takes over from it where nothing keeps it', () => {
    const at = t0 + 5 * minute
    const platform = aView([back], { at })
    const begun = then(pushed(), at, { platform, facts: [push] })
    expect(goalOf(then(begun, at, { platform, facts: [push] }))).toBe('main-3')
  })
})

describe('a push that waits behind a rollback', () => {
  it('loses to what a person asks for after it, and is told so', () => {
    const decision = then(pushed(), t0 + 4 * minute, {
      platform: onItsWay,
      facts: [push, redeploy(t0 + 4 * minute, { image: image(7) })],
    })
    expect(decision.next.pending).toMatchObject({ deploymentId: 'dAgain' })
    expect(decision.next.mark).toMatchObject({ app: { tag: 'main-3' } })
    expect(decision.done).toEqual(['push-3', `again-${t0 + 4 * minute}`])
    expect(told(decision).toSorted()).toEqual([
      'not-deployed: pushed and not deployed: a redeploy was asked for by bob before it could start',
      'refused: not started: a redeploy was asked for by bob before it could begin',
    ])
  })

  it('loses to a rollback to elsewhere that is asked for after it', () => {
    const elsewhere = rollback(t0 + 4 * minute, { deploymentId: 'dElse', to: digest(1) })
    const decision = then(pushed(), t0 + 4 * minute, { platform: onItsWay, facts: [push, elsewhere] })
    expect(decision.next.pending).toMatchObject({ deploymentId: 'dElse' })
    expect(decision.done).toEqual(['push-3', elsewhere.id])
    expect(told(decision)).toContain(
      'not-deployed: pushed and not deployed: a rollback was asked for by bob before it could start',
    )
  })

  it('takes the place that a cancel makes free', () => {
    const cancel = { kind: 'cancel', id: 'no', at: t0 + 4 * minute, by: 'bob', deploymentId: 'dBack' } as const
    const decision = then(pushed(), t0 + 4 * minute, { platform: onItsWay, facts: [push, cancel] })
    expect(decision.next.pending?.images).toEqual({ app: image(3) })
    expect(decision.done).toEqual(['push-3', 'no'])
  })

  it('takes no place either when its event was lost and the registry shows it', () => {
    const newest = { app: { tag: 'main-3', digest: digest(3), pushedAt: t0 + 3 * minute } }
    const decision = then(behindARevert(), t0 + 3 * minute, { platform: onItsWay, registry: newest })
    expect(decision.next.pending).toMatchObject({ deploymentId: 'dBack' })
    expect(decision.next.mark).toEqual(behindARevert().next.mark)
  })
})

describe('what waits in the inbox behind a rollback', () => {
  it('is alone there: what is older is told and leaves the inbox', () => {
    const [at, newer] = [t0 + 4 * minute, aPush(4, { at: t0 + 4 * minute })]
    const both = then(pushed(), at, { platform: onItsWay, facts: [push, newer] })
    expect(both.next.pending).toMatchObject({ deploymentId: 'dBack' })
    expect(both.done).toEqual(['push-3'])
    expect(told(both)).toEqual(['not-deployed: main-3 was pushed and not deployed: main-4 is newer'])
    const next = then(both, at, { platform: onItsWay, facts: [newer, aPush(2, { id: 'again', at: t0 })] })
    expect([next.done, told(next)]).toEqual([['again'], []])
  })

  it('is no older push where its container was never looked at', () => {
    const { followed: _pattern, ...waits } = behindARevert().next
    const record = { ...waits, outbox: [], mark: {} }
    const seen = { registry: { app: { tag: 'main-1', digest: digest(1), pushedAt: t0 } } }
    const decision = decideIn({ record, platform: onItsWay, now: t0 + 4 * minute, facts: [push], ...seen })
    expect(decision.done).toEqual([])
    const at = t0 + 5 * minute
    const begun = then(decision, at, { platform: aView([back], { at }), facts: [push], ...seen })
    expect(then(begun, at, { platform: aView([back], { at }), facts: [push], ...seen }).next.mark).toMatchObject({
      app: { tag: 'main-3' },
    })
  })

  it('is still news where its tag went elsewhere and came back meanwhile', () => {
    const policy = aPolicy({ containers: { app: exactPolicy } })
    const live = { tag: 'live', digest: digest(2), pushedAt: t0 }
    const came = [
      aPush(3, { tag: 'live', at: t0 + 3 * minute }),
      aPush(2, { tag: 'live', at: t0 + 3 * minute + second }),
    ]
    const { followed: _pattern, ...waits } = behindARevert().next
    const record = { ...waits, outbox: [], mark: { app: live } }
    const situation = { policy, platform: onItsWay, registry: { app: live } }
    const decision = decideIn({ record, now: t0 + 4 * minute, ...situation, facts: came })
    expect(decision.done).toEqual([])
    const at = t0 + 5 * minute
    const begun = then(decision, at, { ...situation, platform: aView([back], { at }), facts: came })
    const taken = then(begun, at, { ...situation, platform: aView([back], { at }), facts: came })
    expect(taken.done).toEqual(['push-3', 'push-2'])
    expect(taken.next.mark).toEqual({ app: { ...live, pushedAt: t0 + 3 * minute + second } })
  })
})

it('goes back behind the task after a proof, although something was pushed in the pause', () => {
  const policy = aPolicy({ after: { container: 'app', command: ['warm'], timeoutMs: hour } })
  const deployment = aDeployment(2, { policy, attempt: anAttempt(2, { everHealthy: true }) })
  const task = { from: t0, seenAt: t0, intent: { at: t0, lastAt: t0, calls: 1 }, id: 't1' }
  const record = inFlight({ name: 'finishing', deployment, task }, { ...paused, ledger: [entry(2), entry(1)] })
  const seen = { kind: 'seen', deploymentId: 'deployment-2', place: 'after' } as const
  const view = (at: number) => aView([aRollout(2), draining], { at })
  const running = (at: number) => ({ ...seen, at, task: { id: 't1', state: 'running' as const } })
  const facts = [aPush(3, { at: t0 + 3 * minute })]
  const [asked, pushed, over] = [t0 + 2 * minute, t0 + 3 * minute, t0 + 4 * minute]
  const waits = decideIn({
    record,
    policy,
    platform: view(asked),
    now: asked,
    task: running(asked),
    facts: [rollback(asked)],
  })
  const met = then(waits, pushed, { policy, platform: view(pushed), task: running(pushed), facts })
  const stopped = { ...seen, at: over, task: { id: 't1', state: 'stopped' as const, exitCode: 137, stoppedAt: over } }
  const decision = then(met, over, { policy, platform: view(over), task: stopped, facts })
  expect(goalOf(decision)).toBe('main-1')
})

const hotfix = redeploy(t0 + 2 * minute, { image: image(7), override: 'incident 7' })

describe('a push that comes in a freeze while what overrides it waits', () => {
  const policy = aPolicy({ bakeMs: 30 * minute })
  const view = (at: number) => aView([aRollout(2), draining], { at })

  /** A hotfix waits for the bake time of image 2. */
  function behindABake(more: object): Decision {
    const record = provingRecord(2, { policy }, more)
    return decideIn({ record, policy, platform: view(t0 + 2 * minute), now: t0 + 2 * minute, facts: [hotfix] })
  }

  function pushed(more: object): Decision {
    const at = t0 + 3 * minute
    return then(behindABake(more), at, { policy, platform: view(at), facts: [aPush(3, { at })] })
  }

  it('takes no place', () => {
    const decision = pushed(frozen)
    expect(decision.next.pending).toMatchObject({ deploymentId: 'dAgain' })
    expect(decision.done).toEqual([])
  })

  it('is told where people are asked about that first, once', () => {
    const asks = aPolicy({ approve: { withinMs: 24 * hour } })
    const situation = (at: number, ...facts: Fact[]) => ({
      policy: asks,
      platform: aView([aRollout(1)], { at }),
      facts,
    })
    const at = t0 + 3 * minute
    const asked = decideIn({ record: aRecord(frozen), ...situation(t0 + 2 * minute, hotfix), now: t0 + 2 * minute })
    const met = then(asked, at, situation(at, aPush(3, { at })))
    expect(met.next.pending).toMatchObject({ deploymentId: 'dAgain', question: { goal: { app: image(7) } } })
    expect(told(met)).toEqual([
      'not-deployed: main-3 was pushed and not deployed: dAgain goes first, which overrides the freeze and waits for an approval',
    ])
    const [later, newer] = [at + minute, at + 2 * minute]
    const again = then(met, later, situation(later, aPush(3, { at })))
    expect(told(again)).toEqual([])
    expect(told(then(again, newer, situation(newer, aPush(3, { at }), aPush(4, { at: newer }))))).toEqual([
      'not-deployed: main-3 was pushed and not deployed: main-4 is newer',
      'not-deployed: main-4 was pushed and not deployed: dAgain goes first, which overrides the freeze and waits for an approval',
    ])
  })

  it('that came back says once what the tag named in between', () => {
    const asks = aPolicy({ approve: { withinMs: 24 * hour }, containers: { app: exactPolicy } })
    const live = { tag: 'live', digest: digest(1), pushedAt: t0 - 2 * hour }
    const away = [1, 2].map((n) => aPush(3 - n, { id: `p${n}`, tag: 'live', at: t0 + (2 + n) * minute }))
    const look = (at: number, record: TargetRecord, facts: readonly Fact[]) =>
      decideIn({
        record,
        policy: asks,
        platform: aView([aRollout(1)], { at }),
        now: at,
        facts,
        registry: { app: live },
      })
    const first = look(t0 + 2 * minute, { ...aRecord(frozen), mark: { app: live } }, [hotfix])
    let record = { ...first.next, outbox: [] }
    const said = [5, 6, 7].flatMap((after) => {
      const decision = look(t0 + after * minute, record, away)
      record = { ...decision.next, outbox: [] }
      return told(decision)
    })
    expect(said).toHaveLength(1)
  })

  it('takes its place where the freeze is over', () => {
    const decision = pushed({})
    expect(decision.next.pending?.images).toEqual({ app: image(3) })
    expect(told(decision)).toEqual(['refused: not started: main-3 was pushed before it could begin'])
  })
})

const platform = aView([aRollout(1)])

it('a push of a container that was never looked at waits alone, as the newest, behind what overrides a freeze', () => {
  const asks = aPolicy({ approve: { withinMs: 24 * hour } })
  const at = t0 + 3 * minute
  const first = decideIn({ record: { ...aRecord(frozen), mark: {} }, policy: asks, platform, facts: [hotfix] })
  const pushes = [3, 4, 5].map((n) => aPush(n, { at: at + n * second }))
  const registry = { app: { tag: 'main-5', digest: digest(5), pushedAt: at + 5 * second } }
  const decision = then(first, at + minute, { policy: asks, platform, facts: pushes, registry })
  expect(decision.done).toEqual(pushes.slice(0, 2).map(({ id }) => id))
})

describe('in one batch', () => {
  it('a push takes over from a redeploy that was asked for before it', () => {
    const facts = [redeploy(t0 + 10 * second), aPush(2, { at: t0 + 30 * second })]
    const decision = decideIn({ record: aRecord(), platform, facts })
    expect(calls(decision)).toMatchObject([{ kind: 'apply', release: { images: { app: image(2) } } }])
    expect(told(decision)).toEqual(['refused: not started: main-2 was pushed before it could begin'])
  })

  it('a redeploy takes over from a push that came before it', () => {
    const facts = [aPush(2, { at: t0 + 10 * second }), redeploy(t0 + 30 * second)]
    const decision = decideIn({ record: aRecord(), platform, facts })
    expect(goalOf(decision)).toBe('main-1')
    expect(told(decision)).toEqual([
      'not-deployed: pushed and not deployed: a redeploy was asked for by bob before it could start',
    ])
  })

  it('the event says when a tag was moved to an image that the registry has long had', () => {
    const policy = aPolicy({ containers: { app: exactPolicy } })
    const old = { tag: 'live', digest: digest(2), pushedAt: t0 - 9 * hour }
    const facts = [redeploy(t0 + 10 * second), aPush(2, { tag: 'live', at: t0 + 30 * second })]
    const decision = decideIn({ record: aRecord(), policy, platform, registry: { app: old }, facts })
    expect(goalOf(decision)).toBe('live')
  })

  it('the newest of several pushes says when they came', () => {
    const facts = [aPush(2), redeploy(t0 + 10 * second), aPush(3, { at: t0 + 30 * second })]
    expect(goalOf(decideIn({ record: aRecord(), platform, facts }))).toBe('main-3')
  })

  it('an older version that is pushed late does not say when they came', () => {
    const semver = { order: 'semver', tags: { kind: 'semver', range: '*' } } as const
    const policy = aPolicy({
      containers: { app: { ...aPolicy().containers['app'], repository: image(1).repository, ...semver } },
    })
    const mark = { app: { tag: '1.0.0', digest: digest(1), pushedAt: t0 - hour } }
    const facts = [
      aPush(3, { tag: '3.0.0' }),
      redeploy(t0 + 10 * second),
      aPush(2, { tag: '2.0.0', at: t0 + 30 * second }),
    ]
    expect(goalOf(decideIn({ record: aRecord({ mark }), policy, platform, facts }))).toBe('main-1')
  })
})

describe('in one batch with what people decide', () => {
  it('a rollback begins before a push that came after it, which then takes over', () => {
    const record = aRecord({
      ledger: [entry(3), entry(1)],
      settledOn: release(3),
      mark: { app: { tag: 'main-3', digest: digest(3), pushedAt: t0 - hour } },
    })
    const view = aView([aRollout(3, { createdAt: t0 - hour })])
    const facts = [rollback(t0 + 10 * second), aPush(4, { at: t0 + 30 * second })]
    const begun = decideIn({ record, platform: view, facts })
    expect(goalOf(begun)).toBe('main-1')
    expect(told(begun)).toEqual([])
    expect(begun.wakeAt).toBe(t0 + minute)
    expect(begun.done).toEqual([facts[0]?.id])
    expect(goalOf(then(begun, t0 + minute, { platform: view, facts: facts.slice(1) }))).toBe('main-4')
  })

  it('a push that went before a rollback is not deployed by itself after it', () => {
    const record = aRecord({ ledger: [entry(3), entry(1)], settledOn: release(3) })
    const view = aView([aRollout(3, { createdAt: t0 - hour })])
    const facts = [aPush(4, { at: t0 + 10 * second }), rollback(t0 + 30 * second)]
    const decision = decideIn({ record, platform: view, facts })
    expect(goalOf(decision)).toBe('main-1')
    expect(decision.done).toHaveLength(2)
  })

  it('an answer counts for what was asked before the next push', () => {
    const policy = aPolicy({ approve: { withinMs: hour } })
    const asked = decideIn({ record: aRecord(), policy, platform, facts: [aPush(2)] })
    const { deploymentId = '' } = asked.next.pending ?? {}
    const approve = {
      kind: 'approve',
      id: 'yes',
      at: t0 + 10 * second,
      by: 'ann',
      deploymentId,
      stage: 'start',
    } as const
    const decision = then(asked, t0 + minute, {
      policy,
      platform,
      facts: [approve, aPush(3, { at: t0 + 30 * second })],
    })
    expect(phaseOf(decision)).toBe('waiting')
    expect(decision.next.pending).toMatchObject({ images: { app: image(3) } })
    expect(decision.next.pending?.question?.approved).toBeUndefined()
    expect(told(decision)[0]).toMatch(/^superseded: not started: main-3 was pushed before it could begin/)
  })
})
