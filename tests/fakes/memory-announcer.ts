import type { Announcement } from '../../shared/domain/announcement.ts'
import type { Announcer } from '../../shared/ports.ts'
import { type Touch, touching, untouched } from './touch.ts'

export interface MemoryAnnouncer extends Announcer {
  /** Everything published, doubles included, in order. */
  published(): readonly Announcement[]
}

/** Announcer in memory; step `publish`. */
export function memoryAnnouncer(touch: Touch = untouched): MemoryAnnouncer {
  const published: Announcement[] = []
  return {
    publish: (announcement) => touching(touch, 'publish', () => void published.push(announcement)),
    published: () => published,
  }
}
