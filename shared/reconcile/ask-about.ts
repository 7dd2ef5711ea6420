import { blankRecord } from '../domain/decide.ts'
import { needsOf } from '../domain/needs.ts'
import type { Policy } from '../domain/policy.ts'
import type { Ask, Clock, RecordStore } from '../ports.ts'
import { askOf } from './observe.ts'

/**
 * The question to the platform about a target as it stands, to be asked together with others; none when its record cannot be
 * read. The target's own reconcile meets that again and fails visibly, without the others.
 */
export async function askUnlessUnreadable(
  policy: Policy,
  { records, clock }: { readonly records: RecordStore; readonly clock: Clock },
): Promise<readonly Ask[]> {
  try {
    const { record, facts } = await records.load(policy.target)
    const known = record ?? blankRecord(policy.target)
    return [askOf(known, policy, needsOf(known, facts, policy, clock.now()))]
  } catch {
    return []
  }
}
