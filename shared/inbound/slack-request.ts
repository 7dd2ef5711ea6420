import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod/mini'
import type { Millis } from '../domain/image.ts'

/** A request that may be Slack's: who signed it is another question. */
export interface SignedRequest {
  readonly kind: 'signed'
  /** As it was sent: one other byte, and the signature is another one. */
  readonly body: Buffer
  /** Epoch seconds in digits, as they were signed. */
  readonly time: string
  /** `v0=` and 64 hexadecimal digits. */
  readonly signature: string
}

/** What the sender is answered, without a word; `why` is for the log and repeats nothing of what was sent. */
export interface Unwelcome {
  readonly kind: 'unwelcome'
  readonly statusCode: 401 | 405 | 413 | 415
  readonly why: string
}

/** The second version of the payload of a function URL, as far as it is needed. */
const Payload = z.object({
  headers: z.optional(z.record(z.string(), z.optional(z.string()))),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
})

/** Bytes. A press brings the whole message along, which is a few thousand characters. */
const largestBody = 100_000

/** Slack says so: what is older may be a recording. */
const freshSeconds = 300

/** Reads what a function URL hands over, as far as no secret is needed to judge it. */
export function parseSlackRequest(event: unknown, now: Millis): SignedRequest | Unwelcome {
  const parsed = z.safeParse(Payload, event)
  if (!parsed.success) return unwelcome(401, 'no request to the URL of a function')
  const { headers = {}, body = '', isBase64Encoded, requestContext } = parsed.data
  const header = headersOf(headers)
  if (requestContext.http.method !== 'POST') return unwelcome(405, 'not a POST')
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(header('content-type')))
    return unwelcome(415, 'not a form')
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > largestBody) return unwelcome(413, `more than ${largestBody} bytes`)
  const [time, signature] = [header('x-slack-request-timestamp'), header('x-slack-signature')]
  if (!/^\d{1,12}$/.test(time)) return unwelcome(401, 'no timestamp')
  if (Math.abs(Math.floor(now / 1_000) - Number(time)) > freshSeconds)
    return unwelcome(401, 'the timestamp is more than five minutes off')
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return unwelcome(401, 'no signature')
  return { kind: 'signed', body: bytes, time, signature }
}

/** Whether one of the secrets signed it. Takes the same time wherever signatures differ. */
export function isSignedBy({ body, time, signature }: SignedRequest, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature)
  const verdicts = secrets.map((secret) => {
    const right = createHmac('sha256', secret).update(`v0:${time}:`).update(body).digest('hex')
    return timingSafeEqual(given, Buffer.from(`v0=${right}`))
  })
  return verdicts.includes(true)
}

/** By name in any case; one that was sent twice is none. */
function headersOf(headers: Readonly<Record<string, string | undefined>>): (name: string) => string {
  return (wanted) => {
    const found = Object.entries(headers).filter(([name]) => name.toLowerCase() === wanted)
    return found.length === 1 ? (found[0]?.[1] ?? '') : ''
  }
}

export function unwelcome(statusCode: Unwelcome['statusCode'], why: string): Unwelcome {
  return { kind: 'unwelcome', statusCode, why }
}
