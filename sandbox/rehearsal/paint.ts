import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

/** Colours for a terminal that shows them; none anywhere else. */
export function paintFor(stream: { readonly isTTY?: boolean }): Paint {
  const isColoured = stream.isTTY === true && process.env['NO_COLOR'] === undefined
  return isColoured ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
}
