import { createHash } from 'node:crypto'
import type { OutcomeAnnouncement } from '../domain/announcement.ts'
import type { Millis } from '../domain/image.ts'
import { redact } from '../redact.ts'
import { endedOf } from './ended.ts'
import { type Span, type SpentOn, spansOf } from './where-time-went.ts'

/** A piece of a trace as X-Ray wants it: times in seconds since 1970. */
export interface Segment {
  readonly id: string
  readonly name: string
  readonly start_time: number
  readonly end_time: number
}

/** The trace of one deployment, from its trigger to its outcome. */
export interface Trace extends Segment {
  readonly trace_id: string
  /** Something failed that was to run. */
  readonly fault: boolean
  /** What traces can be searched by. */
  readonly annotations: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, unknown>>
  readonly subsegments: readonly Segment[]
}

const names: Readonly<Record<SpentOn, string>> = {
  arriving: 'event on its way',
  waiting: 'waiting to start',
  acting: 'calling the platform',
  'rolling-out': 'rolling out',
  proving: 'proving',
  'going-back': 'going back',
}

/** X-Ray shows a segment of so many pieces; the rest says little. */
const mostSpans = 100

/** Ids are made from the deployment's: what is sent twice is one trace. */
export function traceOf(outcome: OutcomeAnnouncement, stack: string): Trace {
  const { deployment, target } = outcome
  const start = Math.min(deployment.trigger.at, deployment.startedAt)
  const { came } = endedOf(outcome)
  return {
    trace_id: `1-${Math.floor(start / 1000)
      .toString(16)
      .padStart(8, '0')}-${hash(deployment.id, 'trace', 24)}`,
    ...segment(deployment.id, 'deployment', target, { from: start, to: deployment.endedAt }),
    fault: came === 'taken-back' || came === 'broken',
    annotations: {
      deploymentId: deployment.id,
      ...{ target, stack, outcome: outcome.outcome, trigger: deployment.trigger.kind },
    },
    metadata: {
      longshore: {
        reason: redact(outcome.reason).slice(0, 500),
        images: Object.values(deployment.to).map(
          ({ repository, tag, digest }) => `${repository}:${tag ?? ''}@${digest}`,
        ),
      },
    },
    subsegments: spansOf(deployment, deployment.endedAt).slice(0, mostSpans).map(subsegment(deployment.id)),
  }
}

function subsegment(deploymentId: string) {
  return (span: Span, index: number): Segment => segment(deploymentId, `${index} ${span.on}`, names[span.on], span)
}

function segment(
  deploymentId: string,
  what: string,
  name: string,
  { from, to }: { readonly from: Millis; readonly to: Millis },
): Segment {
  return { id: hash(deploymentId, what, 16), name, start_time: from / 1000, end_time: to / 1000 }
}

function hash(deploymentId: string, what: string, digits: number): string {
  return createHash('sha256').update(`${deploymentId} ${what}`).digest('hex').slice(0, digits)
}
