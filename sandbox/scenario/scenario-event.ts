import type { PublishedNotice, PublishedOutcome } from './published.ts'

/** A message as it was sent: to the webhook of Slack, or to the topic. */
export type SentAnnouncement =
  | { readonly channel: 'slack'; readonly text: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly channel: 'end'; readonly end: string; readonly text: string; readonly body: unknown }
  | { readonly channel: 'sns'; readonly subject: string; readonly text: string; readonly document: unknown }

/** What happens while a scenario is played, with the world's time (epoch ms). */
export type ScenarioEvent = { readonly at: number } & (
  | { readonly kind: 'begin'; readonly name: string; readonly title: string; readonly seed: string | number }
  /** Somebody does something: a step of the story. */
  | { readonly kind: 'step'; readonly text: string }
  /** What a platform does by itself. */
  | { readonly kind: 'platform'; readonly text: string }
  /** A call that changes something on a platform. */
  | { readonly kind: 'call'; readonly text: string }
  | { readonly kind: 'outcome'; readonly published: PublishedOutcome }
  | { readonly kind: 'notice'; readonly published: PublishedNotice }
  | { readonly kind: 'announcement'; readonly sent: SentAnnouncement }
)
