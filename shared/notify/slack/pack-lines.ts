/** Slack takes 3,000 characters a section; some are left for a heading. */
const longestText = 2_900

/** Sections of one list: with a handful of lists a message stays below 50 blocks, and readable. */
const mostTexts = 3

/**
 * Lines as the texts of at most three sections, of `most` characters together. What does not fit is left out at the end, or
 * (`last`) at the beginning, and counted. No line is longer than a section: whoever made it has cut it.
 */
export function packed(
  lines: readonly string[],
  keeps: 'first' | 'last',
  most: number = mostTexts * longestText,
): string[] {
  const ordered = keeps === 'first' ? [...lines] : lines.toReversed()
  const texts: string[][] = [[]]
  let room = longestText
  let left = most
  let taken = 0
  for (const line of ordered) {
    if (line.length + 1 > left) break
    if (line.length + 1 > room) {
      if (texts.length === mostTexts) break
      texts.push([])
      room = longestText
    }
    texts.at(-1)?.push(line)
    room -= line.length + 1
    left -= line.length + 1
    taken += 1
  }
  return joined(texts, lines.length - taken, keeps)
}

function joined(texts: readonly string[][], left: number, keeps: 'first' | 'last'): string[] {
  const more = left === 0 ? [] : [`and ${left} ${keeps === 'first' ? 'more' : 'earlier ones'}`]
  if (keeps === 'first') return withLast(texts, more).map((text) => text.join('\n'))
  return withLast(texts, more)
    .map((text) => text.toReversed().join('\n'))
    .toReversed()
}

function withLast(texts: readonly string[][], more: readonly string[]): string[][] {
  return texts.map((text, index) => (index === texts.length - 1 ? [...text, ...more] : text))
}
