import { type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { addressGuard, checkLiteral, ForbiddenAddress, guardedLookup } from './address-guard.ts'
import type { EndRequest } from './request-of.ts'

/** What came of a request. `body` is its beginning. `forbidden`: the URL leads where the end may not be. */
export type Answer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly retryAfter: string | undefined
      readonly body: string
    }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'forbidden' }

/** For everything from looking the name up to the last byte that is read. */
const capMs = 5_000

/** More of an answer is not read: it is for people, and they see 200 characters of it. */
const readBytes = 4_096

/** Posts once, follows no redirect, keeps no connection (a function that was frozen would find it dead). */
export async function postToEnd(
  { url, headers, body }: EndRequest,
  networks: readonly string[],
  timeoutMs = capMs,
): Promise<Answer> {
  const isAllowed = addressGuard(url.protocol, networks)
  try {
    checkLiteral(url.hostname, isAllowed)
    const send = url.protocol === 'https:' ? overHttps : overHttp
    const options = {
      ...{ method: 'POST', agent: false, lookup: guardedLookup(isAllowed), signal: AbortSignal.timeout(timeoutMs) },
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    }
    return await new Promise((resolve, reject) => {
      const request = send(url, options, (response) => resolve(readAnswer(response)))
      request.on('error', reject)
      request.end(body)
    })
  } catch (error) {
    if (error instanceof ForbiddenAddress) return { kind: 'forbidden' }
    return { kind: 'unreachable', why: wordsOf(error, timeoutMs) }
  }
}

/** The status counts as soon as it is there: an answer that breaks off behind it was an answer. */
async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of response) {
      chunks.push(Buffer.from(chunk))
      if (Buffer.concat(chunks).length >= readBytes) break
    }
  } catch {
    chunks.push(Buffer.from(' (the answer broke off)'))
  }
  const body = Buffer.concat(chunks).subarray(0, readBytes).toString()
  return { kind: 'answered', status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body }
}

const words: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'its name does not exist'],
  ['EAI_AGAIN', 'its name cannot be looked up at the moment'],
  ['ECONNREFUSED', 'it refuses connections'],
  ['ECONNRESET', 'it broke the connection off'],
  ['EPIPE', 'it broke the connection off'],
  ['EHOSTUNREACH', 'there is no way to its address'],
  ['ENETUNREACH', 'there is no way to its address'],
  ['ETIMEDOUT', 'its address does not answer'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate comes from an authority that nobody knows'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate comes without those between it and a known authority'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate comes from an authority that nobody knows'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
])

function wordsOf(error: unknown, timeoutMs: number): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no reason known'
  if (code === 'ABORT_ERR') return `no answer within ${timeoutMs / 1_000} s`
  return words.get(code) ?? `the connection failed (${code})`
}
