import { describe, expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { aRun, exited, log, migrate, preparingRecord, taskPolicy } from './a-task.ts'
import {
  aDeployment,
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
  draining,
  freshOf,
  image,
  inFlight,
  minute,
  phaseOf,
  provingRecord,
  release,
  revertingRecord,
  rollingRecord,
  type Situation,
  stuckRecord,
  t0,
  tasks,
  told,
} from './a-world.ts'
import { inProgress } from './phases/row.ts'

const rolling = aView([aRollout(2, inProgress), draining])
const why = 'cancelled by ann (wrong version)'

function cancel(deploymentId = 'deployment-2', more: object = {}): Fact {
  return { kind: 'cancel', id: 'c', at: t0 + minute, by: 'ann', deploymentId, reason: 'wrong version', ...more }
}

function cancelled(record: TargetRecord, more: Situation = {}) {
  return decideIn({ record, platform: rolling, facts: [cancel()], ...more })
}

describe('a deployment that is cancelled', () => {
  it('waits and ends without having begun', () => {
    const pending = aPending(2)
    const record = aRecord({
      pending,
      state: { name: 'waiting', since: t0, why: 'stopped' },
      stopped: { at: t0, by: 'b' },
    })
    const decision = cancelled(record, { platform: aView([aRollout(1)]) })
    expect([phaseOf(decision), decision.next.pending, told(decision)]).toEqual([
      'idle',
      undefined,
      [`cancelled: ${why}`],
    ])
    expect(decision.next.holds).toEqual([])
  })

  it.each([
    ['rolls', rollingRecord(2)],
    ['is being proven', provingRecord(2, { policy: aPolicy({ bakeMs: 60 * minute }) })],
  ])('goes back to what was proven while it %s, and is held', (_what, record) => {
    const decision = cancelled(record)
    expect(phaseOf(decision)).toBe('reverting')
    expect(decision.next.holds).toMatchObject([{ digests: { app: digest(2) }, why }])
    expect(calls(decision)).toMatchObject([{ kind: 'revert', release: { images: { app: image(1) } } }])
  })

  it('ends rolled-back with who and why once the target is back', () => {
    const revert = { to: { release: release(1), origin: 'proven' as const, at: t0 }, attempt: anAttempt(1) }
    const record = revertingRecord(2, revert, {}, { failure: { at: t0, reasons: [why] } })
    expect(told(decideIn({ record, platform: aView([aRollout(1)]) }))).toEqual([`rolled-back: ${why}`])
  })

  it.each([
    [
      'rollback is off',
      { policy: aPolicy({ rollback: 'off' }) },
      {},
      /^failed: rollback is off: the broken release is still/,
    ],
    ['nothing was ever proven', {}, { ledger: [] }, /^failed: there is nothing to go back to/],
  ])('says so where %s', (_what, deployment, more, words) => {
    expect(told(cancelled(rollingRecord(2, deployment, more)))).toEqual([expect.stringMatching(words)])
  })

  it('ends at once while nothing was called for it', () => {
    const decision = cancelled(rollingRecord(2, { attempt: freshOf(2) }))
    expect([phaseOf(decision), calls(decision)]).toEqual(['idle', []])
    expect(told(decision)).toEqual([`cancelled: ${why}; the target was not touched`])
    expect(decision.next.holds).toMatchObject([{ why }])
  })

  it('goes back where it took the place of another rollout, although nothing was called for it', () => {
    const decision = cancelled(rollingRecord(2, { attempt: freshOf(2), inPlaceOf: release(3) }))
    expect(phaseOf(decision)).toBe('reverting')
  })

  it('makes room for what waits behind it once it is back', () => {
    const record = cancelled(
      rollingRecord(2, {}, { pending: aPending(3, { command: { kind: 'redeploy', image: image(3) } }) }),
    )
    expect([phaseOf(record), record.next.pending?.deploymentId]).toEqual(['reverting', 'deployment-3'])
  })
})

describe('a task before the rollout that is cancelled', () => {
  const policy = taskPolicy({ before: migrate })
  const seen = (task: Situation['task']): Situation => ({ policy, ...(task ? { task } : {}) })

  it('is told to stop, and its deployment ends once it is seen to have stopped', () => {
    const decision = cancelled(preparingRecord(aRun()), seen(undefined))
    expect(decision.next.state).toMatchObject({ name: 'preparing', task: { stopping: { why, takesBack: true } } })
    expect(decision.next.version).toBe(3)
    const stopped = decideIn({ record: decision.next, platform: rolling, ...seen(exited(137)) })
    expect(told(stopped)).toEqual([`cancelled: ${why}; it was stopped; its log: ${log}; the target was not touched`])
    expect(stopped.next.holds).toMatchObject([{ why }])
  })

  it('does not roll out although the task ended well before it could be stopped', () => {
    const { next } = cancelled(preparingRecord(aRun()), seen(undefined))
    const ended = decideIn({ record: next, platform: rolling, ...seen(exited(0)) })
    expect([calls(ended), phaseOf(ended)]).toEqual([[], 'idle'])
    expect(told(ended)).toEqual([expect.stringMatching(/^cancelled: .* had exited with 0 by then and was not undone/)])
  })

  it('ends at once while it was not run yet', () => {
    const { intent: _none, id: _neither, ...fresh } = aRun()
    const decision = cancelled(preparingRecord(fresh), seen(undefined))
    expect([tasks(decision), told(decision)]).toEqual([[], [`cancelled: ${why}; the target was not touched`]])
  })

  it('is refused a second time', () => {
    const { next } = cancelled(preparingRecord(aRun()), seen(undefined))
    const again = decideIn({ record: next, facts: [cancel('deployment-2', { id: 'again' })], ...seen(undefined) })
    expect(told(again)).toEqual(['refused: the cancel by ann came too late: deployment-2 is being stopped already'])
  })
})

describe('a cancel that comes too late', () => {
  it.each<[string, TargetRecord, RegExp]>([
    ['for what has ended', aRecord(), /deployment-2 has ended or was replaced/],
    ['for what was replaced', rollingRecord(3), /deployment-2 has ended or was replaced/],
    ['for what goes back already', revertingRecord(2), /deployment-2 goes back already/],
    ['for what is stuck', stuckRecord(2), /the target is stuck; roll back to a release/],
    [
      'for a rollback',
      rollingRecord(2, { trigger: { kind: 'rollback', id: 'r', at: t0 } }),
      /deployment-2 goes back itself; redeploy/,
    ],
    ['for the same images again', rollingRecord(2, { changed: [] }), /starts the images anew.*let it finish/],
    [
      'for what is proven',
      inFlight({
        name: 'finishing',
        deployment: aDeployment(2, { policy: taskPolicy({ after: migrate }) }),
        task: aRun(),
      }),
      /deployment-2 is proven already and its last task runs; roll back/,
    ],
  ])('%s changes nothing and is told', (_what, record, words) => {
    const decision = cancelled(record)
    const without = decideIn({ record, platform: rolling })
    const refusals = told(decision).filter((line) => line.startsWith('refused: the cancel by ann came too late'))
    expect(refusals).toEqual([expect.stringMatching(words)])
    expect({ ...decision.next, folded: [], outbox: [] }).toEqual({
      ...without.next,
      folded: [],
      outbox: [],
      ...woken(decision),
    })
  })
})

function woken({ next: { wakeAt } }: { readonly next: TargetRecord }): Partial<TargetRecord> {
  return wakeAt === undefined ? {} : { wakeAt }
}

describe('a rejection at a stage of the platform', () => {
  const asks = { stage: 'before production traffic moves' }
  const attempt = anAttempt(2, { progress: { running: 2, stage: asks.stage, at: t0 }, asks })
  const no: Fact = { kind: 'reject', id: 'n', at: t0, by: 'bob', deploymentId: 'deployment-2' }

  it('takes the deployment back that waits there', () => {
    const decision = cancelled(rollingRecord(2, { attempt }), { facts: [no] })
    expect(phaseOf(decision)).toBe('reverting')
    expect(decision.next.holds).toMatchObject([{ why: 'rejected by bob' }])
  })

  it('takes no rollback back, and says what to do instead', () => {
    const trigger = { kind: 'rollback' as const, id: 'c', at: t0, by: 'ann' }
    const decision = cancelled(rollingRecord(2, { attempt, trigger }), { facts: [no] })
    expect(phaseOf(decision)).toBe('rolling')
    expect(told(decision)).toEqual([
      'refused: the rejection by bob takes nothing back: deployment-2 goes back itself; redeploy the image that is to run instead',
    ])
  })
})

it('a push during the cancel starts after it', () => {
  const decision = cancelled(rollingRecord(2), { facts: [cancel(), aPush(3, { at: t0 + minute })] })
  expect([phaseOf(decision), decision.next.pending?.images['app']?.tag]).toEqual(['reverting', 'main-3'])
})
