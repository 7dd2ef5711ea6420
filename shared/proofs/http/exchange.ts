import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { connectionWords } from './connection-words.ts'
import { errorCode } from './error-code.ts'
import { findAddresses, type Way } from './find-addresses.ts'
import { HttpTrouble } from './http-trouble.ts'
import type { Address } from './networks.ts'

/** Most of a body that is read. */
export const bodyBound = 64 * 1024

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** At most the first 64 KB. */
  readonly body: string
  /** Whether there was more of it. */
  readonly isCut: boolean
}

/** What a request is at; `now` changes while it goes on. */
interface Progress {
  now: string
}

/**
 * One GET request to one address, over a connection of its own. Looking up the name, connecting, TLS and the body all count
 * towards `withinMs`. Throws `HttpTrouble`.
 */
export async function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  withinMs: number,
  way: Way,
): Promise<HttpAnswer> {
  const progress: Progress = { now: 'looking up its name' }
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), withinMs)
  try {
    const lookedUp = findAddresses(url, way)
    const addresses = await Promise.race([lookedUp, aborted(patience.signal)])
    return await converse({ url, headers, addresses, signal: patience.signal, progress })
  } catch (error) {
    throw patience.signal.aborted ? late(withinMs, progress) : troubleOf(error, progress)
  } finally {
    clearTimeout(timer)
  }
}

/** Nobody can be made to stop looking a name up; what comes of it later concerns nobody. */
function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(new Error('The time is over.')), { once: true })
  return promise
}

/** Nobody knows whose fault it is that a name is looked up for too long. */
function late(withinMs: number, { now }: Progress): HttpTrouble {
  const verdict = now === 'looking up its name' ? 'unknown' : 'failed'
  return new HttpTrouble(verdict, `did not answer within ${seconds(withinMs)} (${now})`, { isLate: true })
}

function troubleOf(error: unknown, { now }: Progress): HttpTrouble {
  if (error instanceof HttpTrouble) return error
  if (unsendable.includes(errorCode(error) ?? ''))
    return new HttpTrouble('unknown', 'was not asked: a header holds what no header may', { cause: error })
  return new HttpTrouble('failed', connectionWords(error, now), { cause: error })
}

/** What Node refuses to send. */
const unsendable = ['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_HTTP_INVALID_HEADER_VALUE']

export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1).replace('.0', '')} s`
}

interface Conversation {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly addresses: readonly Address[]
  readonly signal: AbortSignal
  readonly progress: Progress
}

async function converse({ url, headers, addresses, signal, progress }: Conversation): Promise<HttpAnswer> {
  progress.now = 'connecting'
  const isSecure = url.protocol === 'https:'
  const options: RequestOptions = {
    headers: { 'user-agent': 'longshore', accept: '*/*', 'accept-encoding': 'identity', ...headers },
    ...{ agent: false, signal, lookup: only(addresses) },
  }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = (isSecure ? secureRequest : plainRequest)(url, options, resolve)
  request.on('error', reject)
  request.on('socket', (socket) => {
    socket.once('connect', () => (progress.now = isSecure ? 'agreeing on TLS' : 'waiting for the answer'))
    socket.once('secureConnect', () => (progress.now = 'waiting for the answer'))
  })
  request.end()
  const response = await promise
  progress.now = 'reading the answer'
  return { status: response.statusCode ?? 0, headers: response.headers, ...(await bodyOf(response)) }
}

/** Answers with the addresses that were checked; the name still goes into TLS and the Host header. */
function only(addresses: readonly Address[]): LookupFunction {
  return (_name, { all }, done) => {
    const [first] = addresses
    if (all) done(null, [...addresses])
    else done(null, first?.address ?? '', first?.family ?? 4)
  }
}

async function bodyOf(response: AsyncIterable<Uint8Array>): Promise<Pick<HttpAnswer, 'body' | 'isCut'>> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response) {
    parts.push(part)
    bytes += part.length
    if (bytes > bodyBound) break
  }
  const whole = Buffer.concat(parts)
  return { body: new TextDecoder().decode(whole.subarray(0, bodyBound)), isCut: bytes > bodyBound }
}
