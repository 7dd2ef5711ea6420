import type { AnnouncedImage } from '../domain/announcement.ts'
import type { Digest, Millis } from '../domain/image.ts'
import type { Ended } from './ended.ts'

/** What is known of where an image comes from. */
export interface ImageTimes {
  /** When the commit that it was built from was made. */
  readonly committedAt?: Millis
  /** When the image says that it was created. */
  readonly createdAt?: Millis
}

/** What is known of an image, by its digest. */
export type TimesOf = (digest: Digest) => ImageTimes | undefined

/** From what a lead time is counted. */
export type LeadSource = 'commit' | 'image' | 'push'

export interface LeadTime {
  readonly ms: Millis
  readonly from: LeadSource
}

/** An image older than this says nothing true: reproducible builds claim 1970 or 1980. */
const oldestMs = 400 * 24 * 60 * 60_000

/** Triggers that a build pulled: what a person asks for may be of any age. */
const built = ['push', 'sweep']

/**
 * How long a release took from its commit, else from the creation of its image, else from its push, to the end of its proof. Of
 * several new images the one that waited longest counts. Undefined for what is no release, and for what a person asked for.
 */
export function leadTimeOf({ came, deployment }: Ended, timesOf: TimesOf): LeadTime | undefined {
  const { trigger, changed, to, endedAt } = deployment
  if (came !== 'released' || !built.includes(trigger.kind)) return undefined
  const pushed = { at: Math.min(trigger.at, endedAt), from: 'push' as const }
  const starts = changed.flatMap((container) => startOf(to[container], pushed, timesOf))
  const first = [pushed, ...starts].reduce((a, b) => (b.at < a.at ? b : a))
  return { ms: endedAt - first.at, from: first.from }
}

interface Start {
  readonly at: Millis
  readonly from: LeadSource
}

/** A time after the push, or far before it, is a clock's mistake or a build's choice: the next best is taken. */
function startOf(image: AnnouncedImage | undefined, pushed: Start, timesOf: TimesOf): Start[] {
  const times = image && timesOf(image.digest)
  const candidates: readonly { readonly at: Millis | undefined; readonly from: LeadSource }[] = [
    { at: times?.committedAt, from: 'commit' },
    { at: times?.createdAt, from: 'image' },
  ]
  for (const { at, from } of candidates) {
    if (at !== undefined && at <= pushed.at && pushed.at - at <= oldestMs) return [{ at, from }]
  }
  return []
}

/** The times of so many images are looked up: each is a read of the table. */
const mostDated = 2_000

/** The images whose times lead times are counted from: of the releases that ended last first. `undated`: how many there are more. */
export function imagesToDate(ended: readonly Ended[]): {
  readonly images: readonly AnnouncedImage[]
  readonly undated: number
} {
  const images = ended
    .filter(({ came, deployment }) => came === 'released' && built.includes(deployment.trigger.kind))
    .toSorted((a, b) => b.deployment.endedAt - a.deployment.endedAt)
    .flatMap(({ deployment: { changed, to } }) => changed.flatMap((container) => to[container] ?? []))
  const all = [...new Map(images.map((image) => [image.digest, image])).values()]
  return { images: all.slice(0, mostDated), undated: Math.max(0, all.length - mostDated) }
}
