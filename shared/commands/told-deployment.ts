import type { AnnouncedImage, OutcomeAnnouncement, TriggerSummary } from '../domain/announcement.ts'
import { type ContainerName, type Digest, type Images, type Millis, shortDigest } from '../domain/image.ts'
import type { Deployment, Pending, State, Trigger } from '../domain/record.ts'
import type { Refused } from '../domain/remembered.ts'
import type { TimelineEntry } from '../domain/timeline-entry.ts'
import { spentInWords } from '../figures/in-words.ts'
import { spentInPhase } from '../figures/spent-in-phase.ts'
import { whereTimeWent } from '../figures/where-time-went.ts'
import { tidy } from '../notify/tidy.ts'

/** Images by container, as answers of commands hold them. */
export type ToldImages = Readonly<
  Record<ContainerName, { readonly repository: string; readonly digest: Digest; readonly tag?: string }>
>

/** What started a deployment, or is to start it. */
export interface ToldTrigger {
  readonly trigger: string
  /** Who says to have asked for it. */
  readonly by?: string
  /** When it was pushed or asked for; ISO, as all times here. */
  readonly triggeredAt: string
  /** Of a promotion: where it was proven. */
  readonly promotedFrom?: string
  readonly approvedBy?: string
  /** Why a freeze did not count. */
  readonly override?: string
}

/** What happened, and how long after what happened before. */
export interface ToldEntry {
  readonly at: string
  readonly what: string
  readonly kind?: string
  readonly afterSeconds: number
}

/** One deployment, ended or in progress, with its whole timeline. */
export interface ToldDeployment extends ToldTrigger {
  readonly target: string
  readonly id: string
  /** `ended`, or the phase it is in; `refused`: it was promised by a command that could not be carried out when its turn came. */
  readonly phase: string
  readonly outcome?: string
  readonly reason?: string
  readonly startedAt?: string
  readonly endedAt?: string
  readonly from?: ToldImages
  readonly images: ToldImages
  /** What was gone back to. */
  readonly restored?: ToldImages
  readonly failures: readonly string[]
  /** What took over. */
  readonly successor?: string
  /** Where its minutes went. */
  readonly timeWent?: string
  readonly timeline: readonly ToldEntry[]
}

export function toldEnded({ target, outcome, reason, deployment }: OutcomeAnnouncement): ToldDeployment {
  const { id, trigger, startedAt, endedAt, from, to, restored, failures, successor, timeline } = deployment
  return {
    ...{ target, id, phase: 'ended', outcome, reason: tidy(reason, longest) },
    ...toldTrigger(trigger),
    ...{ startedAt: iso(startedAt), endedAt: iso(endedAt) },
    ...(from && { from: toldImages(from) }),
    images: toldImages(to),
    ...(restored && { restored: toldImages(restored) }),
    failures: failures.map((failure) => tidy(failure, longest)),
    ...(successor !== undefined && { successor }),
    timeWent: spentInWords(whereTimeWent(deployment, endedAt)),
    timeline: toldTimeline(timeline),
  }
}

export function toldInProgress(
  target: string,
  phase: State['name'],
  deployment: Deployment,
  now: Millis,
): ToldDeployment {
  const { id, trigger, startedAt, from, goal, failure, timeline } = deployment
  return {
    ...{ target, id, phase },
    ...toldTrigger(summaryOf(trigger)),
    startedAt: iso(startedAt),
    ...(from && { from: toldImages(from.images) }),
    images: toldImages(goal.images),
    failures: (failure?.reasons ?? []).map((reason) => tidy(reason, longest)),
    timeWent: timeWentSoFar(phase, deployment, now),
    timeline: toldTimeline(timeline),
  }
}

/** One that has not begun. */
export function toldPending(target: string, { deploymentId, trigger, images, question }: Pending): ToldDeployment {
  return {
    ...{ target, id: deploymentId, phase: 'waiting' },
    ...toldTrigger(summaryOf(trigger)),
    ...(question?.from && { from: toldImages(question.from) }),
    images: toldImages(question?.goal ?? images),
    failures: [],
    timeline: [],
  }
}

/** One that never came to be. */
export function toldRefused(target: string, { deploymentId: id, trigger, reason }: Refused): ToldDeployment {
  return {
    ...{ target, id, phase: 'refused', reason: tidy(reason, longest) },
    ...toldTrigger(summaryOf(trigger)),
    ...{ images: {}, failures: [], timeline: [] },
  }
}

/** Where the minutes of a deployment in progress went so far. */
export function timeWentSoFar(phase: State['name'], deployment: Deployment, now: Millis): string {
  const { failure } = deployment
  const timed = { ...deployment, ...(failure ? { failedAt: failure.at } : {}) }
  return spentInWords(whereTimeWent(timed, now, spentInPhase[phase]))
}

export function toldTrigger({ kind, by, at, from, approvedBy, override }: TriggerSummary): ToldTrigger {
  return {
    ...{ trigger: kind, triggeredAt: iso(at) },
    ...(by !== undefined && { by: tidy(by, 200) }),
    ...(from !== undefined && { promotedFrom: from }),
    ...(approvedBy !== undefined && { approvedBy: tidy(approvedBy, 200) }),
    ...(override !== undefined && { override: tidy(override, 200) }),
  }
}

export function summaryOf({ approved, ...trigger }: Trigger): TriggerSummary {
  return { ...trigger, ...(approved && { approvedBy: approved.by }) }
}

export function toldImages(images: Images | Readonly<Record<ContainerName, AnnouncedImage>>): ToldImages {
  return Object.fromEntries(
    Object.entries(images).map(([container, { repository, digest, tag }]) => [
      container,
      { repository, digest, ...(tag === undefined ? {} : { tag: tidy(tag, 128) }) },
    ]),
  )
}

/** `app v1.1.0 (d2c4ac695920)` */
export function imagesInWords(images: ToldImages): string {
  return Object.entries(images)
    .map(([container, { tag, digest }]) => `${container} ${tag ?? 'untagged'} (${shortDigest(digest)})`)
    .join(' + ')
}

export function iso(at: Millis): string {
  return new Date(at).toISOString()
}

const longest = 800

function toldTimeline(timeline: readonly TimelineEntry[]): ToldEntry[] {
  return timeline.map(({ at, what, kind }, index) => ({
    at: iso(at),
    what: tidy(what, longest),
    ...(kind && { kind }),
    afterSeconds: Math.max(0, (at - (timeline[index - 1]?.at ?? at)) / 1_000),
  }))
}
