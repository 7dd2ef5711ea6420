import type { HttpProof, ProofSight } from '../../domain/proof.ts'
import { tidy } from '../../notify/tidy.ts'
import type { Verdict } from '../sight.ts'
import { seconds } from './exchange.ts'
import type { Reach } from './find-addresses.ts'
import { follow } from './follow.ts'
import { hidingSent } from './hide-sent.ts'
import { HttpTrouble } from './http-trouble.ts'
import { flawOf } from './judge-answer.ts'
import { shownUrl } from './shown-url.ts'

/** What one look may take, all its passes together, ms: more than one answer may, less than all looks of a target. */
const longestLookMs = 5_500

/** One request that was answered. `flaw`: what was wrong with the answer. */
interface Pass {
  readonly tookMs: number
  readonly status: number
  readonly flaw?: string
}

/**
 * Asks as often as the proof says, one request after the other, and stops at the first that does not pass. `sent`: the headers
 * of the proof with the values of the secret ones. `lookMs`: what there is for all of them; less than one answer may take tells
 * of no answer nothing. Never throws for what the other side does.
 */
export async function lookAtHttp(
  proof: HttpProof,
  sent: Readonly<Record<string, string>>,
  reach: Reach,
  lookMs = longestLookMs,
): Promise<Verdict> {
  const hide = hidingSent(proof, sent)
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
    if (!(error instanceof HttpTrouble) || !error.isLate) throw error
    // The clock has moved on since the look began: the first pass has all of it.
    const hadMs = number === 1 ? lookMs : until - began
    if (hadMs >= proof.withinMs) throw error
    throw new HttpTrouble('unknown', tooShort(proof, number, lookMs, error), { cause: error })
  }
}

function tooShort({ times }: HttpProof, number: number, lookMs: number, { message }: HttpTrouble): string {
  if (number === 1) return `${message}, which was all that was left of the look`
  const done = `passed ${number - 1} of ${times} times`
  return `${done}, and more do not fit into the ${seconds(lookMs)} of one look. Ask for fewer`
}
