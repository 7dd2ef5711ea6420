import { expect, it } from '@jest/globals'
import type { Images } from '../../shared/domain/image.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import {
  anAttempt,
  aPending,
  aPolicy,
  aPush,
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
  release,
  rollingRecord,
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

const mark = { tag: 'main-1', digest: digest(1), pushedAt: t0 - minute }
const resting = aRecord({
  mark: { app: mark, proxy: mark },
  ledger: [pairEntry(1, 1)],
  settledOn: pairEntry(1, 1).release,
})
const { settledOn: _left, ...unsettled } = resting

const live = (n: number) => ({ ...image(n), tag: 'live' })
const exact = aPolicy({ containers: { app: exactPolicy } })
const alone = { policy: exact, platform: aView([aRollout(1)]) }

const redeploy = { kind: 'redeploy', id: 'x', at: t0, by: 'ann', deploymentId: 'again' } as const

function redeployed(record: TargetRecord, situation: Situation) {
  const decision = decideIn({ platform: aView([aRollout(1)]), facts: [redeploy], ...situation, record })
  const [call] = calls(decision)
  return call && 'force' in call ? { release: call.release, force: call.force } : told(decision)
}

it('redeploys an image on the containers that follow its repository, anew', () => {
  const ofProxy = { ...redeploy, image: image(5, proxyRepository) }
  expect(redeployed(resting, { policy: pair, platform: runs(1, 1), facts: [ofProxy] })).toEqual({
    release: { images: both(1, 5) },
    force: true,
  })
  const ofNone = { ...redeploy, image: image(5, 'elsewhere/api') }
  expect(redeployed(resting, { policy: pair, platform: runs(1, 1), facts: [ofNone] })).toEqual([
    'refused: no container of the target takes this image',
  ])
})

it('redeploys an image of a tag that nobody has seen yet', () => {
  const ofNew = { ...redeploy, image: live(5) }
  expect(redeployed(aRecord({ mark: { app: null } }), { ...alone, facts: [ofNew], registry: { app: null } })).toEqual({
    release: { images: { app: live(5) } },
    force: true,
  })
})

const { digests: _unknown, ...undigested } = aRollout(1)
const byInfra = aView([aRollout(1, { carrier: 'td:infra' })])
const force = aPolicy({ mode: 'force' })
const copy = { carrier: 'td:infra', deploymentId: 'd0', at: t0, base: 'td:0' }
const refused = ['refused: cannot redeploy: which images run is not known; name one']
const { tag: _tag, ...seven } = image(7)

it.each([
  ['the proven release under its own carrier', aRecord(), { platform: byInfra }, release(1)],
  [
    'what runs where that was never proven',
    aRecord(),
    { platform: aView([aRollout(7)]) },
    { images: { app: seven }, carrier: 'td:7' },
  ],
  [
    'what runs where nothing was proven',
    { ...aRecord(), ledger: [] },
    { platform: aView([aRollout(7)]) },
    { images: { app: seven }, carrier: 'td:7' },
  ],
  ['nothing where it is not known what runs', aRecord(), { platform: aView([undigested]) }, undefined],
  ['nothing where nothing leads', aRecord(), { platform: aView([]) }, undefined],
  [
    'the images under the carrier of infrastructure as it is (force)',
    aRecord(),
    { platform: byInfra, policy: force },
    { images: release(1).images },
  ],
  [
    'a pinned copy as it is (force)',
    aRecord({ ours: [copy] }),
    { platform: byInfra, policy: force },
    release(1, 'td:infra'),
  ],
  [
    'the carrier of infrastructure although another was copied (force)',
    aRecord({
      ours: [
        { ...copy, carrier: 'td:9' },
        { carrier: 'td:infra', deploymentId: 'd0', at: t0 },
      ],
    }),
    { platform: byInfra, policy: force },
    { images: release(1).images },
  ],
  [
    'a pinned copy among others (force)',
    aRecord({ ours: [{ carrier: 'td:9', deploymentId: 'd0', at: t0 }, copy] }),
    { platform: byInfra, policy: force },
    release(1, 'td:infra'),
  ],
])('redeploys %s', (_what, record, situation, of) => {
  expect(redeployed(record, situation)).toEqual(of ? { release: of, force: true } : refused)
})

it('redeploys what is called for, anew', () => {
  const record = rollingRecord(2, { attempt: anAttempt(2) })
  expect(redeployed(record, { platform: aView([aRollout(2, { state: 'in-progress' })]) })).toEqual({
    release: release(2),
    force: true,
  })
})

it('redeploys what runs where the proven release says nothing of an added container', () => {
  const record = aRecord({ settledOn: release(1) })
  const platform = aView([aRollout(1, { state: 'in-progress', digests: { app: digest(1), proxy: digest(7) } })])
  expect(redeployed(record, { policy: pair, platform })).toMatchObject({
    release: { images: { app: image(1), proxy: { digest: digest(7) } }, carrier: 'td:1' },
  })
})

const repair = aPending(9, { trigger: { kind: 'repair', id: 'r', at: t0 }, images: {}, command: { kind: 'repair' } })

it.each([
  ['what was left there', aRecord({ settledOn: release(2), pending: repair }), 'apply main-2'],
  [
    'what was proven where nothing was left knowingly',
    { ...unsettled, ledger: [entry(1)], pending: repair },
    'apply main-1',
  ],
  [
    'nothing where nothing was proven',
    { ...unsettled, ledger: [], pending: repair },
    'refused: nothing proven to go back to',
  ],
])('repairs with %s', (_what, record, done) => {
  const decision = decideIn({ record, platform: aView([aRollout(7, { running: 1 })]) })
  const called = calls(decision).map(({ kind, release: to }) => `${kind} ${to.images['app']?.tag}`)
  expect([...called, ...told(decision)]).toEqual([done])
})

it('tells nobody that a repair lost its place to a push', () => {
  const record = aRecord({ pending: repair, stopped: { at: t0, by: 'ann' } })
  const { next } = decideIn({ record, facts: [aPush(2)], platform: aView([aRollout(1)]) })
  expect(next.outbox.map((one) => one.id)).toEqual([`api:not-deployed:stopped:push-2:${t0 + minute}`])
})
