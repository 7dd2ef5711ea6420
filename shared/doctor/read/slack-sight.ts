import type { LongshoreConfig, SecretName } from '../../config/normalised.ts'
import type { SecretValues } from '../../ports.ts'
import type { Seen, SlackSight } from '../facts.ts'
import { callSlack } from '../slack-call.ts'
import type { Looker } from './look.ts'

/** Whether Slack can be told: the secret is there, looks like one, and Slack takes a bot's token. Sends nothing. */
export async function readSlack(
  looker: Looker,
  secrets: SecretValues,
  { slack }: LongshoreConfig,
): Promise<SlackSight | undefined> {
  if (slack?.bot) {
    const token = await readSecret(looker, secrets, slack.bot.token)
    const shape = shapeOf(token, (value) => value.startsWith('xox'))
    const sight: SlackSight = { by: 'bot', secret: nameOf(slack.bot.token), shape }
    if (token.kind !== 'seen' || shape.kind !== 'seen' || !shape.value) return sight
    return { ...sight, answer: { error: await callSlack(`${slack.bot.url}/auth.test`, token.value, {}) } }
  }
  if (!slack?.webhook) return undefined
  const url = await readSecret(looker, secrets, slack.webhook)
  return { by: 'webhook', secret: nameOf(slack.webhook), shape: shapeOf(url, isWebhook) }
}

function readSecret({ look }: Looker, secrets: SecretValues, name: SecretName): Promise<Seen<string>> {
  const action = 'ssm' in name ? 'ssm:GetParameter' : 'secretsmanager:GetSecretValue'
  return look({ action, subject: nameOf(name) }, () => secrets.read(name))
}

function shapeOf(secret: Seen<string>, fits: (value: string) => boolean): Seen<boolean> {
  return secret.kind === 'seen' ? { kind: 'seen', value: fits(secret.value) } : secret
}

/** Enterprise and government clouds of Slack have hosts of their own. */
function isWebhook(text: string): boolean {
  return URL.canParse(text) && new URL(text).pathname.startsWith('/services/')
}

/** As people name it. */
function nameOf(name: SecretName): string {
  return 'ssm' in name ? `parameter ${name.ssm}` : `secret ${name.secret}`
}
