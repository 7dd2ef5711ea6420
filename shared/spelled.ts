/**
 * Finds a text however a server says it again: as it is, percent-encoded (again and again, too), or escaped for JSON or HTML, each
 * character by itself.
 */
export function spelled(text: string): RegExp {
  const runs = text.toWellFormed().match(/\\+[^\\]?|[^\\]/gu) ?? []
  return new RegExp(runs.map((run) => (run.startsWith('\\') ? backslashes(run) : spellingsOf(run))).join(''), 'gi')
}

/**
 * A run of them, with what follows it, as one: each by itself could be told from the next, and the last from an escape of what
 * follows, in so many ways that no match takes forever.
 */
function backslashes(run: string): string {
  const next = run.replace(/^\\+/, '')
  const count = run.length - next.length
  const other = `(?:%(?:25){0,3}5c|\\\\{1,3}u005c|&#92;|&#x5c;){${count}}`
  if (next === '') return `(?:\\\\{${count},${4 * count}}|${other})`
  return `(?:\\\\{${count},${4 * count + 3}}${spellingsOf(next, { isEscaped: true })}|${other}${spellingsOf(next)})`
}

/** What has a letter of its own in JSON. */
const letters: Readonly<Record<string, string>> = { '\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r' }

/** Nobody escapes letters and digits. `isEscaped`: the backslashes that escape it were found before it. */
function spellingsOf(character: string, { isEscaped = false } = {}): string {
  if (/^[a-z0-9]$/i.test(character)) return character
  const [before, mayBefore] = isEscaped ? ['', ''] : ['\\\\{1,3}', '\\\\{0,3}']
  const code = character.codePointAt(0) ?? 0
  const percent = encodeURIComponent(character).replace(/^[^%]$/, `%${hex(code, 2)}`)
  const bytes = percent.split('%').slice(1)
  const units = character.split('').map((unit) => hex(unit.charCodeAt(0), 4))
  const letter = letters[character]
  return `(?:${[
    `(?:%|${before}u0025)(?:25){0,3}${bytes.join('(?:%|\\\\{1,3}u0025)(?:25){0,3}')}`,
    `${before}u${units.join('\\\\{1,3}u')}`,
    `&(?:[a-z]{2,4}|#0{0,4}${code}|#x0{0,4}${hex(code)});`,
    `${mayBefore}\\u${units.join('\\u')}`,
    // In a form.
    ...(character === ' ' ? ['\\+'] : []),
    ...(letter === undefined ? [] : [`${before}${letter}`]),
  ].join('|')})`
}

function hex(code: number, digits = 1): string {
  return code.toString(16).padStart(digits, '0')
}
