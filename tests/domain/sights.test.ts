import { expect, it } from '@jest/globals'
import type { Order, TagPolicy } from '../../shared/domain/policy.ts'
import {
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  exactPolicy,
  minute,
  patternPolicy,
  second,
  t0,
} from './a-world.ts'

const platform = aView([aRollout(1)])
const denied = { kind: 'problem', cause: 'denied', message: 'not allowed' } as const
const stopped = { at: t0 - minute, by: 'ann' }
const semver = aPolicy({
  containers: {
    app: {
      ...patternPolicy,
      tags: { kind: 'semver', range: '*' } satisfies TagPolicy,
      order: 'semver' satisfies Order,
    },
  },
})
const exact = aPolicy({ containers: { app: exactPolicy } })

function shown(n: number, pushedAt = t0, tag = `main-${n}`) {
  return { app: { tag, digest: digest(n), pushedAt } }
}

function version(tag: string, n: number, at = t0) {
  return aPush(n, { tag, at })
}

/** What a stopped target keeps to start, marks and says: no start hides it. */
function taken(situation: Parameters<typeof decideIn>[0]) {
  const { next } = decideIn({ platform, ...situation, record: { ...aRecord({ stopped }), ...situation.record } })
  return {
    starts: next.pending?.images['app']?.tag,
    trigger: next.pending && `${next.pending.trigger.kind} ${next.pending.trigger.id}`,
    mark: next.mark['app'] && `${next.mark['app'].tag} ${(next.mark['app'].pushedAt - t0) / second}`,
    tells: next.outbox.filter(({ id }) => id.includes(':older:')).map(({ reason }) => reason),
  }
}

const first = aRecord({ mark: {}, stopped })

it.each([
  [
    'a push of what the registry had not',
    aPolicy(),
    [aPush(2)],
    shown(1, t0 - 1),
    { starts: 'main-2', trigger: 'push push-2', mark: 'main-2 0', tells: [] },
  ],
  [
    'a push that is the newest in the registry',
    aPolicy(),
    [aPush(2)],
    shown(2),
    { starts: 'main-2', trigger: 'push push-2', mark: 'main-2 0', tells: [] },
  ],
  [
    'a newer image whose event was lost',
    aPolicy(),
    [aPush(2)],
    shown(3, t0 + second),
    {
      starts: 'main-3',
      trigger: `sweep sweep:app:main-3:${digest(3)}:${t0 + minute}`,
      mark: 'main-3 1',
      tells: ['main-2 was pushed and not deployed: main-3 is newer'],
    },
  ],
  [
    'a newer image of the same moment as the push',
    aPolicy(),
    [aPush(2)],
    shown(3, t0),
    {
      starts: 'main-3',
      trigger: `sweep sweep:app:main-3:${digest(3)}:${t0 + minute}`,
      mark: 'main-3 0',
      tells: ['main-2 was pushed and not deployed: main-3 is newer'],
    },
  ],
  [
    'no version below the highest that was there before',
    semver,
    [version('1.9.0', 2)],
    shown(3, t0 - 1, '2.0.0'),
    {
      starts: undefined,
      trigger: undefined,
      mark: '2.0.0 -0.001',
      tells: ['1.9.0 was pushed and not deployed: 2.0.0 is newer'],
    },
  ],
  [
    'the highest version where it came no earlier than the push of another',
    semver,
    [version('1.9.0', 2)],
    shown(3, t0, '2.0.0'),
    {
      starts: '2.0.0',
      trigger: `sweep sweep:app:2.0.0:${digest(3)}:${t0 + minute}`,
      mark: '2.0.0 0',
      tells: ['1.9.0 was pushed and not deployed: 2.0.0 is newer'],
    },
  ],
  [
    'the highest version where it is one of the pushed',
    semver,
    [version('1.9.0', 2, t0 + 2 * second), version('2.0.0', 3, t0 + second)],
    shown(3, t0 - minute, '2.0.0'),
    {
      starts: '2.0.0',
      trigger: 'push push-3',
      mark: '2.0.0 1',
      tells: ['1.9.0 was pushed and not deployed: 2.0.0 is newer'],
    },
  ],
  [
    'the highest version where it came between the first push and the last',
    semver,
    [version('1.9.0', 2, t0 + 2 * second), version('1.8.0', 4, t0)],
    shown(3, t0 + second, '2.0.0'),
    {
      starts: '2.0.0',
      trigger: `sweep sweep:app:2.0.0:${digest(3)}:${t0 + minute}`,
      mark: '2.0.0 1',
      tells: ['1.9.0 was pushed and not deployed: 2.0.0 is newer', '1.8.0 was pushed and not deployed: 2.0.0 is newer'],
    },
  ],
  [
    'what an exact tag names, however old it is',
    exact,
    [aPush(3, { tag: 'live' })],
    shown(3, t0 - 60 * minute, 'live'),
    { starts: 'live', trigger: 'push push-3', mark: 'live -3600', tells: [] },
  ],
  [
    'what an exact tag names by now',
    exact,
    [aPush(2, { tag: 'live' })],
    shown(3, t0 - 60 * minute, 'live'),
    {
      starts: 'live',
      trigger: `sweep sweep:app:live:${digest(3)}:${t0 + minute}`,
      mark: 'live -3600',
      tells: ['live was pushed and not deployed: live names another image by now'],
    },
  ],
])('at first sight takes for news: %s', (_what, policy, facts, registry, found) => {
  expect(taken({ record: first, policy, facts, registry })).toEqual(found)
})

const live = aRecord({ mark: shown(1, t0, 'live'), stopped })

it.each([
  [
    'starts what was pushed to a tag that is gone, which says so',
    [aPush(2, { tag: 'live' })],
    { app: null },
    'push push-2',
    'live 0',
  ],
  [
    'starts nothing of a tag that is gone where that image was handled',
    [aPush(1, { tag: 'live' })],
    { app: null },
    undefined,
    'live 0',
  ],
  ['starts nothing of a tag that is gone where nothing was pushed', [], { app: null }, undefined, 'live 0'],
  ['starts nothing of a tag that names the same image', [], shown(1, t0 + second, 'live'), undefined, 'live 0'],
  [
    'starts the newest push where the registry refuses, in whatever order they come',
    [aPush(3, { tag: 'live', at: t0 + 2 * second }), aPush(2, { tag: 'live', at: t0 + second })],
    denied,
    'push push-3',
    'live 2',
  ],
  [
    'starts the newest push to a tag that is gone, in whatever order they come',
    [aPush(3, { tag: 'live', at: t0 + 2 * second }), aPush(2, { tag: 'live', at: t0 + second })],
    { app: null },
    'push push-3',
    'live 2',
  ],
])('of an exact tag, %s', (_what, facts, registry, trigger, mark) => {
  expect(taken({ record: live, policy: exact, facts, registry })).toMatchObject({ trigger, mark })
})

it('takes an exact tag for news that was looked for and found only now', () => {
  const record = aRecord({ mark: { app: null }, stopped })
  expect(taken({ record, policy: exact, registry: shown(2, t0, 'live') })).toMatchObject({
    starts: 'live',
    mark: 'live 0',
  })
})

const pushedAgain = aRecord({ mark: shown(1), stopped })

it.each([
  ['the same image under the same tag, later', [aPush(1, { at: t0 + second })], {}, undefined, 'main-1 0'],
  [
    'another image under the same tag, later',
    [aPush(2, { tag: 'main-1', at: t0 + second })],
    {},
    'push push-2',
    'main-1 1',
  ],
  [
    'the same image under another tag, later',
    [aPush(1, { tag: 'main-9', at: t0 + second })],
    {},
    'push push-1',
    'main-9 1',
  ],
  [
    'the same image under the same tag in the registry, later',
    [],
    { registry: shown(1, t0 + second) },
    undefined,
    'main-1 0',
  ],
  [
    'the newest of several pushes of one image, by its own event',
    [
      aPush(2, { tag: 'main-2', at: t0 + second }),
      aPush(2, { tag: 'main-3', id: 'twin', at: t0 + second }),
      aPush(9, { tag: 'main-3', id: 'other', at: t0 }),
    ],
    {},
    'push twin',
    'main-3 1',
  ],
  [
    'an image of the registry, although another with its tag was pushed before',
    [aPush(2, { tag: 'main-3', at: t0 + second })],
    { registry: shown(3, t0 + 2 * second) },
    `sweep sweep:app:main-3:${digest(3)}:${t0 + minute}`,
    'main-3 2',
  ],
])('of a pattern, takes %s', (_what, facts, seen, trigger, mark) => {
  expect(taken({ record: pushedAgain, facts, ...seen })).toMatchObject({ trigger, mark })
})
