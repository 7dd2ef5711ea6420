import type { SlackMessage } from '../slack-blocks.ts'

/** A message for a channel; with `thread` (the `ts` of another one) a reply to that. */
export interface SlackPost {
  /** Id, or name with its #. */
  readonly channel: string
  readonly thread?: string
  /** A reply that the channel sees, too. */
  readonly broadcast?: boolean
  readonly message: SlackMessage
}

/** A message that takes the place of an earlier one. */
export interface SlackEdit {
  /** Id: what `told` gave. */
  readonly channel: string
  readonly ts: string
  readonly message: SlackMessage
}

/**
 * What Slack made of it. `limited` and `unavailable` pass by themselves, `refused` does not; `unclear`: it may have done it all
 * the same. `missing`: the message to edit or to reply to is gone, or is none of ours. `code`: Slack's word for the refusal.
 * `why` holds no part of the token. `channel` is an id, whatever was asked for.
 */
export type SlackAnswer =
  | { readonly kind: 'told'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'limited'; readonly afterSeconds: number | undefined; readonly why: string }
  | { readonly kind: 'unavailable'; readonly why: string; readonly unclear?: true }
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string; readonly code?: string }

/** Slack as a bot uses it. Never throws for what Slack answers, nor when it does not. */
export interface SlackWeb {
  post(post: SlackPost): Promise<SlackAnswer>
  edit(edit: SlackEdit): Promise<SlackAnswer>
}
