import type { AnnouncedImage, Announcement, NoticeAnnouncement } from './announcement.ts'
import type { ContainerName, Images, Millis } from './image.ts'
import type { TargetRecord } from './record.ts'

/** Notices kept at most; outcomes are never dropped. */
const noticeBound = 20

/** Puts an announcement into the outbox, once. */
export function announced(record: TargetRecord, announcement: Announcement): TargetRecord {
  if (record.outbox.some((waiting) => waiting.id === announcement.id)) return record
  return { ...record, outbox: withoutOldNotices([...record.outbox, announcement]) }
}

function withoutOldNotices(outbox: readonly Announcement[]): readonly Announcement[] {
  const surplus = outbox.filter((waiting) => waiting.kind === 'notice').length - noticeBound
  if (surplus <= 0) return outbox
  const dropped = outbox.filter((waiting) => waiting.kind === 'notice').slice(0, surplus)
  return outbox.filter((waiting) => !dropped.some((old) => old.id === waiting.id))
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
