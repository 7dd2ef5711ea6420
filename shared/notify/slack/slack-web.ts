import {
  type FetchFunction,
  LogLevel,
  type WebAPICallResult,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api'
import { redactKnown } from '../../redact.ts'
import { tidy } from '../tidy.ts'
import type { SlackAnswer, SlackWeb } from './slack-port.ts'

/** The library waits for ever by itself, and a hung call would eat the time of the whole batch. */
const timeoutMs = 3_000

/** Slack's Web API by its own library. One attempt each: waiting and trying again is the queue's work. */
export function slackWeb(url: string, token: string, fetchFunction: FetchFunction = fetch): SlackWeb {
  const client = new WebClient(token, {
    slackApiUrl: url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    fetch: fetchFunction,
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
    return { kind: 'unavailable', why: 'Slack answered ok, but named no message' }
  } catch (error) {
    return judge(error, token)
  }
}

const missing = [
  'message_not_found',
  'thread_not_found',
  'cant_update_message',
  'edit_window_closed',
  'cannot_reply_to_message',
]
const limited = ['ratelimited', 'rate_limited', 'message_limit_exceeded']
const passing = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org']

function judge(error: unknown, token: string): SlackAnswer {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'limited', afterSeconds: error.retryAfter, why: 'Slack answered 429' }
  if (error instanceof WebAPIPlatformError) return judgeCode(error.data, token)
  if (error instanceof WebAPIRequestError) return { kind: 'unavailable', why: clean(error.message, token) }
  if (error instanceof WebAPIHTTPError) {
    const { statusCode: status } = error
    const why = clean(`Slack answered ${status}: ${String(error.body)}`, token)
    return status >= 500 || status === 408 || status === 425 ? { kind: 'unavailable', why } : { kind: 'refused', why }
  }
  // A 429 that does not say for how long comes as a plain error.
  if (error instanceof Error && error.message.startsWith('Retry header'))
    return { kind: 'limited', afterSeconds: undefined, why: 'Slack answered 429' }
  throw error
}

function judgeCode({ error: code, response_metadata: about }: WebAPIPlatformError['data'], token: string): SlackAnswer {
  const details = (about?.messages ?? []).join('; ')
  const why = clean(`Slack answered ${code}${details === '' ? '' : `: ${details}`}`, token)
  if (missing.includes(code)) return { kind: 'missing', why }
  if (limited.includes(code)) return { kind: 'limited', afterSeconds: about?.retryAfter, why }
  return passing.includes(code) ? { kind: 'unavailable', why } : { kind: 'refused', why }
}

function clean(text: string, token: string): string {
  return tidy(redactKnown(text, token), 300)
}
