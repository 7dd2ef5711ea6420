import { tidy } from '../tidy.ts'
import type { Answer } from './post-to-end.ts'

/** What an answer means for an announcement. `afterSeconds`: when the end said it may be tried again. */
export type Judgement =
  | { readonly kind: 'taken' }
  | { readonly kind: 'later'; readonly why: string; readonly afterSeconds: number | undefined }
  | { readonly kind: 'never'; readonly status: number; readonly why: string }

/** `hide` takes known secrets out of what the end said; `now`: epoch ms. */
export function judgeAnswer(
  answer: Exclude<Answer, { kind: 'forbidden' }>,
  hide: (text: string) => string,
  now: number,
): Judgement {
  if (answer.kind === 'unreachable') return { kind: 'later', why: answer.why, afterSeconds: undefined }
  const { status, retryAfter } = answer
  if (status >= 200 && status < 300) return { kind: 'taken' }
  const said = tidy(hide(answer.body), 200)
  const why = `it answered ${status}${said === '' ? '' : `: ${said}`}`
  const passes = status >= 500 || status === 408 || status === 425 || status === 429
  return passes ? { kind: 'later', why, afterSeconds: secondsOf(retryAfter, now) } : { kind: 'never', status, why }
}

/** Seconds, of which Discord gives fractions, or a date. */
function secondsOf(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) return undefined
  if (/^\d{1,6}(?:\.\d{1,6})?$/.test(retryAfter)) return Math.ceil(Number(retryAfter))
  const date = /^[A-Z][a-z]{2}, /.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1_000))
}
