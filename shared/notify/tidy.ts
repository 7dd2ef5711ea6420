import { redact } from '../redact.ts'

/** Line breaks, other control characters, and the invisible ones that reorder or hide text. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/gu

/** What a stranger wrote (a tag, a reason, a name), as one line without secrets, at most `limit` characters long. */
export function tidy(text: string, limit: number): string {
  // Cut before as well, or a text of megabytes would be searched. Redacted before the last cut, or half a secret would stay.
  const head = text.slice(0, limit * 2 + 4_000).toWellFormed()
  return clip(redact(head.replace(unprintable, ' ').replace(/\s+/g, ' ').trim()), limit)
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
