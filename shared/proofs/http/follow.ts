import type { HttpProof } from '../../domain/proof.ts'
import { exchange, type HttpAnswer } from './exchange.ts'
import type { Reach, Way } from './find-addresses.ts'
import { HttpTrouble } from './http-trouble.ts'
import { shownUrl } from './shown-url.ts'

const mostRedirects = 3
const redirecting = [301, 302, 303, 307, 308]

/** An answer, and the address that gave it. */
export interface Arrival {
  readonly answer: HttpAnswer
  readonly from: URL
}

/** Asks, and goes where the answer leads if the proof says so. `until`: of `performance.now()`. Throws `HttpTrouble`. */
export async function follow(
  proof: HttpProof,
  headers: Readonly<Record<string, string>>,
  until: number,
  reach: Reach,
): Promise<Arrival> {
  const first = new URL(proof.url)
  let from = first
  for (let hops = 0; ; hops += 1) {
    const sent = from.origin === first.origin ? headers : {}
    const isOpen = from.protocol === 'http:' && holdsSecret(proof, sent)
    const answer = await asked(from, sent, { until, hops, way: { ...reach, isOpen, isLed: hops > 0 } })
    const next = proof.redirects === 'follow' ? nextOf(proof, answer, from) : undefined
    if (!next) return { answer, from }
    if (hops === mostRedirects) throw astray(`led to another address more than ${mostRedirects} times, last to`, next)
    from = next
  }
}

interface Hop {
  readonly until: number
  readonly hops: number
  readonly way: Way
}

/** What the configuration does not write in clear is secret. */
function holdsSecret({ headers = {} }: HttpProof, sent: Readonly<Record<string, string>>): boolean {
  return Object.keys(sent).some((name) => typeof headers[name] !== 'string')
}

/** Where a redirect leads, a network that nobody listed is the fault of whoever redirects. */
async function asked(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { until, hops, way }: Hop,
): Promise<HttpAnswer> {
  try {
    return await exchange(url, headers, Math.max(1, until - performance.now()), way)
  } catch (error) {
    if (hops === 0 || !(error instanceof HttpTrouble)) throw error
    const verdict = error.isLate ? error.verdict : 'failed'
    const words = `led to ${shownUrl(url)}, which ${error.message}`
    throw new HttpTrouble(verdict, words, { cause: error, isLate: error.isLate })
  }
}

/** Undefined where the answer is to be judged itself. */
function nextOf(
  { status: wanted }: HttpProof,
  { status, headers: { location } }: HttpAnswer,
  from: URL,
): URL | undefined {
  if (!redirecting.includes(status) || wanted.includes(status) || location === undefined) return undefined
  const next = URL.parse(location, from.href)
  if (!next) return undefined
  if (from.protocol === 'https:' && next.protocol !== 'https:') throw astray('led from TLS to', next)
  if (next.protocol !== 'http:' && next.protocol !== 'https:') throw astray('led to', next)
  if (next.username !== '' || next.password !== '') throw astray('led with credentials to', next)
  return next
}

function astray(how: string, to: URL): HttpTrouble {
  return new HttpTrouble('failed', `${how} ${shownUrl(to)}, where no check may go`)
}
