import { createHmac } from 'node:crypto'

/** What the Slack app of the sandbox signs with. */
export const SLACK_SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5'

/** The workspace of the sandbox. */
export const SLACK_TEAM = 'T0SANDBOX'

/** A button as a message shows it. */
export interface ShownButton {
  readonly action_id: string
  readonly value?: string
}

/** Who presses, and what. */
export interface Pressing {
  readonly button: ShownButton
  readonly user: string
  /** As people see it; default: the id in lower case. */
  readonly name?: string
  readonly team?: string
  /** Where Slack takes an answer to this press. */
  readonly responseUrl: string
  /** World time, epoch ms. */
  readonly at: number
}

/** A request as Slack makes it when a button of a message is pressed. */
export interface SignedPress {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Signed with the app's secret, or with another one. */
export function signedPress(pressing: Pressing, secret: string = SLACK_SIGNING_SECRET): SignedPress {
  const body = new URLSearchParams({ payload: JSON.stringify(payloadOf(pressing)) }).toString()
  const time = String(Math.floor(pressing.at / 1_000))
  const signature = createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${signature}`,
    },
  }
}

function payloadOf({ button, user, name = user.toLowerCase(), team = SLACK_TEAM, responseUrl, at }: Pressing) {
  return {
    type: 'block_actions',
    user: { id: user, username: name, name, team_id: team },
    api_app_id: 'A0SANDBOX',
    token: 'verification-token-that-nobody-uses',
    container: { type: 'message', is_ephemeral: false },
    trigger_id: `${at}.1.trigger`,
    team: { id: team, domain: 'sandbox' },
    enterprise: null,
    is_enterprise_install: false,
    state: { values: {} },
    response_url: responseUrl,
    actions: [{ block_id: 'b1', type: 'button', action_ts: (at / 1_000).toFixed(6), ...button }],
  }
}

/** The buttons of a message, in order. */
export function buttonsIn(body: Readonly<Record<string, unknown>>): ShownButton[] {
  const blocks = Array.isArray(body['blocks']) ? body['blocks'] : []
  return blocks.flatMap((block) => {
    const { type, elements } = block as { type?: unknown; elements?: unknown }
    return type === 'actions' && Array.isArray(elements) ? (elements as ShownButton[]) : []
  })
}
