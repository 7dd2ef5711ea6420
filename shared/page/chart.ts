import { type Html, html } from './html.ts'

/** One bar; without a value there is nothing to show. */
export interface Bar {
  /** What the bar is of: a day. */
  readonly name: string
  readonly value: number | undefined
  /** The value in words. */
  readonly words: string
}

export interface Chart {
  readonly title: string
  /** Over all the time. */
  readonly whole: string
  /** Of the column of values. */
  readonly values: string
  readonly bars: readonly Bar[]
}

const width = 300
const height = 80
const foot = 12

/** Bars for the eye; the same as a table for everybody else. */
export function chart({ title, whole, values, bars }: Chart): Html {
  const most = Math.max(0, ...bars.map(({ value }) => value ?? 0))
  const highest = bars.find(({ value }) => value === most)
  const step = width / bars.length
  const drawn = bars.map((bar, index) => barOf(bar, index * step, step, most))
  const last = bars.length - 1
  return html`<figure><figcaption>${title} <span class="soft">${whole}</span></figcaption>
<svg viewBox="0 0 ${width} ${height + foot}" role="img" aria-label="${title} by week; the table below has the values">
<line x1="0" y1="${height}" x2="${width}" y2="${height}" stroke="currentColor" stroke-width="1"/>${drawn}${most > 0 && html`<text x="0" y="8">most: ${highest?.words}</text>`}
<text x="0" y="${height + foot - 2}">${bars[0]?.name ?? ''}</text><text x="${width}" y="${height + foot - 2}" text-anchor="end">${bars[last]?.name ?? ''}</text></svg>
<details><summary>${title} as a table</summary><table><thead><tr><th scope="col">Week from</th><th scope="col">${values}</th></tr></thead>
<tbody>${bars.map(({ name, words }) => html`<tr><th scope="row">${name}</th><td>${words}</td></tr>`)}</tbody></table></details></figure>`
}

function barOf({ name, value, words }: Bar, x: number, step: number, most: number): Html | undefined {
  if (value === undefined || most === 0) return undefined
  const tall = Math.max(value > 0 ? 1 : 0, (value / most) * (height - 14))
  return html`<rect x="${(x + step * 0.15).toFixed(1)}" y="${(height - tall).toFixed(1)}" width="${(step * 0.7).toFixed(1)}" height="${tall.toFixed(1)}" fill="currentColor"><title>${name}: ${words}</title></rect>`
}
