import type { PublishedNotice, PublishedOutcome } from './published.ts'

/** What a bot did in Slack: put a message into a channel, edit one of its own, reply in its thread. */
export interface BotAct {
  readonly act: 'post' | 'edit' | 'reply'
  /** Id of the channel. */
  readonly place: string
  readonly ts: string
  /** The `ts` of the message that it replies to. */
  readonly thread?: string
  /** A reply that the channel sees, too. */
  readonly broadcast: boolean
}

/** A message as it was sent: to Slack, by a webhook or a bot, or to the topic. */
export type SentAnnouncement =
  | {
      readonly channel: 'slack'
      readonly text: string
      readonly body: Readonly<Record<string, unknown>>
      /** Absent: by a webhook. */
      readonly bot?: BotAct
    }
  | { readonly channel: 'end'; readonly end: string; readonly text: string; readonly body: unknown }
  | { readonly channel: 'sns'; readonly subject: string; readonly text: string; readonly document: unknown }

/** A status as GitHub took it. */
export interface GithubWords {
  /** `owner/name` */
  readonly repository: string
  readonly ref: string
  readonly environment: string
  readonly state: string
  readonly description: string
}

/** What happens while a scenario is played, with the world's time (epoch ms). */
export type ScenarioEvent = { readonly at: number } & (
  | { readonly kind: 'begin'; readonly name: string; readonly title: string; readonly seed: string | number }
  /** Somebody does something: a step of the story. */
  | { readonly kind: 'step'; readonly text: string }
  /** What a platform does by itself. */
  | { readonly kind: 'platform'; readonly text: string }
  /** A call that changes something on a platform. */
  | { readonly kind: 'call'; readonly text: string }
  /** GitHub took a status of a deployment. */
  | { readonly kind: 'github'; readonly status: GithubWords }
  | { readonly kind: 'outcome'; readonly published: PublishedOutcome }
  | { readonly kind: 'notice'; readonly published: PublishedNotice }
  | { readonly kind: 'announcement'; readonly sent: SentAnnouncement }
)
