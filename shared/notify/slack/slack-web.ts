import { type FetchFunction, LogLevel, type WebAPICallResult, WebClient } from '@slack/web-api'
import { judgeWebError } from './judge-web-error.ts'
import type { SlackAnswer, SlackWeb } from './slack-port.ts'
import { tellingUnsent } from './unsent.ts'

/**
 * The library waits for ever by itself, and a hung call would eat the time of the whole batch. A Slack that is merely slow has
 * posted by then: whoever gives up sooner does not know, and posts again.
 */
const timeoutMs = 8_000

/** Slack's Web API by its own library. One attempt each: waiting and trying again is the queue's work. */
export function slackWeb(
  url: string,
  token: string,
  fetchFunction: FetchFunction = fetch,
  withinMs = timeoutMs,
): SlackWeb {
  const client = new WebClient(token, {
    slackApiUrl: url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: withinMs,
    fetch: tellingUnsent(fetchFunction),
    logger: silent,
  })
  return {
    post: ({ channel, thread, broadcast = false, message: { text, blocks } }) => {
      const reply = thread === undefined ? {} : { thread_ts: thread, reply_broadcast: broadcast }
      const unfurling = { unfurl_links: false, unfurl_media: false }
      return answerOf(token, client.chat.postMessage({ channel, text, blocks, ...unfurling, ...reply }))
    },
    edit: ({ channel, ts, message: { text, blocks } }) =>
      answerOf(token, client.chat.update({ channel, ts, text, blocks })),
  }
}

/** What failed is told by the answer; the library's own lines would go past our log. */
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
}

async function answerOf(
  token: string,
  call: Promise<WebAPICallResult & { channel?: string; ts?: string }>,
): Promise<SlackAnswer> {
  try {
    const { channel, ts } = await call
    if (channel !== undefined && ts !== undefined) return { kind: 'told', channel, ts }
    return { kind: 'unavailable', why: 'Slack answered ok, but named no message', unclear: true }
  } catch (error) {
    return judgeWebError(error, token)
  }
}
