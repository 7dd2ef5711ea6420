import { clip, tidy } from './tidy.ts'

/** The three characters that Slack gives a meaning everywhere. */
export function escapeMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/**
 * Words that a stranger may have chosen, as code: nothing in it is formatted, linked, or turned into a mention or a
 * picture. At most `limit` characters are shown.
 */
export function code(text: string, limit: number): string {
  const tame = fitEscaped(tidy(text, limit).replaceAll('`', "'"), limit)
  return tame === '' ? '' : `\`${tame}\``
}

/** Our own sentence with names in it. */
export function sentence(text: string, limit: number): string {
  return fitEscaped(tidy(text, limit).replaceAll('`', "'").replaceAll('*', '∗').replaceAll('~', '∼'), limit)
}

/** Escaping makes five characters of one; a block holds 3,000. */
function fitEscaped(text: string, limit: number): string {
  const escaped = escapeMarkup(text)
  return escaped.length <= limit * 2 ? escaped : escapeMarkup(clip(text, Math.floor((limit * 2) / 5)))
}
