import type { Evidence } from '../../domain/fact.ts'
import type { Millis } from '../../domain/image.ts'
import { redact } from '../../redact.ts'

/** A stopped task as an event's detail or DescribeTasks tells it; only what is read here. Times are Dates or ISO 8601. */
export interface StoppedTask {
  readonly taskArn?: string | undefined
  /** The deployment id, for tasks of a service. */
  readonly startedBy?: string | undefined
  readonly stopCode?: string | undefined
  readonly stoppedReason?: string | undefined
  readonly stoppedAt?: string | Date | undefined
  readonly stoppingAt?: string | Date | undefined
  readonly containers?: readonly StoppedContainer[] | undefined
}

export interface StoppedContainer {
  readonly name?: string | undefined
  readonly exitCode?: number | undefined
  readonly reason?: string | undefined
}

type Reader = (task: StoppedTask, text: string) => string | undefined

const longestReason = 200

/** First match speaks. Causes that also make containers exit come before the exit codes. */
const readers: readonly Reader[] = [
  notTheImagesFault,
  imageNotPulled,
  secretsNotRead,
  outOfMemory,
  failedHealthChecks,
  notPlaced,
  notStarted,
  exited,
]

/**
 * Says in plain words why a task stopped, and whether that counts against the rollout that started it: it failed to start,
 * an essential container exited, or it failed its health checks. Scale-in, spot, maintenance, people and a lack of capacity
 * never count: that passes, or the deadline tells of it.
 * `seenAt` stands in where the task tells no time.
 */
export function readStoppedTask(task: StoppedTask, seenAt: Millis): Evidence {
  const text = [task.stoppedReason, ...(task.containers ?? []).map(({ reason }) => reason)].filter(Boolean).join(' ')
  const told = readers.map((read) => read(task, text)).find((reason) => reason !== undefined)
  return {
    task: task.taskArn ?? 'unknown task',
    rollout: task.startedBy ?? 'unknown rollout',
    at: millisOf(task.stoppedAt) ?? millisOf(task.stoppingAt) ?? seenAt,
    reason: told ?? (text === '' ? 'task stopped without a reason' : `task stopped: ${brief(text)}`),
    conclusive: isConclusive(task) && notPlaced(task, text) === undefined,
  }
}

function isConclusive({ stopCode, stoppedReason }: StoppedTask): boolean {
  if (stopCode === 'TaskFailedToStart' || stopCode === 'EssentialContainerExited') return true
  return stopCode === 'ServiceSchedulerInitiated' && /failed .*health checks/i.test(stoppedReason ?? '')
}

function notTheImagesFault({ stopCode, stoppedReason }: StoppedTask): string | undefined {
  if (stopCode === 'SpotInterruption' || stopCode === 'TerminationNotice')
    return 'its spot capacity or host was taken back'
  if (stopCode === 'InfrastructureHealth') return 'its host became unhealthy'
  if (stopCode === 'UserInitiated') return `somebody stopped it${stoppedReason ? `: ${brief(stoppedReason)}` : ''}`
  return stoppedReason?.startsWith('Scaling activity initiated by') ? 'the service scaled in or moved on' : undefined
}

function imageNotPulled(_task: StoppedTask, text: string): string | undefined {
  if (!/CannotPull\w*/.test(text)) return undefined
  if (/descriptor matching platform/i.test(text)) return 'image cannot be pulled: it has no build for this platform'
  if (/not found|manifest unknown/i.test(text)) return `image cannot be pulled: not found (${brief(afterCode(text))})`
  return `image cannot be pulled: ${brief(afterCode(text))}`
}

function secretsNotRead(_task: StoppedTask, text: string): string | undefined {
  if (!/ResourceInitializationError/.test(text)) return undefined
  const what = /secret|ssm|parameter/i.test(text) ? 'secrets cannot be read' : 'resources cannot be set up'
  return `${what}: ${brief(afterCode(text))}`
}

function outOfMemory({ containers = [] }: StoppedTask): string | undefined {
  const killed = containers.find(({ reason }) => /OutOfMemory/.test(reason ?? ''))
  return killed ? `container ${nameOf(killed)} exited with code ${killed.exitCode ?? 137} (out of memory)` : undefined
}

function failedHealthChecks({ stoppedReason = '' }: StoppedTask): string | undefined {
  const [, kind] = /failed (.*?)\s*health checks/i.exec(stoppedReason) ?? []
  if (kind === undefined) return undefined
  const [, group] = /target-group ([^)]+)\)?/.exec(stoppedReason) ?? []
  const where = group ? ` (target group ${group.split('/')[1] ?? group})` : ''
  return `task failed its ${/container/i.test(kind) ? 'container' : 'load balancer'} health checks${where}`
}

function notPlaced(task: StoppedTask, text: string): string | undefined {
  const placement =
    /RESOURCE:\w+|AGENT|ATTRIBUTE|MemberOf|NO ACTIVE INSTANCES|EMPTY CAPACITY PROVIDER|Capacity is unavailable/
  const isPlacement = task.stopCode === 'TaskFailedToStart' && placement.test(text)
  return isPlacement ? `no capacity to place the task: ${brief(text)}` : undefined
}

function notStarted(_task: StoppedTask, text: string): string | undefined {
  const [code] =
    /CannotStartContainerError|CannotCreate\w*Error|ContainerRuntime\w*Error|CannotInspect\w*Error/.exec(text) ?? []
  return code ? `container cannot start: ${brief(afterCode(text))}` : undefined
}

function exited({ containers = [] }: StoppedTask): string | undefined {
  const telling = [...containers]
    .filter(({ exitCode }) => exitCode !== undefined)
    .sort((a, b) => tellsMore(b) - tellsMore(a))
  const [first] = telling
  if (!first) return undefined
  if (first.exitCode === 0) return `container ${nameOf(first)} exited with code 0 although it should keep running`
  return `container ${nameOf(first)} exited with code ${first.exitCode}${first.exitCode === 137 ? ' (killed)' : ''}`
}

/** The others of a task are told to stop once one has exited: their 137 and 143 tell least. */
function tellsMore({ exitCode }: StoppedContainer): number {
  if (exitCode === 0) return 0
  return exitCode === 143 ? 1 : exitCode === 137 ? 2 : 3
}

function nameOf({ name }: StoppedContainer): string {
  return name ?? 'unnamed'
}

function afterCode(text: string): string {
  return text.replace(/^.*?(Error|Exception|CannotPull\w*):\s*/, '')
}

function brief(text: string): string {
  const line = redact(text).replace(/\s+/g, ' ').trim()
  return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line
}

function millisOf(time: string | Date | undefined): Millis | undefined {
  if (time === undefined) return undefined
  const millis = typeof time === 'string' ? Date.parse(time) : time.getTime()
  return Number.isNaN(millis) ? undefined : millis
}
