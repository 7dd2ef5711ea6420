/** What Slack says when it will never take the message, and what a person does about it. */
const mends: readonly { readonly said: RegExp; readonly mend: string }[] = [
  {
    said: /no_service|invalid_token|no_team|no_active_hooks|team_disabled/,
    mend: 'The webhook was removed: make a new one in Slack and store its URL in {secret}',
  },
  {
    said: /channel_is_archived|channel_not_found/,
    mend: 'The channel is gone: make a webhook for another channel and store its URL in {secret}',
  },
  {
    said: /action_prohibited|posting_to_.*_denied|user_not_found/,
    mend: 'The workspace forbids this webhook to post: ask its administrator, or store the URL of another webhook in {secret}',
  },
  {
    said: /invalid_payload|invalid_blocks|no_text|too_many_attachments/,
    mend: 'The message was not understood, which is a fault of Longshore: report it with this message',
  },
]

/** How to mend a refusal, naming the secret that holds the webhook. */
export function mendRefusal(why: string, secret: string): string {
  const known = mends.find(({ said }) => said.test(why))
  const mend = known?.mend ?? 'Check the webhook whose URL is stored in {secret}'
  return `${mend.replace('{secret}', () => secret)}; then move the message from the dead-letter queue back (redrive to a custom destination, …-slack).`
}
