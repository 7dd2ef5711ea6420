import { escapeMarkup } from '../notify/slack-text.ts'
import { tidy } from '../notify/tidy.ts'

/** Whoever pressed waits three seconds at most, for everything. */
const patienceMs = 1_000

const longestText = 1_500

/**
 * Tells whoever pressed, and nobody else, what came of it. `replyTo` came with the press: only an address of Slack's is asked.
 * @returns why that was not possible, without a word of the address; undefined when it was told
 */
export async function tellPerson(
  replyTo: string | undefined,
  text: string,
  origins: readonly string[],
  withinMs = patienceMs,
): Promise<string | undefined> {
  if (replyTo === undefined || !URL.canParse(replyTo)) return 'the press brought no address'
  if (!origins.includes(new URL(replyTo).origin)) return "the address of the press is none of Slack's"
  const message = { response_type: 'ephemeral', replace_original: false, text: escapeMarkup(tidy(text, longestText)) }
  try {
    const { status, ok } = await fetch(replyTo, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.timeout(withinMs),
    })
    return ok ? undefined : `Slack answered ${status}`
  } catch (error) {
    // Its message may name the address, which is a permission to post.
    return `Slack did not answer: ${typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : 'it failed'}`
  }
}
