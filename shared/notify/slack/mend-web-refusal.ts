const mends: readonly { readonly said: RegExp; readonly mend: string }[] = [
  {
    said: /token_revoked|token_expired|invalid_auth|not_authed|account_inactive/,
    mend: 'The bot token is no longer valid: install the app anew and store its token in {secret}',
  },
  {
    said: /missing_scope|no_permission|not_allowed_token_type|ekm_access_denied/,
    mend: 'The bot may not post: give the app the scope chat:write, install it anew and store its token in {secret}',
  },
  { said: /not_in_channel/, mend: 'The bot is no member of {channel}: invite it there' },
  {
    said: /channel_not_found|is_archived/,
    mend: 'There is no channel {channel} that the bot can see: invite the bot, unarchive the channel, or name another one in longshore.yml',
  },
  { said: /restricted_action/, mend: 'The workspace lets only some people post into {channel}: ask its administrator' },
  {
    said: /invalid_blocks|msg_too_long|msg_blocks_too_long|no_text|invalid_arguments|invalid_arg_name/,
    mend: 'The message was not understood, which is a fault of Longshore: report it with this message',
  },
]

/** How to mend what Slack's Web API refused, naming the secret that holds the token and the channel. */
export function mendWebRefusal(why: string, { secret, channel }: { secret: string; channel: string }): string {
  const known = mends.find(({ said }) => said.test(why))
  const mend = known?.mend ?? 'Check the bot whose token is stored in {secret}, and its place in {channel}'
  return mend.replace('{secret}', () => secret).replace('{channel}', () => channel)
}

/** What to do with a message in the dead-letter queue once that is done. */
export const moveBack = 'move the message from the dead-letter queue back (redrive to a custom destination, …-slack)'
