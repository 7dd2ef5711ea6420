import type { Random, World } from '../../kernel/service.ts'
import type { MessageAttribute } from '../sqs/queue.ts'
import type { SqsControl } from '../sqs/sqs-service.ts'

export interface Subscription {
  readonly arn: string
  readonly topicArn: string
  readonly protocol: string
  readonly endpoint: string
  /** In the API's own names: RawMessageDelivery, FilterPolicy, FilterPolicyScope, RedrivePolicy. */
  readonly attributes: Record<string, string>
}

export interface Topic {
  readonly name: string
  readonly arn: string
  readonly attributes: Record<string, string>
  readonly subscriptions: Map<string, Subscription>
}

/** A message as it was published, before it is written for each subscriber. */
export interface Publication {
  readonly id: string
  readonly topicArn: string
  readonly subject?: string
  /** The message by protocol; `default` always exists. */
  readonly messages: Readonly<Record<string, string>>
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly groupId?: string
  readonly deduplicationId?: string
  /** Epoch ms of the world. */
  readonly at: number
}

/** What went to a subscriber that lives outside the sandbox (email, sms, http): recorded, sent nowhere. */
export interface Delivery {
  readonly protocol: string
  readonly endpoint: string
  readonly publicationId: string
  readonly subject?: string
  readonly message: string
  readonly at: number
}

/** Invokes a function by its ARN without waiting for it; throws an AwsError when there is none. */
export type InvokeFunction = (arn: string, payload: unknown) => void

export interface SnsState {
  readonly world: World
  readonly random: Random
  readonly sqs: SqsControl
  readonly invoke: InvokeFunction
  readonly topics: Map<string, Topic>
  readonly published: Publication[]
  readonly deliveries: Delivery[]
}
