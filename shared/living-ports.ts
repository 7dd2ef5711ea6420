import type { Millis } from './domain/image.ts'

/** The message of one deployment in Slack, as it is remembered. Times are epoch ms. */
export interface LivingMessage {
  /** Where it is; absent: it was not posted yet, or nobody knows that it was. */
  readonly posted?: { readonly channel: string; readonly ts: string }
  /** Of the last progress that it shows; 0: none. */
  readonly sequence: number
  readonly editedAt: Millis
  /** A worker is at it until then. */
  readonly busyUntil: Millis
  /** It shows the outcome: nothing edits it any more. */
  readonly ended: boolean
  /** How often it was posted anew because it was deleted. */
  readonly reposts: number
  /** What was told beside it, in its thread and in other channels, by key. */
  readonly told: readonly string[]
  /** Posts that were begun and whose end nobody knows, by what they tell: Slack may have taken each of them. Absent: none. */
  readonly unclear?: Readonly<Record<string, number>>
  /** How it looks without buttons, as JSON: of the message of a target that offers to roll back. */
  readonly bare?: string
  /** What Slack refused for good while something else was still to be told, by what it tells: it is tried last. Absent: nothing. */
  readonly refused?: readonly string[]
}

/** Living messages by deployment. Throws only when the table cannot be reached. */
export interface LivingMessages {
  /** With the number of the write that made it (0: none yet). */
  load(id: string): Promise<{ readonly message: LivingMessage | undefined; readonly write: number }>
  /** Replaces it if its last write is still number `write`; `conflict` when somebody else was faster. */
  save(id: string, message: LivingMessage, write: number): Promise<'saved' | 'conflict'>
}
