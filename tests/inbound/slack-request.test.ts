import { createHmac } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isSignedBy, parseSlackRequest } from '../../shared/inbound/slack-request.ts'

const secret = '8f742231b10e8888abcd99yyyzzz85a5'
const now = Date.parse('2026-11-16T09:00:00Z')
const body = new URLSearchParams({ payload: '{"type":"block_actions","ü":"✓"}' }).toString()

interface Sent {
  readonly body?: string
  readonly at?: number
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly method?: string
  readonly isBase64Encoded?: boolean
  readonly signedWith?: string
}

/** As Slack sends it, through the URL of a function. */
function sent({ at = now, method = 'POST', isBase64Encoded, signedWith = secret, ...given }: Sent = {}) {
  const time = String(Math.floor(at / 1_000))
  const signature = createHmac('sha256', signedWith).update(`v0:${time}:${body}`).digest('hex')
  const raw = given.body ?? body
  return {
    version: '2.0',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${signature}`,
      ...given.headers,
    },
    requestContext: { http: { method } },
    body: isBase64Encoded ? Buffer.from(raw).toString('base64') : raw,
    ...(isBase64Encoded !== undefined && { isBase64Encoded }),
  }
}

/** `signed` if it is Slack's; else what the sender is answered. */
function verdict(event: unknown, secrets: readonly string[] = [secret]): number | 'signed' {
  const request = parseSlackRequest(event, now)
  if (request.kind === 'unwelcome') return request.statusCode
  return isSignedBy(request, secrets) ? 'signed' : 401
}

const without = (name: string) => sent({ headers: { [name]: undefined } })
const altered = (position: number) =>
  `${body.slice(0, position)}${body[position] === '0' ? '1' : '0'}${body.slice(position + 1)}`

describe('a request that Slack signed is taken', () => {
  it.each<[string, unknown]>([
    ['as it is', sent()],
    ['with its body in base64', sent({ isBase64Encoded: true })],
    ['300 seconds old', sent({ at: now - 300_000 })],
    ['300 seconds ahead of our clock', sent({ at: now + 300_000 })],
    ['with a character set', sent({ headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } })],
    [
      'with names of headers in another case',
      (() => {
        const event = sent()
        const headers = Object.fromEntries(
          Object.entries(event.headers).map(([key, value]) => [key.toUpperCase(), value]),
        )
        return { ...event, headers }
      })(),
    ],
  ])('%s', (_, event) => {
    expect(verdict(event)).toBe('signed')
  })

  it('by either of two secrets, while one takes the place of the other', () => {
    expect(verdict(sent(), ['new-secret', secret])).toBe('signed')
    expect(verdict(sent(), [secret, 'old-secret'])).toBe('signed')
  })
})

describe('a request is refused', () => {
  it.each<[string, unknown, number]>([
    ['signed with another secret', sent({ signedWith: 'another' }), 401],
    ['301 seconds old', sent({ at: now - 301_000 }), 401],
    ['301 seconds ahead of our clock', sent({ at: now + 301_000 }), 401],
    ['without a timestamp', without('x-slack-request-timestamp'), 401],
    ['without a signature', without('x-slack-signature'), 401],
    ['with a timestamp that is no number', sent({ headers: { 'x-slack-request-timestamp': 'now' } }), 401],
    ['with an empty timestamp', sent({ headers: { 'x-slack-request-timestamp': '' } }), 401],
    ['with a timestamp in another notation', sent({ headers: { 'x-slack-request-timestamp': '1.7e9' } }), 401],
    ['with another version of signature', sent({ headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } }), 401],
    ['with a signature that is too short', sent({ headers: { 'x-slack-signature': 'v0=00' } }), 401],
    ['with a header twice', sent({ headers: { 'X-Slack-Signature': `v0=${'0'.repeat(64)}` } }), 401],
    ['with base64 that is taken for text', { ...sent({ isBase64Encoded: true }), isBase64Encoded: false }, 401],
    ['with text that is taken for base64', { ...sent(), isBase64Encoded: true }, 401],
    ['without a body', sent({ body: '' }), 401],
    ['to read', sent({ method: 'GET' }), 405],
    ['as JSON', sent({ headers: { 'content-type': 'application/json' } }), 415],
    ['without a type', without('content-type'), 415],
    ['larger than 100 kB', sent({ body: 'a'.repeat(100_001) }), 413],
    ['larger than 100 kB in base64', sent({ body: 'a'.repeat(100_001), isBase64Encoded: true }), 413],
    ['that is an event of something else', { Records: [] }, 401],
    ['that is nothing', undefined, 401],
  ])('%s', (_, event, status) => {
    expect(verdict(event)).toBe(status)
  })

  it('with one byte altered, whichever', () => {
    for (let position = 0; position < body.length; position += 1)
      expect([position, verdict(sent({ body: altered(position) }))]).toEqual([position, 401])
  })

  it('with one digit of the signature altered, whichever', () => {
    const signature = sent().headers['x-slack-signature'] ?? ''
    for (let position = 3; position < signature.length; position += 1) {
      const digit = signature[position] === '0' ? '1' : '0'
      const other = `${signature.slice(0, position)}${digit}${signature.slice(position + 1)}`
      expect(verdict(sent({ headers: { 'x-slack-signature': other } }))).toBe(401)
    }
  })

  it('where no secret is known', () => {
    expect(verdict(sent(), [])).toBe(401)
  })

  it('whatever it is, without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(verdict(anything)).not.toBe('signed')
      }),
      { numRuns: 300 },
    )
  })

  it('in words that repeat nothing of what was sent', () => {
    const event = sent({ headers: { 'x-slack-request-timestamp': 'hunter2' } })
    expect(JSON.stringify(parseSlackRequest(event, now))).not.toContain('hunter2')
  })
})
