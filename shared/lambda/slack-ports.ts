import { bot as byBot } from 'longshore:slack'
import { dynamoClient, secretsClient, sqsClient, ssmClient } from '../aws/clients.ts'
import { dynamoClaims } from '../aws/dynamo-claims.ts'
import { secretValues } from '../aws/secret-values.ts'
import { sqsSlackQueue } from '../aws/sqs-slack-queue.ts'
import type { SlackWeb } from '../notify/slack/slack-port.ts'
import type { SlackDelivery } from '../notify/tell-slack.ts'
import type { SecretValues } from '../ports.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

const { webhook, bot, mentions, quietHours, actions } = configuration.slack ?? {}

const manners = {
  clock: systemClock,
  ...(mentions && { mentions }),
  ...(quietHours && { quietHours }),
  ...(actions && { buttons: actions.allow }),
}

/** What telling Slack needs but its log, which differs by invocation. */
export function slackPorts(): Omit<SlackDelivery, 'log'> {
  const secrets = secretValues({ ssm: ssmClient, secrets: secretsClient, clock: systemClock })
  return {
    claims: dynamoClaims({ client: dynamoClient, table: environment('LONGSHORE_TABLE'), clock: systemClock }),
    secrets,
    queue: sqsSlackQueue({
      client: sqsClient,
      queueUrl: environment('LONGSHORE_SLACK_QUEUE_URL'),
      deadLetterUrl: environment('LONGSHORE_SLACK_DLQ_URL'),
    }),
    webhook,
    announces: (target) => configuration.targets[target]?.policy.announce.includes('slack') ?? true,
    ...manners,
    ...botPorts(secrets),
  }
}

function botPorts(secrets: SecretValues): Pick<SlackDelivery, 'byBot'> {
  if (!bot || !byBot) return {}
  const { commitsOf, livingMessages, slackWeb, tellWithBot } = byBot
  const inTable = { client: dynamoClient, table: environment('LONGSHORE_TABLE'), clock: systemClock }
  const commits = configuration.github ? { commits: commitsOf(inTable) } : {}
  const ports = { bot, web: keeping(slackWeb), messages: livingMessages(inTable), secrets, ...commits, ...manners }
  return { byBot: (document, log, receives) => tellWithBot({ ...ports, log, receives }, document) }
}

/** A client is kept as long as its token is the same. */
function keeping(make: (url: string, token: string) => SlackWeb): (url: string, token: string) => SlackWeb {
  const made = new Map<string, SlackWeb>()
  return (url, token) => {
    const web = made.get(token) ?? make(url, token)
    made.clear()
    made.set(token, web)
    return web
  }
}
