import type { AnnouncedImage, Announcement, NoticeAnnouncement } from './announcement.ts'
import type { ContainerName, Images, Millis } from './image.ts'
import type { TargetRecord } from './record.ts'

/** Notices kept at most; outcomes are never dropped, and questions not before they were answered. */
const noticeBound = 20

/** Puts an announcement into the outbox, once. */
export function announced(record: TargetRecord, announcement: Announcement): TargetRecord {
  if (record.outbox.some((waiting) => waiting.id === announcement.id)) return record
  return withoutOldNotices({ ...record, outbox: [...record.outbox, announcement] }, noticeBound)
}

/** Drops the oldest of what is no outcome, but for what still asks people: nobody else would tell them. */
export function withoutOldNotices(record: TargetRecord, kept: number): TargetRecord {
  const notices = record.outbox.filter((waiting) => waiting.kind === 'notice')
  const surplus = notices.length - kept
  if (surplus <= 0) return record
  const dropped = notices.filter((waiting) => !asksStill(record, waiting)).slice(0, surplus)
  return { ...record, outbox: record.outbox.filter((waiting) => !dropped.some((old) => old.id === waiting.id)) }
}

function asksStill({ pending, state }: TargetRecord, { asks, deploymentId }: NoticeAnnouncement): boolean {
  if (asks === undefined) return false
  const { question } = pending ?? {}
  if (question && pending?.deploymentId === deploymentId) return question.approved === undefined
  if (state.name !== 'rolling' || state.deployment.id !== deploymentId) return false
  const open = state.deployment.attempt.asks
  return open?.stage === asks && open.approved === undefined
}

/** A notice about a target. `about` makes its id: the same happening, the same id. */
export function notice(
  record: TargetRecord,
  about: {
    readonly notice: NoticeAnnouncement['notice']
    readonly id: string
    readonly at: Millis
    readonly reason: string
    readonly images?: Images
    readonly deploymentId?: string
    readonly asks?: string
  },
): TargetRecord {
  const { id, images, ...rest } = about
  return announced(record, {
    kind: 'notice',
    id: `${record.target}:${about.notice}:${id}`,
    target: record.target,
    ...rest,
    ...(images ? { images: announcedImages(images) } : {}),
  })
}

/** Images as they are announced. */
export function announcedImages(images: Images): Readonly<Record<ContainerName, AnnouncedImage>> {
  return Object.fromEntries(
    Object.entries(images).map(([container, { repository, digest, tag }]) => [
      container,
      { repository, digest, ...(tag === undefined ? {} : { tag }) },
    ]),
  )
}
