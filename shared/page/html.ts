const safe = Symbol('html')

/** HTML that may be sent as it is. Only `html` makes it, so whatever a stranger wrote can get in escaped only. */
export interface Html {
  readonly [safe]: string
}

/** What may stand in a template. `undefined` and `false` are nothing; lists are put together. */
export type Part = Html | string | number | undefined | false | readonly Part[]

/** A template whose values are escaped unless they are HTML themselves; fit for texts and for attributes in quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const pieces = strings.map((piece, index) => lean(piece) + (index < parts.length ? rendered(parts[index]) : ''))
  return { [safe]: pieces.join('') }
}

export function textOf(part: Html): string {
  return part[safe]
}

/** A constant of this project (style, script) that goes in as it is: escaped, its hash would be another. */
export function verbatim(constant: string): Html {
  return { [safe]: constant }
}

/** Indentation is for whoever reads the template. */
function lean(piece: string): string {
  return piece.replaceAll(/\n\s+/g, '\n')
}

function rendered(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  return isList(part) ? part.map(rendered).join('') : textOf(part)
}

/** `Array.isArray` loses a read-only list's type. */
function isList(part: Html | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part)
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities.get(character) ?? '')
}
