import picomatch from 'picomatch'

const globCharacters = /^[A-Za-z0-9._*?[\]{},!^-]+$/

/** The anchored source of a regular expression that a tag must match as a whole; undefined when the text is none. */
export function regexSource(text: string): string | undefined {
  const source = `^(?:${text})$`
  return compiles(text) && compiles(source) ? source : undefined
}

/** The anchored source that a glob stands for; undefined when it can match no tag (stray brackets, spaces, slashes). */
export function globSource(text: string): string | undefined {
  if (!globCharacters.test(text) || !balanced(text)) return undefined
  const { source } = picomatch.makeRe(text, { dot: true, nonegate: true, noextglob: true })
  return source === '$^' || !compiles(source) ? undefined : source
}

function compiles(source: string): boolean {
  try {
    new RegExp(source)
    return true
  } catch {
    return false
  }
}

function balanced(text: string): boolean {
  const open: string[] = []
  for (const character of text) {
    if (character === '[' || character === '{') open.push(character)
    if (character === ']' && open.pop() !== '[') return false
    if (character === '}' && open.pop() !== '{') return false
  }
  return open.length === 0
}
