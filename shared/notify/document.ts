import type { AnnouncedImage, Announcement, DeploymentSummary, Progress } from '../domain/announcement.ts'
import type { ContainerName, Millis } from '../domain/image.ts'
import type {
  AnnouncementDocument,
  DocumentImages,
  NoticeDocument,
  OutcomeDocument,
  ProgressDocument,
} from './document-schema.ts'
import { tidy } from './tidy.ts'
import { whatWasDone } from './what-was-done.ts'

const longestReason = 800
const longestFailure = 400

/** Where a target is. What it is on its platform is unknown of a target that has left the configuration. */
export interface Place {
  readonly account: string
  readonly region: string
  /** `longshore-dev` */
  readonly stack: string
  /** `production/api` of an ECS service */
  readonly resource?: string
  readonly cluster?: string
  readonly service?: string
  readonly consoleUrl?: string
}

/** SNS takes 256 KiB, and a message holds the document four times, escaped, beside the text. */
const largestBytes = 30_000

/** The public document of an announcement: UTC times, no secrets, no control characters, bounded. */
export function renderDocument(announcement: Announcement, place: Place): AnnouncementDocument {
  const document =
    announcement.kind === 'outcome' ? outcomeDocument(announcement, place) : noticeDocument(announcement, place)
  const done = whatWasDone(document)
  return shortenTimeline(done === undefined ? document : { ...document, done })
}

function outcomeDocument(announcement: Extract<Announcement, { kind: 'outcome' }>, place: Place): OutcomeDocument {
  const deployment = deploymentOf(announcement.deployment, announcement.reason)
  return { ...baseOf(announcement, place), kind: 'outcome', outcome: announcement.outcome, deployment }
}

function noticeDocument(announcement: Extract<Announcement, { kind: 'notice' }>, place: Place): NoticeDocument {
  const { images, deploymentId, notice, asks } = announcement
  return {
    ...baseOf(announcement, place),
    kind: 'notice',
    notice,
    ...(images && { images: imagesOf(images) }),
    ...(asks !== undefined && { asks: tidy(asks, 200) }),
    ...(deploymentId !== undefined && { deploymentId }),
  }
}

/** The public document of how far a deployment is. */
export function renderProgress(progress: Progress, place: Place): ProgressDocument {
  const { sequence, phase, running, desired, stage, bakesUntil, doubts, asks, expiresAt, deployment } = progress
  return {
    schema: 'longshore.progress',
    version: 1,
    ...aboutOf(progress, place),
    ...{ sequence, phase },
    ...(running !== undefined && { running }),
    ...(desired !== undefined && { desired }),
    ...(stage !== undefined && { stage: tidy(stage, 200) }),
    ...(bakesUntil !== undefined && { bakesUntil: time(bakesUntil) }),
    ...(doubts && { doubts: doubts.slice(0, 5).map((doubt) => tidy(doubt, 100)) }),
    ...(asks !== undefined && { asks: tidy(asks, 200) }),
    ...(expiresAt !== undefined && { expiresAt: time(expiresAt) }),
    deployment: soFarOf(deployment),
  }
}

function baseOf(announcement: Announcement, place: Place) {
  return {
    schema: 'longshore.announcement',
    version: 1,
    ...aboutOf(announcement, place),
    reason: tidy(announcement.reason, longestReason),
  } as const
}

function aboutOf({ id, target, at }: Pick<Announcement, 'id' | 'target' | 'at'>, place: Place) {
  const { account, region, stack, resource, cluster, service, consoleUrl } = place
  return {
    ...{ id, target },
    account,
    region,
    stack,
    ...(resource !== undefined && { resource }),
    ...(cluster !== undefined && { cluster }),
    ...(service !== undefined && { service }),
    at: time(at),
    ...(consoleUrl !== undefined && { consoleUrl }),
  }
}

function deploymentOf(summary: DeploymentSummary, reason: string): OutcomeDocument['deployment'] {
  const { restored, differences, broken, successor } = summary
  return {
    ...soFarOf(summary, reason),
    endedAt: time(summary.endedAt),
    durationSeconds: Math.max(0, (summary.endedAt - summary.startedAt) / 1_000),
    ...(restored && { restored: imagesOf(restored) }),
    ...(differences && { differences: differences.slice(0, 10).map((difference) => tidy(difference, 200)) }),
    ...(broken && { broken }),
    ...(successor !== undefined && { successor }),
  }
}

function soFarOf(summary: Omit<DeploymentSummary, 'endedAt'>, reason?: string): ProgressDocument['deployment'] {
  const { id, trigger, from, to, carrier } = summary
  return {
    id,
    trigger: {
      kind: trigger.kind,
      ...(trigger.by !== undefined && { by: tidy(trigger.by, 200) }),
      at: time(trigger.at),
      ...(trigger.from !== undefined && { from: tidy(trigger.from, 100) }),
      ...(trigger.approvedBy !== undefined && { approvedBy: tidy(trigger.approvedBy, 200) }),
      ...(trigger.override !== undefined && { override: tidy(trigger.override, 200) }),
    },
    startedAt: time(summary.startedAt),
    ...(from && { from: imagesOf(from) }),
    to: imagesOf(to),
    changed: [...summary.changed],
    failures: failuresOf(summary.failures, reason),
    ...(carrier !== undefined && { carrier }),
    timeline: summary.timeline
      .slice(-100)
      .map(({ at, what, kind }) => ({ at: time(at), what: tidy(what, 200), ...(kind && { kind }) })),
  }
}

/** What is the reason as well stays equal to it, or it would be told twice. */
function failuresOf(all: readonly string[], reason: string | undefined): string[] {
  const same = reason === undefined ? -1 : all.indexOf(reason)
  return all.slice(0, 8).map((failure, at) => tidy(failure, at === same ? longestReason : longestFailure))
}

function imagesOf(images: Readonly<Record<ContainerName, AnnouncedImage>>): DocumentImages {
  return Object.fromEntries(
    Object.entries(images).map(([container, { repository, digest, tag }]) => {
      const name = tag === undefined ? '' : tidy(tag, 128)
      return [container, { repository: tidy(repository, 400), digest, ...(name !== '' && { tag: name }) }]
    }),
  )
}

function time(at: Millis): string {
  return new Date(at).toISOString()
}

/** Leaves out the oldest half of the timeline until the document is small enough. */
function shortenTimeline(document: AnnouncementDocument): AnnouncementDocument {
  if (document.kind === 'notice' || document.deployment.timeline.length === 0) return document
  if (Buffer.byteLength(JSON.stringify(document)) <= largestBytes) return document
  const { timeline } = document.deployment
  return shortenTimeline({
    ...document,
    deployment: { ...document.deployment, timeline: timeline.slice(Math.ceil(timeline.length / 2)) },
  })
}
