import { printable } from '../printable.ts'
import { redact } from '../redact.ts'

/** What a stranger wrote (a tag, a reason, a name), as one line without secrets, at most `limit` characters long. */
export function tidy(text: string, limit: number): string {
  // Cut before as well, or a text of megabytes would be searched. Redacted before the last cut, or half a secret would stay.
  const head = text.slice(0, limit * 2 + 4_000).toWellFormed()
  return clip(redact(printable(head).replace(/\s+/g, ' ').trim()), limit)
}

/** Cuts at `limit` characters, never inside one, and shows that it did. */
export function clip(text: string, limit: number): string {
  const characters = Array.from(text)
  return characters.length <= limit
    ? text
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`
}
