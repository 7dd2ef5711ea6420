import { type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { connectionWords } from '../../proofs/http/connection-words.ts'
import { errorCode } from '../../proofs/http/error-code.ts'
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

function wordsOf(error: unknown, timeoutMs: number): string {
  const code = errorCode(error)
  if (code === 'ABORT_ERR') return `no answer within ${timeoutMs / 1_000} s`
  if (code === 'ENOTFOUND') return 'its name does not exist'
  if (code === 'EAI_AGAIN') return 'its name cannot be looked up at the moment'
  return `it ${connectionWords(error, 'it was being told')}`
}
