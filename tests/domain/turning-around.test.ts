import { describe, expect, it } from '@jest/globals'
import type { Attempt } from '../../shared/domain/record.ts'
import { anAttempt, aRollout, aView, decideIn, entry, minute, rollingRecord, t0 } from './a-world.ts'

const stage = '10 % of traffic'

/** The rollout of a deployment fails in its first minute; what is asked of the platform then, and what it is blamed for. */
function condemned(progress: Attempt['progress']) {
  const record = rollingRecord(2, { attempt: anAttempt(2, { progress }) }, { ledger: [entry(1)] })
  const platform = aView([aRollout(2, { state: 'failed', reason: 'an alarm rang' })], { at: t0 + minute })
  const { next, effects } = decideIn({ record, platform, now: t0 + minute })
  const reverts = effects.filter(({ kind }) => kind === 'revert')
  return { reverts, reasons: next.state.name === 'reverting' ? next.state.deployment.failure?.reasons : undefined }
}

describe('a rollout that fails', () => {
  it('in a stage may be turned around, and is told to have come so far', () => {
    const { reverts, reasons } = condemned({ running: 2, stage, at: t0 })
    expect(reverts).toMatchObject([{ ends: { rollout: 'rollout-2', stage } }])
    expect(reasons).toEqual(['an alarm rang', `it had come so far: ${stage}`])
  })

  it('without stages is replaced', () => {
    const { reverts, reasons } = condemned({ running: 2, at: t0 })
    expect(reverts).toHaveLength(1)
    expect(reverts[0]).not.toHaveProperty('ends')
    expect(reasons).toEqual(['an alarm rang'])
  })
})
