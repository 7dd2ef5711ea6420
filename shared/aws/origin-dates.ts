import type { Digest } from '../domain/image.ts'
import type { ImageTimes } from '../figures/lead-time.ts'
import type { ImageDates } from '../figures-ports.ts'
import type { Origins } from '../ports.ts'

/** When images were committed and created, asked of the images themselves where nobody did before. For a few at a time. */
export function originDates(origins: Origins): ImageDates {
  return {
    async of(images) {
      const known = new Map<Digest, ImageTimes>()
      for (const { repository, digest } of images) {
        const origin = await origins.of(repository, digest)
        if (!('unreadable' in origin)) known.set(digest, origin)
      }
      return known
    },
  }
}
