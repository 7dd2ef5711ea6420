import { describe, expect, it } from '@jest/globals'
import type { NextStep, Rollout } from '../../shared/domain/observation.ts'
import { parseNudge } from '../../shared/inbound/nudge.ts'

const digest = `sha256:${'ab'.repeat(32)}`
const rollout = {
  id: 'ecs-svc/1',
  carrier: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:1',
  leading: true,
  state: 'completed',
  createdAt: 1,
  desired: 2,
  running: 2,
  pending: 0,
  failed: 0,
  digests: { app: digest },
}
/** Every member that a rollout may have: one that the parser does not know would be lost between tick and reconcile. */
const whole: Required<Rollout> & { readonly next: Required<NextStep> } = {
  ...rollout,
  state: 'in-progress',
  healthy: 1,
  digests: {},
  madeBy: 'a-deployment',
  reason: 'tasks failed to start',
  stage: '10 % of the traffic',
  staysMs: 600_000,
  next: { what: 'moves the rest', afterMs: 60_000, approval: true },
}
const view = { kind: 'seen', at: 5, desired: 2, rollouts: [rollout], messages: ['(service api) is steady'] }
const registry = { kind: 'seen', at: 5, newest: { app: { tag: 'v1', digest, pushedAt: 4 }, proxy: null } }

describe('a nudge', () => {
  it.each([
    ['nothing seen', {}],
    ['a view of the platform', { seen: { platform: view } }],
    ['a rollout in steps', { seen: { platform: { ...view, rollouts: [whole] } } }],
    ['a problem', { seen: { platform: { kind: 'problem', cause: 'gone', message: 'the service api is gone' } } }],
    ['registry and manifests', { seen: { platform: { ...view, manifests: { [digest]: [digest] } }, registry } }],
  ])('with %s comes out as it went in', (_, rest) => {
    const nudge = { target: 'api', dedupId: 'tick:api:1', ...rest }
    expect(parseNudge(JSON.stringify(nudge))).toEqual({ kind: 'nudge', nudge })
  })

  it.each([
    ['a state that is not known', { platform: { ...view, rollouts: [{ ...rollout, state: 'dancing' }] } }],
    ['a digest that is none', { platform: { ...view, rollouts: [{ ...rollout, digests: { app: 'latest' } }] } }],
    ['something else', 'yes'],
  ])('that saw %s is a bare one: reconcile looks itself', (_, seen) => {
    const read = parseNudge(JSON.stringify({ target: 'api', dedupId: 'd', seen }))
    expect(read).toEqual({ kind: 'nudge', nudge: { target: 'api', dedupId: 'd' } })
  })

  it.each(['', 'null', '{}', '{"target":""}', '[]', '{"target":5,"dedupId":"d"}'])('is not %p', (body) => {
    expect(parseNudge(body)).toMatchObject({ kind: 'refused', why: expect.stringContaining('not a nudge') })
  })
})
