/**
 * Finds a text however a server says it again: as it is, percent-encoded (again and again, too), or escaped for JSON or HTML, each
 * character by itself.
 */
export function spelled(text: string): RegExp {
  const runs = text.toWellFormed().match(/\\+|[^\\]/gu) ?? []
  return new RegExp(
    runs.map((run) => (run.startsWith('\\') ? backslashes(run.length) : spellingsOf(run))).join(''),
    'gi',
  )
}

/** A run of them as one: each by itself could be told from the next in so many ways that no match takes forever. */
function backslashes(count: number): string {
  return `(?:\\\\{${count},${4 * count}}|(?:%(?:25){0,3}5c|\\\\{1,3}u005c|&#92;|&#x5c;){${count}})`
}

/** What has a letter of its own in JSON, or stands in a form as something else. */
const ownSpellings: Readonly<Record<string, string>> = {
  '\b': String.raw`\\{1,3}b`,
  '\t': String.raw`\\{1,3}t`,
  '\n': String.raw`\\{1,3}n`,
  '\f': String.raw`\\{1,3}f`,
  '\r': String.raw`\\{1,3}r`,
  ' ': String.raw`\+`,
}

/** Nobody escapes letters and digits. */
function spellingsOf(character: string): string {
  if (/^[a-z0-9]$/i.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  const percent = encodeURIComponent(character).replace(/^[^%]$/, `%${hex(code, 2)}`)
  const units = character.split('').map((unit) => hex(unit.charCodeAt(0), 4))
  const own = ownSpellings[character]
  return `(?:${[
    ...(own === undefined ? [] : [own]),
    percent.replaceAll('%', '(?:%|\\\\{1,3}u0025)(?:25){0,3}'),
    `\\\\{1,3}u${units.join('\\\\{1,3}u')}`,
    `&(?:[a-z]{2,4}|#0{0,4}${code}|#x0{0,4}${hex(code)});`,
    `\\\\{0,3}\\u${units.join('\\u')}`,
  ].join('|')})`
}

function hex(code: number, digits = 1): string {
  return code.toString(16).padStart(digits, '0')
}
