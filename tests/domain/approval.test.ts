import { describe, expect, it } from '@jest/globals'
import type { Attempt } from '../../shared/domain/record.ts'
import { anAttempt, aRollout, aView, calls, decideIn, digest, minute, rollingRecord, t0, told } from './a-world.ts'

const stage = 'before production traffic moves'
const paused = aRollout(2, {
  state: 'in-progress',
  stage,
  staysMs: 60 * minute,
  next: { what: 'answers the pause hook', afterMs: 0, approval: true },
})
const record = (asks?: Attempt['asks']) =>
  rollingRecord(2, {
    attempt: anAttempt(2, { progress: { running: 2, stage, at: t0 }, ...(asks ? { asks } : {}) }),
  })
const approves = (deploymentId = 'deployment-2') =>
  ({ kind: 'approve', id: 'command:1', at: t0 + minute, by: 'ann', deploymentId, stage }) as const
const at = { platform: aView([paused]), now: t0 + 2 * minute }

describe('a rollout that waits for a person', () => {
  it('asks once for each stage, and goes no further', () => {
    const first = decideIn({ record: record(), ...at })
    expect(calls(first)).toEqual([])
    expect(told(first)).toEqual([
      `waiting: ${stage}: approve it (serverless invoke -f approve -d '{"target":"api","deployment":"deployment-2"}'), or roll back`,
    ])
    const { outbox: _told, ...asked } = first.next
    expect(told(decideIn({ record: { ...asked, outbox: [] }, ...at }))).toEqual([])
  })

  it('goes on when its stage is approved, and says by whom', () => {
    const decision = decideIn({ record: record({ stage }), facts: [approves()], ...at })
    expect(calls(decision)).toMatchObject([
      { kind: 'advance', stage, release: { images: { app: { digest: digest(2) } } } },
    ])
    const { state } = decision.next
    const timeline = 'deployment' in state ? state.deployment.timeline : []
    expect(timeline.map(({ what }) => what)).toContain(`approved by ann: ${stage}`)
  })

  it('asks anew in another stage', () => {
    const before = { stage: 'another stage', approved: { by: 'ann', at: t0 } }
    const decision = decideIn({ record: record(before), ...at })
    expect(calls(decision)).toEqual([])
    expect(told(decision)).toHaveLength(1)
  })

  it.each([
    ['another deployment', record({ stage }), approves('deployment-1')],
    ['a rollout that did not ask', record(), approves()],
    ['another stage', record({ stage }), { ...approves(), stage: 'another stage' }],
    ['a stage that was approved before', record({ stage, approved: { by: 'bob', at: t0 } }), approves()],
  ])('takes no approval of %s, and says so', (_what, waiting, fact) => {
    const decision = decideIn({
      record: waiting,
      facts: [fact],
      platform: aView([aRollout(2, { state: 'in-progress', stage })]),
    })
    expect(told(decision)).toContain(
      `refused: the approval by ann came too late: ${fact.deploymentId} does not wait for it any more`,
    )
  })
})
