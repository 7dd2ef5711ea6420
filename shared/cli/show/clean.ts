/** Control characters, and the invisible ones that reorder or hide text: a terminal would obey them. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/gu

/** A text from elsewhere as one line that a terminal shows as it is. */
export function clean(text: string): string {
  return text.replace(unprintable, ' ')
}

/** The same of a text of several lines. */
export function cleanLines(text: string): string {
  return text.split('\n').map(clean).join('\n')
}
