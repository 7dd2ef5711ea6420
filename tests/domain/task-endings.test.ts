import { describe, expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { RefusedResult } from '../../shared/domain/effect.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { commandOf } from '../../shared/domain/task-run.ts'
import { aRun, exited, finishingRecord, migrate, preparingRecord, sight, taskPolicy, wanted } from './a-task.ts'
import { aPush, aRollout, aView, decideIn, minute, phaseOf, t0, tasks, told } from './a-world.ts'

const policy = taskPolicy()
const platform = aView([aRollout(1)])
const refusedStop: RefusedResult = {
  kind: 'refused',
  deploymentId: 'deployment-2',
  cause: 'denied',
  message: 'the permission ecs:StopTask is missing',
}

function refused(record: TargetRecord, now: number, more: Partial<RefusedResult> = {}): TargetRecord {
  return acknowledge(record, [{ ...refusedStop, ...more }], now)
}

describe('a task that may not be stopped', () => {
  const late = t0 + 10 * minute
  const { next } = decideIn({ record: preparingRecord(aRun()), policy, platform, task: sight({}), now: late })
  const left = refused(next, late)

  it('is told to a person, and goes on being waited for', () => {
    expect(left.outbox.map(({ reason }) => reason)).toEqual([
      'the task before the rollout (npm run migrate) cannot be stopped: the permission ecs:StopTask is missing; nothing goes on until it is seen to have ended; if it runs, task-2 can be stopped by hand',
    ])
    expect(left.trouble).toMatchObject({ what: 'calling', count: 1 })
    expect(left.state.name).toBe('preparing')
  })

  it('is told once', () => {
    const silent = { ...left, outbox: [] }
    expect(refused(silent, late + minute).outbox).toEqual([])
  })

  it('is told every day while it lasts', () => {
    const silent = { ...left, outbox: [] }
    expect(refused(silent, late + 60 * minute).outbox).toMatchObject([
      { notice: 'waiting', reason: expect.stringContaining('nothing goes on since') },
    ])
  })

  it('lets no newer push start a second one beside it', () => {
    const now = late + minute
    const decision = decideIn({ record: left, policy, platform, facts: [aPush(3)], task: sight({}, now), now })
    expect(phaseOf(decision)).toBe('preparing')
    expect(tasks(decision)).toMatchObject([{ kind: 'stop-task', deploymentId: 'deployment-2' }])
  })

  it('ends its deployment once it is seen to have ended', () => {
    const now = late + 5 * minute
    const decision = decideIn({ record: { ...left, outbox: [] }, policy, platform, task: exited(137), now })
    expect(phaseOf(decision)).toBe('idle')
    expect(told(decision)[0]).toMatch(/^failed: nothing was changed on the target/)
  })

  it('is tried again when the refusal passes by itself', () => {
    const throttled = refused(next, late, { cause: 'throttled', message: 'slow down' })
    expect(throttled.outbox).toEqual([])
    expect(throttled.state).toEqual(next.state)
    expect(throttled.trouble).toMatchObject({ what: 'calling', count: 1 })
  })

  it('is refused no more once it heeds', () => {
    const heeds = acknowledge(left, [{ kind: 'task-stopping', deploymentId: 'deployment-2' }], late + minute)
    expect(heeds.trouble).toBeUndefined()
    expect(heeds.state).toEqual(next.state)
  })

  it('is waited for after the proof, too', () => {
    const { state, outbox } = refused(finishingRecord(aRun({ stopping: { why: 'late', lastAt: t0 } })), late)
    expect(state.name).toBe('finishing')
    expect(outbox).toMatchObject([{ reason: expect.stringMatching(/^the task after the proof \(warm-up\) cannot/) }])
  })
})

it('ends a deployment whose task was refused before anything ran', () => {
  const asked = preparingRecord({ ...wanted, intent: { at: t0, lastAt: t0, calls: 1 } })
  const decision = decideIn({ record: refused(asked, t0), policy, platform })
  expect(phaseOf(decision)).toBe('idle')
  expect(decision.next.holds).toEqual([])
})

describe('a task that came to no good end', () => {
  const asked = { ...wanted, intent: { at: t0, lastAt: t0, calls: 1 } }
  const stopping = { why: 'it did not end within 10 min', lastAt: t0 }
  const interrupted = { state: 'stopped' as const, exitCode: 143, reason: 'its spot capacity or host was taken back' }

  it.each([
    ['exited with another code', preparingRecord(aRun()), exited(1), 1],
    [
      'was stopped for its timeout',
      preparingRecord(aRun({ stopping })),
      sight({ ...interrupted, conclusive: false }),
      1,
    ],
    ['lost its host', preparingRecord(aRun()), sight({ ...interrupted, conclusive: false }), 0],
    ['ended unseen', preparingRecord(aRun()), sight(), 0],
    ['was never seen', preparingRecord({ ...asked, intent: { ...asked.intent, refused: true } }), sight(), 0],
  ])('holds its image only where that is to blame: it %s', (_what, record, task, holds) => {
    const decision = decideIn({ record, policy, platform, task, now: t0 + 10 * minute })
    expect(phaseOf(decision)).toBe('idle')
    expect(decision.next.holds).toHaveLength(holds)
  })
})

it('repeats the beginning of a long command alone', () => {
  expect(commandOf({ ...migrate, command: ['sh', '-c', `one\n  ${'x'.repeat(4000)}`] })).toBe(
    `sh -c one ${'x'.repeat(109)}…`,
  )
})
