import type { LongshoreConfig } from '../config/normalised.ts'
import type { OutcomeAnnouncement } from '../domain/announcement.ts'
import type { Millis } from '../domain/image.ts'
import type { StackStop } from '../domain/observation.ts'
import { spentInWords } from '../figures/in-words.ts'
import { whereTimeWent } from '../figures/where-time-went.ts'
import type { StatusCommand } from '../inbound/command.ts'
import { tidy } from '../notify/tidy.ts'
import type { Clock, History, HistoryPages, RecordStore, StackState } from '../ports.ts'
import { redact } from '../redact.ts'
import { findDeployment } from './find-deployment.ts'
import { inTurns } from './in-turns.ts'
import { policyOf } from './policy-of.ts'
import { lineOf, type TargetStatus, targetStatus } from './target-status.ts'
import {
  imagesInWords,
  iso,
  type ToldDeployment,
  type ToldEntry,
  type ToldImages,
  toldImages,
  toldInProgress,
} from './told-deployment.ts'

export interface StatusPorts {
  readonly clock: Clock
  readonly records: RecordStore
  readonly history: Pick<History, 'list'> & Pick<HistoryPages, 'read'>
  readonly stack: StackState
}

export interface Status {
  readonly message: string
  /** When this was seen. */
  readonly at: string
  /** Nothing starts by itself anywhere. */
  readonly paused: boolean
  readonly targets: readonly TargetStatus[]
  /** One target asked for: its newest proven releases, newest first. */
  readonly ledger?: readonly LedgerLine[]
  /** One target asked for: what happened so far in the deployment in progress. */
  readonly timeline?: readonly ToldEntry[]
  /** One target asked for: how its last deployments ended, newest first. */
  readonly history?: readonly Ended[]
  /** One deployment asked for. */
  readonly deployment?: ToldDeployment
}

/** A release that can be gone back to. */
interface LedgerLine {
  readonly release: string
  readonly images: ToldImages
  readonly at: string
  readonly origin: string
}

interface Ended {
  readonly id: string
  readonly outcome: string
  readonly at: string
  readonly reason: string
  readonly images: ToldImages
  /** Where its minutes went. */
  readonly timeWent: string
}

const historyShown = 10

/** What runs where and what is going on: all targets, one with its ledger and its last deployments, or one deployment. */
export async function status(command: StatusCommand, config: LongshoreConfig, ports: StatusPorts): Promise<Status> {
  const { target, deployment } = command
  const stop = await ports.stack.readStop()
  if (deployment !== undefined) return oneDeployment(deployment, target, stop, config, ports)
  if (target !== undefined) return oneTarget(target, stop, config, ports)
  const targets = await inTurns(Object.keys(config.targets), (each) =>
    statusUnlessUnreadable(each, stop, config, ports),
  )
  const lines = [...keptBackInWords(stop, ports.clock.now()), ...targets.map(lineOf)]
  return { message: lines.join('\n'), at: iso(ports.clock.now()), paused: stop.stopped, targets }
}

function keptBackInWords({ stopped, by, reason, frozen }: StackStop, now: Millis): string[] {
  const why = (text: string | undefined) => (text === undefined ? '' : ` (${tidy(text, 200)})`)
  return [
    ...(stopped ? [`PAUSED by ${tidy(by ?? 'somebody', 200)}${why(reason)}`] : []),
    ...(frozen && frozen.until > now
      ? [`FROZEN until ${iso(frozen.until)} by ${tidy(frozen.by, 200)}${why(frozen.reason)}`]
      : []),
  ]
}

/** One record that cannot be read must not hide the others. */
async function statusUnlessUnreadable(
  target: string,
  stop: StackStop,
  config: LongshoreConfig,
  { records, clock }: Pick<StatusPorts, 'records' | 'clock'>,
): Promise<TargetStatus> {
  try {
    const { record } = await records.load(target)
    return targetStatus({ policy: policyOf(config, target), record, stop, now: clock.now() })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { target, phase: `unreadable: ${redact(why)}`, release: null, since: null, holds: [], ledger: 0 }
  }
}

async function oneTarget(
  target: string,
  stop: StackStop,
  config: LongshoreConfig,
  ports: StatusPorts,
): Promise<Status> {
  const policy = policyOf(config, target)
  const [{ record }, past] = await Promise.all([ports.records.load(target), ports.history.list(target, historyShown)])
  const now = ports.clock.now()
  const [last] = past
  const standing = {
    ...targetStatus({ policy, record, stop, now }),
    ...(last ? { last: `${last.outcome} ${iso(last.at)}` } : {}),
  }
  const state = record?.state
  return {
    message: lineOf(standing),
    at: iso(now),
    paused: stop.stopped,
    targets: [standing],
    ledger: (record?.ledger ?? []).map(({ release, at, origin }) => {
      const images = toldImages(release.images)
      return { release: imagesInWords(images), images, at: iso(at), origin }
    }),
    ...(state && 'deployment' in state
      ? { timeline: toldInProgress(target, state.name, state.deployment, now).timeline }
      : {}),
    history: past.map(ended),
  }
}

function ended({ deployment, outcome, at, reason }: OutcomeAnnouncement): Ended {
  return {
    id: deployment.id,
    outcome,
    at: iso(at),
    reason: tidy(reason, 800),
    images: toldImages(deployment.to),
    timeWent: spentInWords(whereTimeWent(deployment, deployment.endedAt)),
  }
}

async function oneDeployment(
  id: string,
  target: string | undefined,
  stop: StackStop,
  config: LongshoreConfig,
  ports: StatusPorts,
): Promise<Status> {
  if (target !== undefined) policyOf(config, target)
  const now = ports.clock.now()
  const deployment = await findDeployment(id, target, config, ports, now)
  const standing = await statusUnlessUnreadable(deployment.target, stop, config, ports)
  return { message: inALine(deployment), at: iso(now), paused: stop.stopped, targets: [standing], deployment }
}

function inALine({ id, target, phase, outcome, reason, images }: ToldDeployment): string {
  const what = `${outcome ?? phase} ${imagesInWords(images)}`.trim()
  return `${id} on ${target}: ${what}${reason === undefined ? '' : `: ${reason}`}`
}
