import type { RecordStore } from '../ports.ts'
import { inTurns } from './in-turns.ts'

/** Most deployments that an answer names. */
const mostNamed = 10

/** What finishes although nothing starts any more: ` 01J… on api is proving and finishes.`, or that nothing does. */
export async function underWayInWords(targets: readonly string[], records: Pick<RecordStore, 'load'>): Promise<string> {
  const all = await inTurns(targets, async (target) => {
    const { record } = await records.load(target)
    const state = record?.state
    if (!state || !('deployment' in state) || state.name === 'stuck') return []
    return [`${state.deployment.id} on ${target} (${state.name})`]
  })
  const names = all.flat()
  if (names.length === 0) return 'Nothing is in progress.'
  const shown = names.slice(0, mostNamed).join(', ')
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return names.length === 1 ? `In progress, and finishes: ${shown}.` : `In progress, and finish: ${shown}${more}.`
}
