import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { Fact } from '../../shared/domain/fact.ts'
import { migrate } from '../../shared/domain/migrate.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { asked as askedAnew } from '../../shared/domain/start-question.ts'
import { approve, day, decided, policy, quiet, waiting } from './a-question.ts'
import {
  aPending,
  aPush,
  aRecord,
  aRollout,
  aView,
  calls,
  digest,
  image,
  minute,
  patternPolicy,
  phaseOf,
  proxyRepository,
  repository,
  rollingRecord,
  type Situation,
  second,
  t0,
  told,
} from './a-world.ts'
import { inProgress, pushed, throttled } from './phases/row.ts'

it('a question remembers, put anew for another goal, which push was told to wait behind it', () => {
  const question = { askedAt: t0, until: t0 + minute, goal: { app: image(2) }, follower: 'push-9' }
  const record = aRecord({ pending: aPending(2, { question }) })
  const anew = askedAnew(record, { goal: { app: image(3) }, withinMs: minute }, t0 + minute)
  expect(anew.pending?.question).toMatchObject({ goal: { app: image(3) }, follower: 'push-9' })
})

describe('a question', () => {
  it('is void once something newer is pushed: told once, and asked anew', () => {
    const newer = decided(waiting(), { facts: [aPush(3, { at: t0 + 2 * minute })], now: t0 + 3 * minute })
    expect(told(newer)).toEqual([
      'superseded: not started: main-3 was pushed before it could begin; its question is void',
      expect.stringContaining('may it begin? app main-1 → main-3'),
    ])
    const id = pushed(3, t0 + 2 * minute)
    expect(newer.next.outbox[0]).toMatchObject({ deployment: { id: pushed(2), successor: id } })
    const old = decided(quiet(newer.next), { facts: [approve()], now: t0 + 4 * minute })
    expect([calls(old), told(old)]).toEqual([
      [],
      [expect.stringMatching(/^refused: the approval by ann came too late/)],
    ])
    expect(calls(decided(quiet(old.next), { facts: [approve(id)], now: t0 + 5 * minute }))).toHaveLength(1)
  })

  it('is void once another container of the target is pushed, and the new one is about both', () => {
    const containers = { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } }
    const both = { app: image(1), proxy: image(1, proxyRepository) }
    const runs = { images: both, carrier: 'td:1' }
    const mark = { tag: 'main-1', digest: digest(1), pushedAt: t0 - minute }
    const record = aRecord({
      ledger: [{ release: runs, origin: 'proven', at: t0 - minute }],
      settledOn: runs,
      mark: { app: mark, proxy: mark },
    })
    const two = {
      policy: { ...policy, containers },
      platform: aView([aRollout(1, { digests: { app: digest(1), proxy: digest(1) } })]),
    }
    const first = decided(record, { ...two, facts: [aPush(2)] })
    const second2 = aPush(3, { id: 'push-proxy', at: t0 + minute, repository: proxyRepository })
    const next = decided(quiet(first.next), { ...two, facts: [second2], now: t0 + 2 * minute })
    expect(told(next)).toEqual([
      expect.stringMatching(/^superseded/),
      expect.stringContaining('app main-1 → main-2, proxy main-1 → main-3'),
    ])
  })

  it('names no successor that nobody can find: what was pushed may lose its place before it begins or is asked about', () => {
    const settles = { policy: { ...policy, settleMs: 5 * minute }, now: t0 + 3 * minute }
    const newer = decided(waiting(), { ...settles, facts: [aPush(3, { at: t0 + 2 * minute })] })
    expect(told(newer)).toEqual([
      'superseded: not started: main-3 was pushed before it could begin; its question is void',
    ])
    expect(newer.next.pending).toMatchObject({ deploymentId: pushed(3, t0 + 2 * minute) })
    expect(newer.next.pending).not.toHaveProperty('question')
    expect(newer.next.outbox[0]).not.toHaveProperty('deployment.successor')
  })

  it('names a command that takes its place: whoever gave it knows its id', () => {
    const redeploy: Fact = { kind: 'redeploy', id: 'r1', at: t0 + 2 * minute, by: 'ann', deploymentId: 'redeploy-1' }
    const later = decided(waiting(), {
      policy: { ...policy, settleMs: 5 * minute },
      facts: [redeploy],
      platform: throttled,
    })
    expect(later.next.outbox).toMatchObject([{ outcome: 'superseded', deployment: { successor: 'redeploy-1' } }])
  })

  it('keeps the name that was told, also where it could not be published yet', () => {
    const newer = decided(waiting(), { facts: [aPush(3, { at: t0 + 2 * minute })], now: t0 + 3 * minute })
    const again = decided(newer.next, { facts: [aPush(4, { at: t0 + 4 * minute })], now: t0 + 5 * minute })
    expect(again.next.outbox[0]).toEqual(newer.next.outbox[0])
  })

  it('ends when its target leaves the configuration', () => {
    const containers = { app: { ...patternPolicy, repository: `${repository}-2` } }
    const left = decided(waiting(), { policy: { ...policy, containers }, now: t0 + 3 * minute })
    expect(left.next.pending).toBeUndefined()
    expect(told(left)).toEqual([expect.stringMatching(/^cancelled: not started/)])
  })
})

describe('a question about more than one container', () => {
  it('is put anew, under another id, when what else the target runs has changed', () => {
    const containers = { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } }
    const both = (n: number) => ({ images: { app: image(1), proxy: image(n, proxyRepository) }, carrier: `td:${n}` })
    const mark = { tag: 'main-1', digest: digest(1), pushedAt: t0 - minute }
    const record = aRecord({
      ledger: [{ release: both(1), origin: 'proven', at: t0 - minute }],
      settledOn: both(1),
      mark: { app: mark, proxy: mark },
    })
    const shows = (n: number) => aView([aRollout(n, { digests: { app: digest(1), proxy: digest(n) } })])
    const two = { ...policy, containers }
    const first = decided(record, { policy: two, platform: shows(1), facts: [aPush(2)] })
    const again = decided(quiet(first.next), { policy: two, platform: shows(4), now: t0 + 2 * minute })
    expect(told(again)).toEqual([
      expect.stringMatching(/^superseded: what else the target runs/),
      expect.stringMatching(/may it begin/),
      expect.stringMatching(/^usurped: .*they stay until what waits to start takes their place/),
    ])
    const id = again.next.pending?.deploymentId ?? ''
    expect(id).not.toBe(pushed(2))
    const old = decided(quiet(again.next), {
      policy: two,
      platform: shows(4),
      facts: [approve()],
      now: t0 + 3 * minute,
    })
    expect(calls(old)).toEqual([])
    const begun = decided(quiet(old.next), {
      policy: two,
      platform: shows(4),
      facts: [approve(id)],
      now: t0 + 4 * minute,
    })
    expect(calls(begun)).toMatchObject([{ release: { images: { proxy: { digest: digest(4) } } } }])
  })
})

it('a question that goes back and forth between two releases has an id each time, and each id one outcome', () => {
  const containers = { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } }
  const both = (n: number) => ({ images: { app: image(1), proxy: image(n, proxyRepository) }, carrier: 'td:1' })
  const mark = { tag: 'main-1', digest: digest(1), pushedAt: t0 - minute }
  const record = aRecord({
    ledger: [{ release: both(1), origin: 'proven', at: t0 - minute }],
    settledOn: both(1),
    mark: { app: mark, proxy: mark },
  })
  const two = { ...policy, containers }
  const shows = (n: number, turn: number) =>
    aView([aRollout(1, { id: `turn-${turn}`, carrier: 'td:theirs', digests: { app: digest(1), proxy: digest(n) } })])
  let last = decided(record, { policy: two, platform: shows(1, 0), facts: [aPush(2)] }).next
  const ids = [last.pending?.deploymentId ?? '']
  const ended: string[] = []
  for (let turn = 1; turn <= 5; turn += 1) {
    const situation = { policy: two, platform: shows(turn % 2 ? 7 : 1, turn), now: t0 + (1 + turn) * minute }
    last = decided(quiet(last), situation).next
    ids.push(last.pending?.deploymentId ?? '')
    ended.push(...last.outbox.flatMap((one) => (one.kind === 'outcome' ? [one.deployment.id] : [])))
  }
  expect(new Set(ids).size).toBe(6)
  expect(ended).toEqual(ids.slice(0, 5))
})

describe('a question that nobody answers', () => {
  const end = t0 + minute + day
  it('expires at its time and not before, and the push stays undeployed', () => {
    const early = decided(waiting(), { now: end - 1 })
    expect([phaseOf(early), told(early)]).toEqual(['waiting', []])
    const over = decided(early.next, { now: end })
    expect(told(over)).toEqual(['expired: nobody approved it within 24 h; redeploy it to be asked anew'])
    expect([phaseOf(over), over.next.pending]).toEqual(['idle', undefined])
    expect(over.next.outbox).toMatchObject([{ outcome: 'expired', deployment: { id: pushed(2) } }])
    const shown = { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 } }
    expect(told(decided(quiet(over.next), { registry: shown, now: end + minute }))).toEqual([])
    const late = decided(quiet(over.next), { facts: [{ ...approve(), at: end + second } as Fact], now: end + minute })
    expect(told(late)).toEqual([expect.stringMatching(/^refused: the approval by ann came too late/)])
  })

  it.each<[string, Partial<TargetRecord>, Situation]>([
    ['paused', { stopped: { at: t0, by: 'bob' } }, {}],
    ['paused with the stack', {}, { stackStop: { stopped: true, by: 'bob' } }],
    ['frozen', { frozen: { at: t0, until: end + day, by: 'bob' } }, {}],
    ['unseen', {}, { platform: throttled }],
    ['unseen and unknown', {}, { unchecked: true, registry: throttled }],
  ])('expires in time while the target is %s', (_what, more, situation) => {
    const kept = decided({ ...waiting(), ...more }, { ...situation, now: t0 + 5 * minute })
    expect(kept.wakeAt).toBeLessThanOrEqual(end)
    const over = decided(quiet(kept.next), { ...situation, now: end })
    expect(told(over).at(-1)).toBe('expired: nobody approved it within 24 h; redeploy it to be asked anew')
  })

  it('expires in time while an older deployment is proven, which goes on', () => {
    const rolling = { platform: aView([aRollout(2, inProgress), aRollout(1, { leading: false })]) }
    const asked = decided(rollingRecord(2), { facts: [aPush(3, { at: t0 + second })], ...rolling })
    const over = decided(quiet(asked.next), { ...rolling, now: end })
    expect(told(over)[0]).toMatch(/^expired/)
    expect([over.next.pending, 'deployment' in over.next.state]).toEqual([undefined, true])
  })

  it('that was approved but kept from beginning expires, too, and says what kept it', () => {
    const kept = decided({ ...waiting(), stopped: { at: t0, by: 'bob' } }, { facts: [approve()], now: t0 + 3 * minute })
    const over = decided(quiet(kept.next), { now: end })
    expect(told(over)).toEqual([
      'expired: approved by ann, and not begun within 24 h of the question (api is paused by bob); redeploy it to be asked anew',
    ])
  })

  it('begins when its approval is taken in late but was given in time', () => {
    const fact = { ...approve(), at: end - second } as Fact
    expect(calls(decided(waiting(), { facts: [fact], now: end + second }))).toHaveLength(1)
  })

  it('is asked anew by a redeploy', () => {
    const over = decided(waiting(), { now: end })
    const redeploy: Fact = {
      kind: 'redeploy',
      id: 'c',
      at: end,
      by: 'bob',
      deploymentId: 'deployment-2',
      image: image(2),
    }
    const again = decided(quiet(over.next), { facts: [redeploy], now: end + minute })
    expect(told(again)).toEqual([expect.stringContaining('may it begin? app main-1 → main-2')])
  })
})

describe('those who follow a deployment', () => {
  const followed = { ...policy, tellProgress: true }
  it('are told of the question first, and count on when it begins', () => {
    const asked = decided(aRecord(), { policy: followed, facts: [aPush(2)] })
    expect(asked.next.telling).toMatchObject({
      deploymentId: pushed(2),
      sequence: 1,
      waiting: {
        phase: 'waiting',
        asks: 'start',
        expiresAt: t0 + minute + day,
        deployment: { id: pushed(2), changed: ['app'] },
      },
    })
    const heard = acknowledge(quiet(asked.next), [{ kind: 'told', id: `${pushed(2)}:progress:1` }], t0 + minute)
    const begun = decided(heard, { policy: followed, facts: [approve()], now: t0 + 3 * minute })
    expect(begun.next.telling).toMatchObject({ sequence: 2, waiting: { phase: 'rolling' } })
    expect(begun.next.telling?.waiting).not.toHaveProperty('asks')
  })

  it('are told that it is approved and still waits', () => {
    const asked = decided(aRecord(), { policy: followed, facts: [aPush(2)] })
    const paused = { ...quiet(asked.next), stopped: { at: t0, by: 'bob' } }
    const kept = decided(paused, { policy: followed, facts: [approve()], now: t0 + 3 * minute })
    expect(kept.next.telling).toMatchObject({ sequence: 2, waiting: { phase: 'waiting' } })
    expect(kept.next.telling?.waiting).not.toHaveProperty('asks')
  })
})

it('a record with a question is one that an older Longshore refuses, and is an old one again afterwards', () => {
  expect(waiting().version).toBe(3)
  expect(decided(waiting(), { now: t0 + minute + day }).next.version).toBe(1)
})

it('a stored question of the first Longshore that put any is read, and its answer begins it', () => {
  const stored: unknown = JSON.parse(readFileSync(new URL('fixtures/record-v3-question.json', import.meta.url), 'utf8'))
  const begun = decided(migrate(stored), { facts: [approve()], now: t0 + 3 * minute })
  expect(calls(begun)).toMatchObject([{ release: { images: { app: image(2) } } }])
})
