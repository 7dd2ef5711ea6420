import { expect } from '@jest/globals'
import type { PlatformView, Rollout } from '../../shared/domain/observation.ts'
import type { Attempt, TargetRecord } from '../../shared/domain/record.ts'
import { type Verdict, verdictOn } from '../../shared/domain/verdict.ts'
import { anAttempt, aPolicy, aRecord, aRollout, aView, minute, t0 } from './a-world.ts'

export interface Row {
  readonly seen: string
  readonly rollouts: readonly Rollout[]
  readonly attempt?: Attempt
  readonly view?: Partial<PlatformView>
  readonly record?: TargetRecord
  readonly now?: number
  readonly verdict: Verdict['kind']
  /** Why it is to be called or has failed, or which rollout the verdict speaks of. */
  readonly because?: string | ReturnType<typeof expect.stringMatching>
}

const own = aRollout(2)

/** Judges a row's case as one of the second deployment: what was called for is image 2. */
export function checkVerdict(row: Row): void {
  const {
    rollouts,
    attempt = anAttempt(2),
    view,
    record = aRecord({ ours: [] }),
    now = t0 + minute,
    verdict,
    because = own.id,
  } = row
  const seen = aView(rollouts, { at: now, ...view })
  const found = verdictOn({ attempt, view: seen, record, policy: aPolicy(), deploymentId: 'deployment-2', now })
  expect({ verdict: found.kind, because: inWords(found) }).toEqual({ verdict, because })
}

/** Why, or which rollout it speaks of. */
function inWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'call':
      return verdict.why
    case 'not-visible':
      return 'nothing'
    case 'failed':
      return [verdict.own?.id ?? 'nothing', ...verdict.reasons].join('; ')
    case 'usurped':
      return verdict.by.id
    default:
      return verdict.own.id
  }
}
