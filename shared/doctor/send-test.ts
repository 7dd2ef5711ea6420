import { problemOf } from '../aws/problem.ts'
import type { TopicApi } from '../aws/topic-api.ts'
import type { LongshoreConfig } from '../config/normalised.ts'
import { escapeMarkup } from '../notify/slack-text.ts'
import type { SecretValues } from '../ports.ts'
import type { SendTest } from './facts.ts'
import { callSlack } from './slack-call.ts'

export interface TestSources {
  readonly config: LongshoreConfig
  readonly secrets: SecretValues
  readonly topic: () => Promise<TopicApi>
  readonly topicArn: string
  readonly now: () => number
}

/** Really tells Slack and the topic of the announcements that Longshore can reach them. Throws nothing that they answer. */
export async function sendTest(sources: TestSources, by: string): Promise<readonly SendTest[]> {
  const text = `Longshore can reach you: a test of the stack ${sources.config.stack}, asked for by ${by}.`
  return [...(await toSlack(sources, escapeMarkup(text))), await toTopic(sources, text, by)]
}

async function toSlack({ config, secrets }: TestSources, text: string): Promise<readonly SendTest[]> {
  const { webhook, bot } = config.slack ?? {}
  const secret = bot?.token ?? webhook
  if (!secret) return []
  const value = await readable(secrets, secret)
  // That it cannot be read is a finding of its own.
  if (value === undefined) return []
  const error = bot
    ? await callSlack(`${bot.url}/chat.postMessage`, value, { channel: bot.channel, text })
    : await callSlack(value, undefined, { text })
  return [{ to: 'slack', error }]
}

async function readable(secrets: SecretValues, name: Parameters<SecretValues['read']>[0]): Promise<string | undefined> {
  try {
    return await secrets.read(name)
  } catch {
    return undefined
  }
}

/** The stack's own queues do not subscribe to tests: what reads them knows announcements only. */
async function toTopic({ config, topic, topicArn, now }: TestSources, text: string, by: string): Promise<SendTest> {
  const document = { schema: 'longshore.test', version: 1, stack: config.stack, by, at: new Date(now()).toISOString() }
  const json = JSON.stringify(document)
  try {
    const api = await topic()
    await api.publish({
      ...{ TopicArn: topicArn, Subject: 'Longshore can reach you', MessageStructure: 'json' },
      Message: JSON.stringify({ default: text, email: text, sqs: json, lambda: json, http: json, https: json }),
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
    })
    return { to: 'sns', error: undefined }
  } catch (error) {
    return { to: 'sns', error: problemOf(error, { action: 'sns:Publish', subject: 'the test' }).message }
  }
}
