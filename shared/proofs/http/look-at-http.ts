import type { HttpProof, ProofSight } from '../../domain/proof.ts'
import { tidy } from '../../notify/tidy.ts'
import { redactKnown } from '../../redact.ts'
import type { Verdict } from '../sight.ts'
import { type Reach, seconds } from './exchange.ts'
import { follow } from './follow.ts'
import { HttpTrouble } from './http-trouble.ts'
import { flawOf } from './judge-answer.ts'
import { shownUrl } from './shown-url.ts'

/** What one look may take, all its passes together, ms. */
const longestLookMs = 5_000

/** Values shorter than this are no secrets, and would be found everywhere. */
const shortestSecret = 6

/** One request that was answered. `flaw`: what was wrong with the answer. */
interface Pass {
  readonly tookMs: number
  readonly status: number
  readonly flaw?: string
}

/**
 * Asks as often as the proof says, one request after the other, and stops at the first that does not pass. `sent`: the headers
 * of the proof with the values of the secret ones. Never throws for what the other side does.
 */
export async function lookAtHttp(
  proof: HttpProof,
  sent: Readonly<Record<string, string>>,
  reach: Reach,
  lookMs = longestLookMs,
): Promise<Verdict> {
  const hide = hiding(proof, sent)
  const say = (verdict: ProofSight['verdict'], words: string): Verdict => ({
    verdict,
    words: tidy(`GET ${shownUrl(new URL(proof.url))} ${hide(words)}`, 300),
  })
  try {
    const { flaw, status, tookMs } = await passes(proof, { sent, reach, hide, lookMs })
    if (flaw !== undefined) return say('failed', flaw)
    return say(
      'passed',
      `answered ${status}${proof.times > 1 ? ` ${proof.times} times,` : ''} within ${seconds(tookMs)}`,
    )
  } catch (error) {
    if (!(error instanceof HttpTrouble)) throw error
    return say(error.verdict, error.message)
  }
}

interface Asking {
  readonly sent: Readonly<Record<string, string>>
  readonly reach: Reach
  readonly hide: (text: string) => string
  readonly lookMs: number
}

/** The first pass with a flaw, else the slowest. Throws `HttpTrouble`. */
async function passes(proof: HttpProof, asking: Asking): Promise<Pass> {
  const over = performance.now() + asking.lookMs
  let slowest: Pass | undefined
  for (let number = 1; number <= proof.times; number += 1) {
    const pass = await ask(proof, { number, over }, asking)
    if (pass.flaw !== undefined)
      return number === 1 ? pass : { ...pass, flaw: `${pass.flaw} (pass ${number} of ${proof.times})` }
    if (!slowest || pass.tookMs > slowest.tookMs) slowest = pass
  }
  if (slowest) return slowest
  throw new HttpTrouble('unknown', 'was not asked: prove.http says 0 times. Ask for 1 or more')
}

/** Asks once. Throws `HttpTrouble`. */
async function ask(
  proof: HttpProof,
  { number, over }: { readonly number: number; readonly over: number },
  { sent, reach, hide, lookMs }: Asking,
): Promise<Pass> {
  const began = performance.now()
  // An answer that comes late is waited for a little: it tells more than none.
  const until = Math.min(over, began + 2 * proof.withinMs)
  try {
    const { answer, from } = await follow(proof, sent, until, reach)
    const tookMs = performance.now() - began
    const flaw = flawOf(proof, { answer, from, tookMs, hide })
    return { tookMs, status: answer.status, ...(flaw === undefined ? {} : { flaw }) }
  } catch (error) {
    if (until - began >= proof.withinMs || !(error instanceof HttpTrouble) || !error.isLate) throw error
    const words = `passed ${number - 1} of ${proof.times} times, and more do not fit into the ${seconds(lookMs)} of one look. Ask for fewer`
    throw new HttpTrouble('unknown', words, { cause: error })
  }
}

/** Takes out what was sent and a server may say again: secret headers, and what stands in the query. */
function hiding({ url, headers = {} }: HttpProof, sent: Asking['sent']): (text: string) => string {
  const { search, searchParams } = new URL(url)
  const kept = Object.entries(sent).flatMap(([name, value]) => (typeof headers[name] === 'string' ? [] : [value]))
  const secrets = [...kept, search, ...searchParams.values()]
  const long = secrets.filter((secret) => secret.length >= shortestSecret)
  return (text) => long.reduce((rest, secret) => redactKnown(rest, secret), text)
}
