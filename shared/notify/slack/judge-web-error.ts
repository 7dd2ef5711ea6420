import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'
import { redactKnown } from '../../redact.ts'
import { tidy } from '../tidy.ts'
import type { SlackAnswer } from './slack-port.ts'

const missing = [
  'message_not_found',
  'thread_not_found',
  'cant_update_message',
  'edit_window_closed',
  'cannot_reply_to_message',
]
const limited = ['ratelimited', 'rate_limited', 'message_limit_exceeded']
const passing = ['service_unavailable', 'request_timeout', 'team_added_to_org']

/** Slack says of these that some of what was asked for may have been done. */
const passingUnclear = ['internal_error', 'fatal_error']

/** Anything else in its place was written by somebody in between: a proxy, or a page that says Slack is being mended. */
const slackCode = /^[a-z_]{2,60}$/

/** The request did not reach Slack: no name, no connection, or nobody who can prove to be Slack. */
const neverReached =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS|CERT_|UNABLE_|SELF_SIGNED|DEPTH_)/

/** What an error of the library says about the call. Throws what is none of the library. */
export function judgeWebError(error: unknown, token: string): SlackAnswer {
  const clean = (text: string) => tidy(redactKnown(text, token), 300)
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'limited', afterSeconds: error.retryAfter, why: 'Slack answered 429' }
  if (error instanceof WebAPIPlatformError) return judgeCode(error.data, clean)
  if (error instanceof WebAPIRequestError) return judgeRequest(error, clean)
  if (error instanceof WebAPIHTTPError) return judgeStatus(error, clean)
  // A 429 that does not say for how long comes as a plain error.
  if (error instanceof Error && error.message.startsWith('Retry header'))
    return { kind: 'limited', afterSeconds: undefined, why: 'Slack answered 429' }
  // The library trips over an answer like `null`.
  if (error instanceof TypeError)
    return { kind: 'unavailable', why: clean(`What answered in the place of Slack: ${error.message}`) }
  throw error
}

type Clean = (text: string) => string

function judgeCode(
  { error, response_metadata: about }: Pick<WebAPIPlatformError['data'], 'error' | 'response_metadata'>,
  clean: Clean,
): SlackAnswer {
  const code: unknown = error
  if (typeof code !== 'string' || !slackCode.test(code))
    return { kind: 'unavailable', why: clean(`What answered in the place of Slack said: ${String(code)}`) }
  const details = (about?.messages ?? []).join('; ')
  const why = clean(`Slack answered ${code}${details === '' ? '' : `: ${details}`}`)
  if (missing.includes(code)) return { kind: 'missing', why }
  if (limited.includes(code)) return { kind: 'limited', afterSeconds: about?.retryAfter, why }
  if (passingUnclear.includes(code)) return { kind: 'unavailable', why, unclear: true }
  return passing.includes(code) ? { kind: 'unavailable', why } : { kind: 'refused', why, code }
}

function judgeRequest({ message, original }: WebAPIRequestError, clean: Clean): SlackAnswer {
  const { cause } = original
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const isRedirect = cause instanceof Error && cause.message.includes('redirect')
  const why = clean(message)
  return neverReached.test(code) || isRedirect
    ? { kind: 'unavailable', why }
    : { kind: 'unavailable', why, unclear: true }
}

/** Slack itself answers 200, or says in JSON what was wrong. */
function judgeStatus({ statusCode: status, body }: WebAPIHTTPError, clean: Clean): SlackAnswer {
  const said: unknown = body
  if (status < 500 && isRefusal(said)) return judgeCode({ error: said.error }, clean)
  const why = clean(`Slack answered ${status}: ${typeof said === 'string' ? said : JSON.stringify(said)}`)
  return status === 504 ? { kind: 'unavailable', why, unclear: true } : { kind: 'unavailable', why }
}

function isRefusal(body: unknown): body is { readonly error: string } {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
}
