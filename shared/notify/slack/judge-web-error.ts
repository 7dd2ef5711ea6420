import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'
import { redactKnown } from '../../redact.ts'
import { tidy } from '../tidy.ts'
import type { SlackAnswer } from './slack-port.ts'
import { Unsent } from './unsent.ts'

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
  // The library trips over an answer like `null`, and over one that ends in the middle: Slack had the request by then.
  const broken = /^(?:TypeError|TimeoutError|AbortError): .*/s.exec(String(error))
  if (broken) return { kind: 'unavailable', why: clean(`What answered broke off: ${broken[0]}`), unclear: true }
  throw error
}

type Clean = (text: string) => string

function judgeCode(
  { error, response_metadata: about }: Pick<WebAPIPlatformError['data'], 'error' | 'response_metadata'>,
  clean: Clean,
): SlackAnswer {
  const code: unknown = error
  if (typeof code !== 'string' || !slackCode.test(code)) return judgeStranger(code, clean)
  const details = (about?.messages ?? []).join('; ')
  const why = clean(`Slack answered ${code}${details === '' ? '' : `: ${details}`}`)
  if (missing.includes(code)) return { kind: 'missing', why }
  if (limited.includes(code)) return { kind: 'limited', afterSeconds: about?.retryAfter, why }
  if (passingUnclear.includes(code)) return { kind: 'unavailable', why, unclear: true }
  return passing.includes(code) ? { kind: 'unavailable', why } : { kind: 'refused', why, code }
}

/** Nothing, or JSON that ends too soon: the library gives it as it is. */
const cutOff = /^\s*(?:[{["]|$)/

/** A page for people tells that Slack did nothing. What is left of an answer does not. */
function judgeStranger(said: unknown, clean: Clean): SlackAnswer {
  const why = clean(`What answered in the place of Slack said: ${String(said)}`)
  if (typeof said === 'string' && !cutOff.test(said)) return { kind: 'unavailable', why }
  return { kind: 'unavailable', why, unclear: true }
}

function judgeRequest({ message, original }: WebAPIRequestError, clean: Clean): SlackAnswer {
  const { cause } = original
  const isRedirect = cause instanceof Error && cause.message.includes('redirect')
  const why = clean(message)
  return original instanceof Unsent || isRedirect
    ? { kind: 'unavailable', why }
    : { kind: 'unavailable', why, unclear: true }
}

/** Slack itself answers 200, or says in JSON what was wrong. */
function judgeStatus({ statusCode: status, body }: WebAPIHTTPError, clean: Clean): SlackAnswer {
  const said: unknown = body
  if (isRefusal(said) && (status < 500 || isOfSlack(said))) return judgeCode({ error: said.error }, clean)
  const why = clean(`Slack answered ${status}: ${typeof said === 'string' ? said : JSON.stringify(said)}`)
  return mayBeDone(status) ? { kind: 'unavailable', why, unclear: true } : { kind: 'unavailable', why }
}

/** A server that fails, or that one in between hears no end of, may have done it before. 503 is said by who does not begin. */
function mayBeDone(status: number): boolean {
  return status < 300 || (status >= 500 && status !== 503)
}

interface Refusal {
  readonly error: string
}

function isRefusal(body: unknown): body is Refusal {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
}

/** A gateway that fails says `error` in words of its own, which refuse nothing. */
function isOfSlack(body: Refusal): boolean {
  return 'ok' in body && body.ok === false && slackCode.test(body.error)
}
