import { expect, it } from '@jest/globals'
import {
  aDeployment,
  anAttempt,
  aPending,
  aPolicy,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  image,
  patternPolicy,
  proxyRepository,
  rollingRecord,
  t0,
  told,
} from './a-world.ts'

const policy = aPolicy({ containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } } })
const running = { app: image(1), proxy: image(1, proxyRepository) }
const goal = { images: { ...running, app: image(2) } }

it('goes on with a rollout when all that a push brings is on hold, and says so', () => {
  const deployment = aDeployment(2, { goal, changed: ['app'], attempt: anAttempt(2, { release: goal }), policy })
  const hold = { digests: { proxy: digest(7) }, at: t0, deploymentId: 'deployment-0', why: 'it crashed' }
  const pending = aPending(3, { images: { proxy: image(7, proxyRepository) } })
  const record = rollingRecord(2, deployment, {
    holds: [hold],
    pending,
    ledger: [{ release: { images: running, carrier: 'td:1' }, origin: 'proven', at: t0 }],
  })
  const view = aView([aRollout(2, { state: 'in-progress', digests: { app: digest(2), proxy: digest(1) } })])
  const decision = decideIn({ record, policy, platform: view })
  expect(calls(decision)).toEqual([])
  expect(decision.next.state).toMatchObject({ name: 'rolling', deployment: { id: 'deployment-2' } })
  expect(told(decision)).toEqual([
    'not-deployed: pushed and not deployed: on hold since deployment-0 (it crashed); push another image or resume',
  ])
})

it('looks at the rollout while a newer push waits for its quiet time', () => {
  const slow = aPolicy({ settleMs: 600_000 })
  const record = rollingRecord(2, { policy: slow }, { pending: aPending(3, { firstAt: t0, lastAt: t0 }) })
  const view = aView([aRollout(2, { state: 'in-progress' })])
  expect(decideIn({ record, policy: slow, platform: view, now: t0 + 1_000 }).wakeAt).toBe(t0 + 31_000)
})
