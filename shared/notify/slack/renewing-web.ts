import type { SlackAnswer, SlackWeb } from './slack-port.ts'
import type { BotDelivery } from './tell-steps.ts'

const refusedTokens = ['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive']

/** Slack by the bot's token. One that is refused is read anew, and the call repeated if another one is stored by now. */
export async function renewingWeb({ bot, web, secrets }: BotDelivery): Promise<SlackWeb> {
  let token = await secrets.read(bot.token)
  async function calling(call: (slack: SlackWeb) => Promise<SlackAnswer>): Promise<SlackAnswer> {
    const answer = await call(web(bot.url, token))
    if (answer.kind !== 'refused' || !refusedTokens.includes(answer.code ?? '')) return answer
    secrets.forget(bot.token)
    const stored = await secrets.read(bot.token)
    if (stored === token) return answer
    token = stored
    return await call(web(bot.url, token))
  }
  return { post: (post) => calling((slack) => slack.post(post)), edit: (edit) => calling((slack) => slack.edit(edit)) }
}
