import type { Millis } from '../domain/image.ts'
import { type Story, storyOf } from '../figures/figures.ts'
import { imagesToDate } from '../figures/lead-time.ts'
import { type Measure, measuresOf, measuresOfHealing } from '../figures/measured.ts'
import { traceOf } from '../figures/trace.ts'
import { dayMs } from '../figures/window.ts'
import type { ImageDates, Meter, Past, PastReader, Traces } from '../figures-ports.ts'
import type { Claims } from '../ports.ts'
import { redact } from '../redact.ts'
import type { AnnouncementDocument } from './document-schema.ts'
import { parseDocument } from './parse-document.ts'

export interface MeasurePorts {
  readonly claims: Claims
  readonly past: PastReader
  readonly dates: ImageDates
  /** Absent where nobody asked for metrics. */
  readonly meter?: Meter
  /** Absent where nobody asked for traces. */
  readonly traces?: Traces
  readonly groupOf: (target: string) => string | undefined
  readonly rollbackWithinMs: Millis
  readonly stack: string
  readonly log: MeasureLog
}

interface MeasureLog {
  info(message: string, fields: Readonly<Record<string, string>>): void
  error(message: string, fields: Readonly<Record<string, string>>): void
}

/** A message of the queue, as far as it is used. */
interface QueuedMessage {
  readonly messageId: string
  readonly body: string
}

/** What happened before a deployment that its figures depend on. */
const lookBackMs = 30 * dayMs
const mostDeployments = 2_000

/** Longer than the function may run: a claim outlives its worker only if that died. */
const leaseMs = 90_000

/** Makes figures of a batch of announcements; names the messages that are to be shown again. */
export function measureOutcomes(ports: MeasurePorts) {
  return async (event: { readonly Records: readonly QueuedMessage[] }) => {
    const batchItemFailures: { itemIdentifier: string }[] = []
    for (const { messageId, body } of event.Records) {
      if (!(await measured(body, messageId, ports))) batchItemFailures.push({ itemIdentifier: messageId })
    }
    return { batchItemFailures }
  }
}

async function measured(body: string, messageId: string, ports: MeasurePorts): Promise<boolean> {
  const parsed = parseDocument(body)
  if (!parsed.ok) {
    ports.log.error('announcement cannot be read', { messageId, reason: parsed.why })
    return false
  }
  const ended = endIn(parsed.document)
  if (!ended) return true
  const keys = { deploymentId: ended.deploymentId, target: ended.target }
  try {
    return await measure(ended, ports)
  } catch (error) {
    const reason = redact(error instanceof Error ? error.message : String(error))
    ports.log.error('deployment cannot be measured yet', { ...keys, reason })
    return false
  }
}

/** The end of a deployment, or of an incident. */
interface End {
  readonly id: string
  readonly target: string
  readonly deploymentId: string
  readonly at: Millis
  readonly isHealed: boolean
}

function endIn(document: AnnouncementDocument): End | undefined {
  const { id, target } = document
  const at = Date.parse(document.at)
  if (document.kind === 'outcome') return { id, target, at, deploymentId: document.deployment.id, isHealed: false }
  if (document.notice !== 'healed' || document.deploymentId === undefined) return undefined
  return { id, target, at, deploymentId: document.deploymentId, isHealed: true }
}

async function measure(end: End, ports: MeasurePorts): Promise<boolean> {
  const past = await ports.past.since(end.target, end.at - lookBackMs, mostDeployments)
  const counted = await once('figures', end, ports, () => count(end, past, ports))
  return counted && (await once('traces', end, ports, () => trace(end, past, ports)))
}

/** Doubles of the queue are dropped; what cannot be done yet is done when the message is shown again. */
async function once(
  channel: string,
  { id }: End,
  { claims }: MeasurePorts,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const claim = await claims.claim(id, channel, leaseMs)
  if (claim !== 'claimed') return claim === 'done'
  try {
    if (await work()) {
      await claims.done(id, channel)
      return true
    }
  } catch (error) {
    await claims.release(id, channel)
    throw error
  }
  await claims.release(id, channel)
  return false
}

async function count(end: End, past: Past, ports: MeasurePorts): Promise<boolean> {
  const { meter, groupOf } = ports
  if (!meter) return true
  const story = storyOf(past, ports.rollbackWithinMs)
  const measures = end.isHealed ? measuresOfHealing(story, end.at) : await measuresOfEnd(end, story, ports)
  if (!measures) return false
  const { deploymentId, target, at } = end
  const group = groupOf(target)
  if (measures.length > 0)
    meter.record(measures, { deploymentId, target, at, ...(group === undefined ? {} : { group }) })
  ports.log.info('deployment measured', { deploymentId, target })
  return true
}

async function measuresOfEnd(
  { deploymentId }: End,
  story: Story,
  { dates }: MeasurePorts,
): Promise<Measure[] | undefined> {
  const mine = story.ended.filter(({ deployment }) => deployment.id === deploymentId)
  const known = await dates.of(imagesToDate(mine).images)
  return measuresOf(story, deploymentId, (digest) => known.get(digest))
}

async function trace({ deploymentId, isHealed }: End, past: Past, { traces, stack }: MeasurePorts): Promise<boolean> {
  if (!traces || isHealed) return true
  const outcome = past.outcomes.find(({ deployment }) => deployment.id === deploymentId)
  if (!outcome) return false
  await traces.put(traceOf(outcome, stack))
  return true
}
