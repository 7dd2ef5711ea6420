import { expect, it } from '@jest/globals'
import type { Images } from '../../shared/domain/image.ts'
import type { Hold, TargetRecord } from '../../shared/domain/record.ts'
import { releaseKey } from '../../shared/domain/release.ts'
import {
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  entry,
  exactPolicy,
  image,
  minute,
  patternPolicy,
  proxyRepository,
  repository,
  type Situation,
  t0,
  told,
} from './a-world.ts'

const proxyPolicy = { ...patternPolicy, repository: proxyRepository }
const pair = aPolicy({ containers: { app: patternPolicy, proxy: proxyPolicy } })

function both(app: number, proxy: number): Images {
  return { app: image(app), proxy: image(proxy, proxyRepository) }
}

function pairEntry(app: number, proxy: number) {
  return entry(app, { release: { images: both(app, proxy), carrier: `td:${app}` } })
}

function runs(app: number, proxy: number, more: Parameters<typeof aRollout>[1] = {}) {
  return aView([aRollout(app, { digests: { app: digest(app), proxy: digest(proxy) }, ...more })])
}

function onHold(digests: Hold['digests']): Hold {
  return { digests, at: t0, deploymentId: 'd0', why: 'it crashed' }
}

const mark = { tag: 'main-1', digest: digest(1), pushedAt: t0 - minute }
const resting = aRecord({
  mark: { app: mark, proxy: mark },
  ledger: [pairEntry(1, 1)],
  settledOn: pairEntry(1, 1).release,
})
const { settledOn: _left, ...unsettled } = resting

/** Images of the call that a push of images starts; else what is told. */
function outcome(record: TargetRecord, situation: Situation, images: Images = { app: image(2) }) {
  const pending = aPending(2, { images })
  const decision = decideIn({ policy: pair, platform: runs(1, 1), ...situation, record: { ...record, pending } })
  const [call] = calls(decision)
  return call ? call.release.images : told(decision)
}

it.each([
  ['what runs, completed', resting, runs(1, 7, { carrier: 'td:theirs' }), both(2, 7)],
  ['what was proven while something else comes up', resting, runs(1, 7, { state: 'in-progress' }), both(2, 1)],
  ['what was proven where nothing leads', resting, aView([]), both(2, 1)],
  [
    'what was proven where what runs is on hold',
    { ...resting, holds: [onHold({ proxy: digest(7) })] },
    runs(1, 7),
    both(2, 1),
  ],
  [
    'what was proven before a release that is on hold',
    { ...resting, ledger: [pairEntry(1, 6), pairEntry(1, 5)], holds: [onHold({ proxy: digest(6) })] },
    aView([]),
    both(2, 5),
  ],
  [
    'what comes up where nothing was proven',
    { ...unsettled, ledger: [] },
    runs(1, 7, { state: 'in-progress' }),
    both(2, 7),
  ],
])('lays a push over %s', (_what, record, platform, images) => {
  const started = outcome(record, { platform })
  expect(digestsIn(started)).toEqual(digestsIn(images))
})

function digestsIn(images: Images | string[]) {
  return Array.isArray(images) ? images : Object.entries(images).map(([name, one]) => `${name} ${one.digest}`)
}

it('starts nothing where it cannot tell what another container runs', () => {
  expect(outcome({ ...unsettled, ledger: [] }, { platform: aView([]) })).toEqual([
    'failed: nothing was changed: cannot tell which image the container proxy runs: push it too, or wait until the target is settled',
  ])
  const three = { ...pair, containers: { ...pair.containers, worker: proxyPolicy } }
  expect(outcome({ ...unsettled, ledger: [] }, { platform: aView([]), policy: three })).toEqual([
    expect.stringMatching(/which image the container proxy, worker runs/),
  ])
})

it.each([
  [
    'leaves an image on hold out where the rest can go without it',
    [onHold({ app: digest(2) })],
    both(2, 2),
    both(1, 2),
  ],
  ['keeps back all that is on hold together', [onHold({ app: digest(2), proxy: digest(2) })], both(2, 2), undefined],
  [
    'keeps back what is on hold with what runs',
    [onHold({ app: digest(2), proxy: digest(1) })],
    { app: image(2) },
    undefined,
  ],
  [
    'keeps back what is on hold each by itself',
    [onHold({ app: digest(2) }), onHold({ proxy: digest(2) })],
    both(2, 2),
    undefined,
  ],
  ['starts what nothing holds', [onHold({ app: digest(3) })], both(2, 2), both(2, 2)],
  [
    'starts what is on hold with something else only',
    [onHold({ app: digest(2), proxy: digest(9) })],
    both(2, 2),
    both(2, 2),
  ],
] as const)('%s', (_what, holds, pushed, images) => {
  expect(outcome({ ...resting, holds }, {}, pushed)).toEqual(
    images ?? ['not-deployed: pushed and not deployed: on hold since d0 (it crashed); push another image or resume'],
  )
})

it('leaves out an image whose index is on hold', () => {
  const record = { ...resting, holds: [onHold({ app: digest(22) })], manifests: { [digest(22)]: [digest(2)] } }
  expect(outcome(record, {}, both(2, 2))).toEqual(both(1, 2))
})

const live = (n: number) => ({ ...image(n), tag: 'live' })
const exact = aPolicy({ containers: { app: exactPolicy } })
const newest = (n: number, tag = 'live') => ({ app: { tag, digest: digest(n), pushedAt: t0 } })
const marked = aRecord({ mark: newest(2) })
const alone = { policy: exact, platform: aView([aRollout(1)]) }

it.each([
  ['an exact tag that the registry vouches for', marked, { ...alone, registry: newest(2), unchecked: true }, true],
  ['an exact tag that was looked up apart', marked, alone, true],
  ['an exact tag that was not looked up', marked, { ...alone, unchecked: true }, []],
  [
    'an exact tag that is gone',
    marked,
    { ...alone, registry: { app: null } },
    ['failed: nothing was changed: the tag live of R is gone'],
  ],
  [
    'an image of a pattern that is gone, although the registry named it',
    aRecord({ mark: newest(2, 'main-2') }),
    { ...alone, policy: aPolicy(), registry: newest(2, 'main-2'), gone: [2] },
    ['failed: nothing was changed: the image is gone'],
  ],
  [
    'an image of a pattern that nothing matches any more',
    aRecord({ mark: newest(2, 'main-2') }),
    { ...alone, policy: aPolicy(), registry: { app: null } },
    true,
  ],
  [
    'an image that is gone, and nobody says why',
    marked,
    { ...alone, candidates: [{ release: releaseKey({ images: { app: live(2) } }), usable: false }] },
    [`failed: nothing was changed: the image ${digest(2)} is gone`],
  ],
] as const)('asks whether it exists: %s', (_what, record, situation, found) => {
  const started = outcome(record, situation, { app: live(2) })
  expect(Array.isArray(started) ? started.map((one) => one.replace(repository, 'R')) : true).toEqual(found)
})
