import type { Fact } from '../domain/fact.ts'
import type { Loaded } from '../ports.ts'

/** What waits in the inbox, oldest first. What was taken in already may lie there a while longer. */
export function untaken({ record, facts }: Pick<Loaded, 'record' | 'facts'>): readonly Fact[] {
  return facts.filter(({ id }) => !record?.folded.includes(id)).toSorted((a, b) => a.at - b.at)
}
