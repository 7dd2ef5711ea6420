import type {
  AnnounceEffect,
  AppliedResult,
  Effect,
  PlatformEffect,
  RefusedResult,
  Result,
  TaskEffect,
  TellEffect,
} from '../domain/effect.ts'
import type { Digest } from '../domain/image.ts'
import type { Policy } from '../domain/policy.ts'
import type { Announcer, Followers, History, OneOffTasks, Platform, RecordStore } from '../ports.ts'

export interface PerformPorts {
  readonly platform: Platform
  /** Absent where no target has a task to run. */
  readonly tasks?: OneOffTasks
  readonly records: RecordStore
  readonly announcer: Announcer
  /** Absent where nobody follows deployments. */
  readonly followers?: Followers
  readonly history: History
  readonly log: PerformLog
}

export interface PerformLog {
  /** Told to nobody yet; stays in the outbox. */
  notAnnounced(
    about: { readonly target: string; readonly id: string; readonly deploymentId?: string | undefined },
    error: unknown,
  ): void
  /** Another worker went on meanwhile; nothing was called. */
  overtaken(target: string, deploymentId: string): void
}

/** Does what was decided, after it was saved; `kept`: images that the ledger names. Calls first, so that people hear of what was really asked for. */
export async function perform(
  effects: readonly Effect[],
  policy: Policy,
  write: number,
  ports: PerformPorts,
  kept: readonly Digest[] = [],
): Promise<Result[]> {
  const results: Result[] = []
  for (const effect of effects) {
    const result = await done(effect, { policy, kept }, write, ports)
    if (result) results.push(result)
  }
  return results
}

function done(
  effect: Effect,
  on: { readonly policy: Policy; readonly kept: readonly Digest[] },
  write: number,
  ports: PerformPorts,
): Promise<Result | undefined> {
  switch (effect.kind) {
    case 'announce':
      return announce(effect, ports)
    case 'tell':
      return tell(effect, ports)
    default:
      return call(effect, on, write, ports)
  }
}

/** Publishes the announcements among the effects. */
export async function announceAll(effects: readonly Effect[], ports: PerformPorts): Promise<Result[]> {
  const told: Result[] = []
  for (const effect of effects) {
    const result = effect.kind === 'announce' ? await announce(effect, ports) : undefined
    if (result) told.push(result)
  }
  return told
}

/** A worker that was paused since it saved must not call: whether its write is still the last is asked right before. */
async function call(
  effect: PlatformEffect | TaskEffect,
  { policy, kept }: { readonly policy: Policy; readonly kept: readonly Digest[] },
  write: number,
  ports: PerformPorts,
): Promise<Result | undefined> {
  if (!(await ports.records.isCurrent(policy.target, write))) {
    ports.log.overtaken(policy.target, effect.deploymentId)
    return undefined
  }
  switch (effect.kind) {
    case 'advance':
      return ofStep(await ports.platform.advance(policy, effect, kept))
    case 'run-task':
      return ports.tasks?.run(policy, effect) ?? noTasks(effect)
    case 'stop-task':
      return ports.tasks?.stop(policy, effect) ?? noTasks(effect)
    default:
      return ports.platform.apply(policy, effect, kept)
  }
}

/** A rollout that goes on all the same is not condemned for a step that was not taken. */
function ofStep(result: AppliedResult | RefusedResult): AppliedResult | RefusedResult {
  return result.kind === 'refused' ? { ...result, ofStep: true } : result
}

function noTasks({ deploymentId }: TaskEffect): RefusedResult {
  const message = 'This function was packaged without anything that runs tasks. Deploy the stack again.'
  return { kind: 'refused', deploymentId, cause: 'invalid', message }
}

/** An outcome goes into the history before anybody hears of it. What cannot be told now stays in the outbox. */
async function announce({ announcement }: AnnounceEffect, ports: PerformPorts): Promise<Result | undefined> {
  try {
    await remember(announcement, ports.history)
    await ports.announcer.publish(announcement)
    return { kind: 'announced', id: announcement.id }
  } catch (error) {
    const { target, id } = announcement
    ports.log.notAnnounced({ target, id, deploymentId: deploymentOf(announcement) }, error)
    return undefined
  }
}

/** The deployment that an announcement is about, if it is about one. */
export function deploymentOf(announcement: AnnounceEffect['announcement']): string | undefined {
  return announcement.kind === 'outcome' ? announcement.deployment.id : announcement.deploymentId
}

async function remember(announcement: AnnounceEffect['announcement'], history: History): Promise<void> {
  if (announcement.kind === 'outcome') return history.put(announcement)
  const { notice, deploymentId, target, at } = announcement
  if (notice === 'healed' && deploymentId !== undefined) await history.putHealed(target, { deploymentId, at })
}

/** What cannot be told now gives way to what is newer. A stack that nobody follows any more tells nobody. */
async function tell({ progress }: TellEffect, { followers, log }: PerformPorts): Promise<Result | undefined> {
  try {
    await followers?.publish(progress)
    return { kind: 'told', id: progress.id }
  } catch (error) {
    log.notAnnounced({ target: progress.target, id: progress.id, deploymentId: progress.deployment.id }, error)
    return undefined
  }
}
