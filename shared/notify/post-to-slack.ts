import { type FetchFunction, IncomingWebhook, IncomingWebhookHTTPError, SlackWebhookError } from '@slack/webhook'
import { redactKnown } from '../redact.ts'
import type { SlackMessage } from './slack-blocks.ts'
import { tidy } from './tidy.ts'

/**
 * What came of a post. `limited` and `unavailable` pass by themselves; `refused` does not. `afterSeconds`: when Slack
 * said it may be tried again. `why` holds no part of the webhook's URL.
 */
export type Posted =
  | { readonly kind: 'posted' }
  | { readonly kind: 'limited'; readonly afterSeconds: number | undefined; readonly why: string }
  | { readonly kind: 'unavailable'; readonly why: string }
  | { readonly kind: 'refused'; readonly status: number; readonly why: string }

/** The library has no timeout by itself, and a hung post would eat the time of the whole batch. Who gives up on a slow one posts twice. */
const timeoutMs = 8_000

/** Posts one message, once: waiting and trying again is the queue's work. */
export async function postToSlack(
  url: string,
  message: SlackMessage,
  fetchFunction: FetchFunction = fetch,
): Promise<Posted> {
  let retryAfter: string | null = null
  const webhook = new IncomingWebhook(url, {
    timeout: timeoutMs,
    fetch: async (...request) => {
      const response = await fetchFunction(...request)
      // The library's error does not carry the header.
      retryAfter = response.headers.get('retry-after')
      return response
    },
  })
  try {
    await webhook.send(message)
    return { kind: 'posted' }
  } catch (error) {
    if (error instanceof IncomingWebhookHTTPError) return judge(error, retryAfter, url)
    if (error instanceof SlackWebhookError)
      return { kind: 'unavailable', why: tidy(redactKnown(error.message, url), 300) }
    throw error
  }
}

function judge(error: IncomingWebhookHTTPError, retryAfter: string | null, url: string): Posted {
  const { statusCode: status } = error
  const why = tidy(redactKnown(`Slack answered ${status}: ${error.body}`, url), 300)
  if (status === 429) return { kind: 'limited', afterSeconds: secondsOf(retryAfter), why }
  if (status >= 500 || status === 408 || status === 425) return { kind: 'unavailable', why }
  return { kind: 'refused', status, why }
}

function secondsOf(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined
}
