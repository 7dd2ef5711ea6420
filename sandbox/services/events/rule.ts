import type { Input } from '../input.ts'
import type { EventPattern } from './matches-pattern.ts'

/** What a rule sends to. `invoke` hands over once; it throws an AwsError when the target cannot be invoked. */
export interface RuleTarget {
  readonly id: string
  readonly arn: string
  readonly invoke: (payload: unknown) => void
  /** Sent instead of the event when set, as EventBridge's constant input. */
  readonly input?: string
  /** As PutTargets gave it, every member. */
  readonly given?: Input
  readonly maximumRetries: number
  readonly maximumAgeMs: number
  /** Gets what could not be delivered, with the attributes EventBridge adds. */
  readonly deadLetters?: (payload: unknown, attributes: Readonly<Record<string, string>>) => void
}

export interface Rule {
  readonly name: string
  readonly arn: string
  readonly pattern?: EventPattern
  readonly schedule?: string
  readonly description?: string
  enabled: boolean
  readonly targets: Map<string, RuleTarget>
}

/** An event as targets get it. */
export interface Envelope {
  readonly version: '0'
  readonly id: string
  readonly source: string
  readonly account: string
  /** ISO 8601 with the grain of a second, as AWS writes it. */
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly 'detail-type': string
  readonly detail: Readonly<Record<string, unknown>>
}

/** A rule is retried for a day or 185 times, whichever ends first, unless it says otherwise. */
export const RETRY_LIMITS = { maximumRetries: 185, maximumAgeMs: 86_400_000 } as const
