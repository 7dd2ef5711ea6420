import { isReached, type Measure } from './measure.ts'

const columns = ['measure', 'what', 'value', 'goal', '', 'made of'] as const

/** The measures as a table of plain text. */
export function tableOf(measures: readonly Measure[]): string {
  const rows = [columns, ...measures.map(rowOf)]
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function rowOf(measure: Measure): string[] {
  const { group, name, value, unit, goal, note = '' } = measure
  const reached = isReached(measure)
  const wanted = goal?.atMost === undefined ? `≥ ${goal?.atLeast}` : `≤ ${goal.atMost}`
  return [group, name, `${shown(value)} ${unit}`, goal ? wanted : '', reached === undefined ? '' : said(reached), note]
}

function said(reached: boolean): string {
  return reached ? 'reached' : 'NOT reached'
}

function shown(value: number): string {
  return Number.isInteger(value) || value >= 100 ? String(Math.round(value)) : value.toFixed(2)
}
