import type { Announcement, Progress } from '../domain/announcement.ts'
import type { Announcer, Followers } from '../ports.ts'
import { calling } from './refusal.ts'
import type { SnsApi } from './sns-api.ts'

export interface Rendered {
  /** ASCII, under 100 characters, as SNS wants it. */
  readonly subject: string
  /** For people. */
  readonly text: string
  /** For machines; written as JSON. */
  readonly document: object
}

export interface SnsAnnouncerOptions {
  readonly client: () => Promise<SnsApi>
  readonly topicArn: string
  readonly render: (announcement: Announcement) => Rendered
}

/** Announces over an SNS topic: e-mail gets the text, queues, functions and webhooks get the document. */
export function snsAnnouncer({ client, topicArn, render }: SnsAnnouncerOptions): Announcer {
  return {
    async publish(announcement) {
      const { subject, text, document } = render(announcement)
      const json = JSON.stringify(document)
      const Message = JSON.stringify({ default: text, email: text, sqs: json, lambda: json, http: json, https: json })
      const doing = { action: 'sns:Publish', subject: `the announcement ${announcement.id}` }
      const api = await client()
      await calling(doing, () =>
        api.publish({
          ...{ TopicArn: topicArn, Subject: subject, Message, MessageStructure: 'json' },
          MessageAttributes: attributesOf(announcement),
        }),
      )
    },
  }
}

/** Tells followers over a topic of their own. */
export function snsFollowers(options: {
  readonly client: () => Promise<SnsApi>
  readonly topicArn: string
  readonly render: (progress: Progress) => object
}): Followers {
  return {
    async publish(progress) {
      const api = await options.client()
      const Message = JSON.stringify(options.render(progress))
      const MessageAttributes = { target: text(progress.target), kind: text('progress'), phase: text(progress.phase) }
      const doing = { action: 'sns:Publish', subject: `the progress ${progress.id}` }
      await calling(doing, () => api.publish({ TopicArn: options.topicArn, Message, MessageAttributes }))
    },
  }
}

/** What a subscription can filter by. */
function attributesOf(announcement: Announcement) {
  const { target, kind } = announcement
  const what = kind === 'outcome' ? attributesOfOutcome(announcement) : { notice: text(announcement.notice) }
  return { target: text(target), kind: text(kind), ...what }
}

function attributesOfOutcome({ outcome, deployment }: Extract<Announcement, { kind: 'outcome' }>) {
  return { outcome: text(outcome), ...(deployment.broken && { broken: text('true') }) }
}

function text(value: string) {
  return { DataType: 'String', StringValue: value }
}
