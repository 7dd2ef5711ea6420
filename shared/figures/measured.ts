import type { Millis } from '../domain/image.ts'
import type { Ended } from './ended.ts'
import { isFailed, type Story } from './figures.ts'
import type { Incident } from './incidents.ts'
import { leadTimeOf, type TimesOf } from './lead-time.ts'

/** One value of a metric. Durations in seconds. */
export interface Measure {
  readonly name: 'Releases' | 'ChangesFailed' | 'ReleasesTakenBack' | 'LeadTime' | 'TimeToRestore' | 'DeploymentTime'
  readonly unit: 'Count' | 'Seconds'
  readonly value: number
}

/** What the end of a deployment adds to the figures; undefined when the story does not know it (yet). */
export function measuresOf(story: Story, deploymentId: string, timesOf: TimesOf): Measure[] | undefined {
  const ended = story.ended.find(({ deployment }) => deployment.id === deploymentId)
  if (!ended) return undefined
  const lead = leadTimeOf(ended, timesOf)
  return [
    ...(ended.came === 'released' ? [count('Releases', 1)] : []),
    ...changed(ended, story),
    ...(lead ? [seconds('LeadTime', lead.ms)] : []),
    ...restored(story.incidents.filter(({ endedBy }) => endedBy === deploymentId)),
    ...(ended.came === 'nothing' ? [] : [seconds('DeploymentTime', timeOf(ended))]),
  ]
}

/** What it adds that a target was well again by itself at a time. */
export function measuresOfHealing({ incidents }: Story, at: Millis): Measure[] {
  return restored(incidents.filter(({ to, endedBy }) => to === at && endedBy === undefined))
}

/**
 * Of each change whether it failed: their average is the rate. That a release was taken back later is told apart, since its own
 * value cannot be changed any more; a change that was cancelled for the rollback has told none yet.
 */
function changed(ended: Ended, { undone }: Story): Measure[] {
  if (isFailed(ended)) return [count('ChangesFailed', 1)]
  if (ended.came === 'released') return [count('ChangesFailed', 0)]
  const change = undone.find(({ by }) => by === ended)?.change
  if (!change) return []
  return [change.came === 'released' ? count('ReleasesTakenBack', 1) : count('ChangesFailed', 1)]
}

function restored(incidents: readonly Incident[]): Measure[] {
  return incidents.flatMap(({ from, to }) => (to === undefined ? [] : [seconds('TimeToRestore', to - from)]))
}

function timeOf({ deployment }: Ended): Millis {
  return deployment.endedAt - deployment.startedAt
}

function count(name: Measure['name'], value: number): Measure {
  return { name, unit: 'Count', value }
}

function seconds(name: Measure['name'], ms: Millis): Measure {
  return { name, unit: 'Seconds', value: ms / 1000 }
}
