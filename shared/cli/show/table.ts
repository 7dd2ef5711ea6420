import { clean } from './clean.ts'

/** A column of a table: its heading, and whether its cells may be cut where the terminal is too narrow. */
export interface Column {
  readonly heading: string
  readonly canBeCut?: true
}

const gap = '  '

/** Narrower than this a cell tells nothing. */
const narrowest = 8

/** Lines of a table: columns are as wide as they need; those that can be cut share what a width leaves. Without a width nothing is cut. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width?: number): string[] {
  const cells = [columns.map(({ heading }) => heading), ...rows.map((row) => row.map(clean))]
  const needed = columns.map((_, at) => Math.max(...cells.map((row) => lengthOf(row[at] ?? ''))))
  const widths = width === undefined ? needed : fitted(columns, needed, width)
  return cells.map((row) =>
    row
      .map((cell, at) => padded(cut(cell, widths[at] ?? 0), widths[at] ?? 0))
      .join(gap)
      .trimEnd(),
  )
}

/** Takes from the widest column that can be cut until all fit. */
function fitted(columns: readonly Column[], needed: readonly number[], width: number): number[] {
  const widths = [...needed]
  let over = widths.reduce((sum, one) => sum + one + gap.length, -gap.length) - width
  while (over > 0) {
    const widest = widths
      .map((size, at) => ({ size, at }))
      .filter(({ size, at }) => columns[at]?.canBeCut && size > narrowest)
      .toSorted((a, b) => b.size - a.size)[0]
    if (!widest) break
    const next = Math.max(narrowest, widest.size - over)
    const share = Math.max(next, secondOf(widths, columns, widest.at))
    widths[widest.at] = share < widest.size ? share : widest.size - 1
    over -= widest.size - (widths[widest.at] ?? 0)
  }
  return widths
}

/** The next widest: down to it the widest gives alone. */
function secondOf(widths: readonly number[], columns: readonly Column[], widest: number): number {
  const others = widths.filter((_, at) => at !== widest && columns[at]?.canBeCut)
  return Math.max(narrowest, ...others)
}

function cut(text: string, width: number): string {
  const characters = Array.from(text)
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lengthOf(text)))
}

function lengthOf(text: string): number {
  return Array.from(text).length
}
