import type { LongshoreConfig } from '../config/normalised.ts'
import type { OutcomeAnnouncement } from '../domain/announcement.ts'
import { type Images, type Millis, shortDigest } from '../domain/image.ts'
import type { Deployment, State, TargetRecord } from '../domain/record.ts'
import { commandOf, taskPolicy } from '../domain/task-run.ts'
import { spentInWords } from '../figures/in-words.ts'
import { spentInPhase } from '../figures/spent-in-phase.ts'
import { whereTimeWent } from '../figures/where-time-went.ts'
import type { StatusCommand } from '../inbound/command.ts'
import type { Clock, History, RecordStore, StackState } from '../ports.ts'
import { redact } from '../redact.ts'
import { policyOf } from './policy-of.ts'
import { proofsSoFar } from './proofs-so-far.ts'

export interface StatusPorts {
  readonly clock: Clock
  readonly records: RecordStore
  readonly history: History
  readonly stack: StackState
}

export interface TargetStatus {
  readonly target: string
  readonly phase: string
  /** What is on the target as far as Longshore left it there. */
  readonly release: string | null
  readonly since: string | null
  readonly deployment?: {
    readonly id: string
    readonly trigger: string
    readonly startedAt: string
    readonly to: string
    /** Where a rollout of several steps was last seen. */
    readonly stage?: string
    /** What the last look at each proof came to, while the release is proven. */
    readonly proofs?: readonly string[]
    /** Where its minutes went so far. */
    readonly timeWent: string
  }
  /** Why a start has not begun. */
  readonly waitsFor?: string
  readonly pending?: string
  readonly stopped?: string
  readonly usurped?: string
  readonly holds: readonly string[]
  readonly ledger: number
  readonly last?: string
}

export interface Status {
  readonly message: string
  readonly stopped: boolean
  readonly targets: readonly TargetStatus[]
  /** One target asked for: its newest proven releases, newest first. */
  readonly ledger?: readonly { readonly release: string; readonly at: string; readonly origin: string }[]
  /** One target asked for: how its last deployments ended, newest first. */
  readonly history?: readonly {
    readonly id: string
    readonly outcome: string
    readonly at: string
    readonly reason: string
    /** Where its minutes went. */
    readonly timeWent: string
  }[]
}

/** How many records are read at the same time. */
const chunk = 25

const historyShown = 10

/** What runs where and what is going on: all targets, or one with its ledger and its last deployments. */
export async function status(command: StatusCommand, config: LongshoreConfig, ports: StatusPorts): Promise<Status> {
  if (command.target !== undefined) return oneTarget(command.target, config, ports)
  const [stop, targets] = await Promise.all([ports.stack.readStop(), allTargets(Object.keys(config.targets), ports)])
  const lines = [...(stop.stopped ? [`STOPPED by ${stop.by ?? 'somebody'}`] : []), ...targets.map(lineOf)]
  return { message: lines.join('\n'), stopped: stop.stopped, targets }
}

async function allTargets(names: readonly string[], ports: StatusPorts): Promise<TargetStatus[]> {
  const all: TargetStatus[] = []
  for (let start = 0; start < names.length; start += chunk) {
    const some = names.slice(start, start + chunk).map((target) => statusUnlessUnreadable(target, ports))
    all.push(...(await Promise.all(some)))
  }
  return all
}

/** One record that cannot be read must not hide the others. */
async function statusUnlessUnreadable(target: string, { records, clock }: StatusPorts): Promise<TargetStatus> {
  try {
    return statusOf(target, (await records.load(target)).record, clock.now())
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { target, phase: `unreadable: ${redact(why)}`, release: null, since: null, holds: [], ledger: 0 }
  }
}

async function oneTarget(target: string, config: LongshoreConfig, ports: StatusPorts): Promise<Status> {
  policyOf(config, target)
  const [stop, { record }, past] = await Promise.all([
    ports.stack.readStop(),
    ports.records.load(target),
    ports.history.list(target, historyShown),
  ])
  const now = statusOf(target, record, ports.clock.now(), past[0])
  const ledger = (record?.ledger ?? []).map(({ release, at, origin }) => ({
    release: inWords(release.images),
    at: iso(at),
    origin,
  }))
  const history = past.map(({ deployment, outcome, at, reason }) => ({
    id: deployment.id,
    outcome,
    at: iso(at),
    reason,
    timeWent: spentInWords(whereTimeWent(deployment, deployment.endedAt)),
  }))
  return { message: lineOf(now), stopped: stop.stopped, targets: [now], ledger, history }
}

function statusOf(
  target: string,
  record: TargetRecord | undefined,
  now: Millis,
  last?: OutcomeAnnouncement,
): TargetStatus {
  if (!record) return { target, phase: 'not seen yet', release: null, since: null, holds: [], ledger: 0 }
  const { state, pending, stopped, usurped, settledOn, endedAt } = record
  const deployment = 'deployment' in state ? state.deployment : undefined
  return {
    target,
    phase: state.name,
    release: settledOn ? inWords(settledOn.images) : null,
    since: endedAt === undefined ? null : iso(endedAt),
    ...(deployment
      ? {
          deployment: {
            id: deployment.id,
            trigger: deployment.trigger.kind,
            startedAt: iso(deployment.startedAt),
            to: inWords(deployment.goal.images),
            ...stageOf(state),
            ...proofsSoFar(state, deployment),
            timeWent: timeWentSoFar(state.name, deployment, now),
          },
        }
      : {}),
    ...(state.name === 'waiting' ? { waitsFor: waits[state.why] } : {}),
    ...(pending ? { pending: `${pending.deploymentId} ${inWords(pending.images)}`.trim() } : {}),
    ...(stopped
      ? { stopped: `by ${stopped.by} since ${iso(stopped.at)}${stopped.reason ? `: ${stopped.reason}` : ''}` }
      : {}),
    ...(usurped ? { usurped: `since ${iso(usurped.at)}` } : {}),
    holds: record.holds.map((hold) => `${Object.values(hold.digests).map(shortDigest).join(' + ')}: ${hold.why}`),
    ledger: record.ledger.length,
    ...(last ? { last: `${last.outcome} ${iso(last.at)}` } : {}),
  }
}

const waits = {
  settle: 'other pushes',
  stopped: 'a resume',
  wave: 'other targets',
  trouble: 'something that passes by itself',
  scan: 'the scan of its images',
} as const

function timeWentSoFar(phase: State['name'], deployment: Deployment, now: Millis): string {
  const { failure } = deployment
  const timed = { ...deployment, ...(failure ? { failedAt: failure.at } : {}) }
  return spentInWords(whereTimeWent(timed, now, spentInPhase[phase]))
}

function stageOf(state: State): { stage?: string } {
  if (!('deployment' in state)) return {}
  const { deployment } = state
  if ('task' in state) {
    const task = taskPolicy(deployment, state.name === 'preparing' ? 'before' : 'after')
    return task ? { stage: `runs ${commandOf(task)}` } : {}
  }
  const { stage } = deployment.attempt.progress
  return stage === undefined ? {} : { stage }
}

function lineOf(status: TargetStatus): string {
  const what = status.deployment
    ? `${status.phase} ${status.deployment.to}${status.deployment.stage ? `, ${status.deployment.stage}` : ''}`
    : `${status.phase}, on ${status.release ?? 'what it had'}`
  const more = [
    status.stopped && 'stopped',
    status.usurped && 'usurped',
    status.holds.length > 0 && `${status.holds.length} on hold`,
  ]
  return `${status.target}: ${[what, ...more.filter(Boolean)].join('; ')}`
}

function inWords(images: Images): string {
  return Object.entries(images)
    .map(([container, { tag, digest }]) => `${container} ${tag ?? 'untagged'} (${shortDigest(digest)})`)
    .join(' + ')
}

function iso(at: Millis): string {
  return new Date(at).toISOString()
}
