import { beforeEach, describe, expect, it } from '@jest/globals'
import { type DiffPorts, diff } from '../../shared/commands/diff.ts'
import type { PlatformView, Problem } from '../../shared/domain/observation.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { parseDiff } from '../../shared/inbound/diff-command.ts'
import {
  aDeployment,
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  digest,
  entry,
  image,
  inFlight,
  minute,
  release,
  repository,
  t0,
} from '../domain/a-world.ts'
import { aConfig, commandWorld } from './command-world.ts'

const settled = aRecord({
  ledger: [entry(2), entry(1)],
  settledOn: release(2),
  mark: { app: { ...image(2), tag: 'main-2', pushedAt: t0 + 2 * minute } },
})
let world: ReturnType<typeof commandWorld>
let compared: unknown[]

beforeEach(() => {
  world = commandWorld()
  compared = []
  for (const n of [1, 2, 3]) world.registry.push(repository, `main-${n}`, digest(n), { at: t0 + n * minute })
})

interface Given {
  readonly record?: TargetRecord
  readonly policy?: Partial<Policy>
  readonly view?: PlatformView | Problem
  readonly besides?: readonly string[]
  readonly more?: Partial<DiffPorts>
}

/** What would change on a target that settled on release 2. */
async function asked(payload: object, { record = settled, policy, view, besides = [], more = {} }: Given = {}) {
  const { write } = await world.records.load('api')
  await world.records.save(record, write)
  const command = parseDiff({ target: 'api', ...payload }, { targets: ['api'], groups: [] })
  if (command.kind === 'refused') throw new Error(command.why)
  const ports: DiffPorts = {
    ...world,
    platform: {
      observe: async () => new Map([['api', view ?? aView([aRollout(2)])]]),
      apply: async () => Promise.reject(new Error('nothing may be applied')),
      advance: async () => Promise.reject(new Error('nothing may be advanced')),
    },
    compare: async (_policy, from, to) => {
      compared.push([from, to])
      return besides
    },
    ...more,
  }
  const told = await diff(command, aConfig(aPolicy(policy ?? {})), ports)
  expect((await world.records.load('api')).record).toEqual(record)
  expect(await world.facts()).toEqual([])
  return told
}

describe('what a deployment would change', () => {
  it('is the image by its digest, and nothing else of what carries it', async () => {
    const told = await asked({ image: 'main-3' })
    expect(told).toMatchObject({
      from: { app: { digest: digest(2), tag: 'main-2' } },
      to: { app: { repository, digest: digest(3), tag: 'main-3' } },
      ...{ changed: ['app'], besides: [], byCommand: [], byItself: [] },
      carrier: { now: 'td:2', startsFrom: 'td:2' },
    })
    expect(compared).toEqual([['td:2', undefined]])
    expect(told.message).toBe(
      [
        'api: app main-2 (000000000000) → app main-3 (000000000000)',
        'carried by td:2; nothing else changes',
        'asked for by a person, it begins now',
        'pushed, it begins now',
      ].join('\n'),
    )
  })

  it('is what was proven with the carrier of that time, for a rollback', async () => {
    const told = await asked({ to: 'main-1' }, { besides: ['container app: environment variable LEVEL differs'] })
    expect(told).toMatchObject({ to: { app: { digest: digest(1) } }, carrier: { startsFrom: 'td:1' }, byCommand: [] })
    expect(told).not.toHaveProperty('byItself')
    expect(compared).toEqual([['td:2', 'td:1']])
    expect(told.message).toContain('besides:\n  container app: environment variable LEVEL differs')
  })

  it('is what infrastructure code has there, where it owns the carrier', async () => {
    const ours = [{ carrier: 'td:2', deploymentId: 'd', at: t0, base: 'td:9' }]
    await asked({ image: 'main-3' }, { policy: { mode: 'force' }, record: { ...settled, ours } })
    expect(compared).toEqual([['td:2', 'td:9']])
  })

  it('is nothing but a new rollout for what runs', async () => {
    const told = await asked({})
    expect(told).toMatchObject({ changed: [], byCommand: [] })
    expect(told.message).toContain('(the same images again)')
  })

  it('is what waits to start, if something does', async () => {
    const pending = aPending(3, { images: release(3).images })
    const told = await asked(
      {},
      { record: { ...settled, pending, state: { name: 'waiting', since: t0, why: 'settle' } } },
    )
    expect(told).toMatchObject({ to: { app: { digest: digest(3) } }, byItself: [] })
    expect(told).not.toHaveProperty('byCommand')
  })

  it('is not known where nobody can see what runs', async () => {
    const view: Problem = { kind: 'problem', cause: 'denied', message: 'ecs:DescribeServices is denied' }
    await expect(asked({ image: 'main-3' }, { view })).rejects.toThrow(
      'Cannot tell what api runs: ecs:DescribeServices',
    )
  })

  it.each([
    [{ image: 'main-9' }, 'There is no image main-9'],
    [{ to: 'main-9' }, 'main-9 is not in the ledger of api. Its ledger holds: main-2'],
    [{ image: 'main-1', to: 'main-1' }, 'image and to exclude each other'],
    [{ tag: 'x' }, 'there is no key "tag"; the keys are target, image, to'],
  ])('%j is refused', async (payload, words) => {
    await expect(asked(payload)).rejects.toThrow(words)
  })
})

describe('what keeps it from starting now', () => {
  const hold = { digests: { app: digest(3) }, at: t0, deploymentId: 'd', why: 'it crashed' }
  const stopped = { at: t0, by: 'bob', reason: 'incident' }
  const frozen = { at: t0, until: t0 + minute, by: 'ann' }
  const rolling = inFlight({ name: 'rolling', deployment: aDeployment(2) })
  const proving = inFlight({ name: 'proving', deployment: aDeployment(2), since: t0 })
  const paused = 'api is paused by bob (incident)'
  const freeze = 'frozen by ann until 2026-11-16 09:01 UTC'

  it.each<[string, Given, readonly string[], readonly string[]]>([
    ['a pause', { record: { ...settled, stopped } }, [paused], [paused]],
    [
      'a freeze by hand',
      { record: { ...settled, frozen } },
      [`${freeze} (--override lets it begin all the same)`],
      [freeze],
    ],
    ['a hold', { record: { ...settled, holds: [hold] } }, [], ['it is on hold: it crashed']],
    [
      'an approval',
      { policy: { approve: { withinMs: minute } } },
      ['waits for an approval'],
      ['waits for an approval'],
    ],
    [
      'all of them, one behind the other',
      { record: { ...settled, stopped, frozen, holds: [hold] }, policy: { approve: { withinMs: minute } } },
      [paused, `${freeze} (--override lets it begin all the same)`, 'waits for an approval'],
      [paused, freeze, 'it is on hold: it crashed', 'waits for an approval'],
    ],
    ['nothing that is being rolled out', { record: rolling }, [], []],
    [
      'what is being proven',
      { record: proving },
      ['deployment-2 is proving: it begins after that'],
      ['deployment-2 is proving: it begins after that'],
    ],
    [
      'a target that goes first',
      { policy: { dependsOn: [{ target: 'web', shares: [] }] } },
      [],
      ['waits for web, which cannot be read now or was never looked at'],
    ],
    [
      'that it is only observed',
      { policy: { mode: 'observe' } },
      ['the target is only observed (mode: observe)'],
      ['the target is only observed (mode: observe)'],
    ],
  ])('%s', async (_what, given, byCommand, byItself) => {
    const told = await asked({ image: 'main-3' }, given)
    expect({ byCommand: told.byCommand, byItself: told.byItself }).toEqual({ byCommand, byItself })
  })

  it('the pause of the whole stack', async () => {
    await world.stack.writeStop({ stopped: true, by: 'bob' })
    expect((await asked({ image: 'main-3' })).byCommand).toEqual(['the whole stack is paused by bob'])
  })

  it.each([
    ['main-1', 'app: main-2 is newer'],
    ['dev-3', 'app: dev-3 does not match main-*'],
  ])('that %s would not be taken for news', async (tag, why) => {
    world.registry.push(repository, 'dev-3', digest(3))
    const told = await asked({ image: tag })
    expect(told).toMatchObject({ byCommand: [], byItself: [why] })
  })

  it('nothing of a rollback', async () => {
    const record = { ...settled, stopped, frozen }
    expect((await asked({ to: 'main-1' }, { record, policy: { approve: { withinMs: minute } } })).byCommand).toEqual([])
  })
})
