import type { Millis } from './image.ts'
import type { Deployment } from './record.ts'
import type { TimelineEntry, TimelineKind } from './timeline-entry.ts'

/** Most entries a deployment's timeline keeps; the oldest after the first give way. */
const timelineBound = 100

/** Adds a happening to a deployment's timeline; the same words again only once in a row. */
export function noted(deployment: Deployment, at: Millis, what: string, kind?: TimelineKind): Deployment {
  if (deployment.timeline.at(-1)?.what === what) return deployment
  return { ...deployment, timeline: bounded([...deployment.timeline, { at, what, ...(kind ? { kind } : {}) }]) }
}

function bounded(timeline: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const [first, ...rest] = timeline
  if (!first || timeline.length <= timelineBound) return timeline
  return [first, ...rest.slice(rest.length - timelineBound + 1)]
}
