import type { AnnouncedImage, OutcomeAnnouncement } from './domain/announcement.ts'
import type { Digest, Millis } from './domain/image.ts'
import type { Measure } from './figures/measured.ts'
import type { Trace } from './figures/trace.ts'

/** A target that was stuck since a deployment was seen well again. */
export interface Healed {
  readonly deploymentId: string
  readonly at: Millis
}

/** What happened on one target in a time. */
export interface Past {
  readonly target: string
  /** Ended deployments, in order of their ids: of what triggered them. */
  readonly outcomes: readonly OutcomeAnnouncement[]
  readonly healed: readonly Healed[]
  /** There was more than could be read: the oldest is left out. */
  readonly isCut: boolean
  /** Ids of deployments whose items cannot be read: written by a newer version, or not by Longshore. */
  readonly unreadable: readonly string[]
}

/** The history, for whoever looks far back. */
export interface PastReader {
  /** What was triggered since, the newest `limit` deployments of it. Pages through the history. */
  since(target: string, from: Millis, limit: number): Promise<Past>
}

/** What is known of where images come from, as far as it was looked up before. */
export interface ImageDates {
  /** By digest; an image that nothing is known of is absent. */
  of(
    images: readonly AnnouncedImage[],
  ): Promise<ReadonlyMap<Digest, { readonly committedAt?: Millis; readonly createdAt?: Millis }>>
}

/** Metrics of deployments. */
export interface Meter {
  record(measures: readonly Measure[], about: MeasuredDeployment): void
}

export interface MeasuredDeployment {
  readonly deploymentId: string
  readonly target: string
  readonly group?: string
  readonly at: Millis
}

/** Traces of deployments. Throws when they could not be kept; the same trace may be put again. */
export interface Traces {
  put(trace: Trace): Promise<void>
}
