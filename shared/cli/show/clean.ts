import { printable } from '../../printable.ts'

/** A text from elsewhere as one line that a terminal shows as it is: it would obey control characters. */
export function clean(text: string): string {
  return printable(text)
}

/** The same of a text of several lines. */
export function cleanLines(text: string): string {
  return text.split('\n').map(clean).join('\n')
}
