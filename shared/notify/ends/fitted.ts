import { clip, tidy } from '../tidy.ts'

/**
 * What a stranger wrote as one line, escaped, at most `limit` UTF-16 units long afterwards: what is cut is cut before escaping,
 * so that no escape is cut in two.
 */
export function fitted(text: string, limit: number, tame: (text: string) => string): string {
  const whole = tidy(text, limit)
  if (tame(whole).length <= limit) return whole === '' ? '' : tame(whole)
  let [fits, tooMany] = [0, Array.from(whole).length]
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (tame(clip(whole, middle)).length <= limit) fits = middle
    else tooMany = middle
  }
  return tame(clip(whole, fits))
}
