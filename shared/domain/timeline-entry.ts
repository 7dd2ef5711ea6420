import type { Millis } from './image.ts'

/**
 * What sort of happening an entry tells of, so that it can be told where the time went. `pushed`: the image, at the registry.
 * `received`: the event or the command, by Longshore. `decided`: to begin. `acted`: the platform was asked for something. `seen`: at
 * the platform. `proven`: the evidence of a proof. `told`: the outcome, handed to the topic as soon as this was saved.
 */
export const timelineKinds = ['pushed', 'received', 'decided', 'acted', 'seen', 'proven', 'told'] as const
export type TimelineKind = (typeof timelineKinds)[number]

/** What happened, in words, and when: at its source, as far as that says when. */
export interface TimelineEntry {
  readonly at: Millis
  readonly what: string
  /** Absent for what is none of these, and in what older versions stored. */
  readonly kind?: TimelineKind
}
