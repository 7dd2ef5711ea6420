import type { Figures } from '../figures/figures.ts'
import { timeInWords } from '../figures/in-words.ts'
import { type Bar, chart } from './chart.ts'
import type { Page } from './frame.ts'
import { type Html, html } from './html.ts'
import type { FiguresView } from './read-figures.ts'

/** How well it goes, over time. */
export function figuresPage(view: FiguresView): Page {
  const { weeks, whole, cut, unreadable } = view
  const scope = view.target ?? (view.group === undefined ? 'all targets' : `group ${view.group}`)
  return {
    title: `Figures of ${scope}`,
    section: 'figures',
    heading: `Figures of ${scope}`,
    main: html`${form(view)}
<p class="soft">The last twelve weeks, week by week; each week ends at the hour it is now.</p>
<div class="charts">${[frequency, leadTime, failures, restores].map((one) => one(weeks, whole))}</div>
${whole.restore.open.length > 0 && html`<p><b>Broken now:</b> ${whole.restore.open.map(({ target }) => target).join(', ')}</p>`}
${cut.length > 0 && html`<p>Not everything was read of ${cut.slice(0, 20).join(', ')}: choose one target.</p>`}
${unreadable > 0 && html`<p>Not counted, since they cannot be read: ${unreadable}.</p>`}`,
  }
}

function form({ targets, groups, target, group }: FiguresView): Html {
  return html`<form action="/figures" method="get" aria-label="Choose targets">
<label>Target <input name="target" list="targets" value="${target ?? ''}" autocapitalize="none" spellcheck="false" autocomplete="off"></label>
<datalist id="targets">${targets.slice(0, mostListed).map((name) => html`<option value="${name}">`)}</datalist>
${groups.length > 0 && html`<label>Group <select name="group"><option value="">any</option>${groups.map((name) => html`<option value="${name}"${name === group && html` selected`}>${name}</option>`)}</select></label>`}
<button type="submit">Show</button>
<a class="button" href="/figures">All targets</a>
</form>`
}

/** Names that the browser offers while one is typed. */
const mostListed = 300

type Chart = (weeks: readonly Figures[], whole: Figures) => Html

function bars(weeks: readonly Figures[], of: (week: Figures) => Omit<Bar, 'name'>): Bar[] {
  return weeks.map((week) => ({ name: week.window.name, ...of(week) }))
}

const frequency: Chart = (weeks, { frequency: { releases, perDay } }) =>
  chart({
    title: 'Deployment frequency',
    whole: `${releases} releases, ${perDay.toFixed(2)} a day`,
    values: 'Releases',
    bars: bars(weeks, (week) => ({ value: week.frequency.releases, words: String(week.frequency.releases) })),
  })

const leadTime: Chart = (weeks, whole) =>
  chart({
    title: 'Lead time',
    whole:
      whole.leadTime.median === undefined
        ? 'none'
        : `${timeInWords(whole.leadTime.median)} median${countedFrom(whole)}`,
    values: 'Median',
    bars: bars(weeks, (week) => timed(week.leadTime.median)),
  })

/** A lead time says from what it is counted. */
function countedFrom({ leadTime: { from } }: Figures): string {
  const parts = (['commit', 'image', 'push'] as const).filter((source) => from[source] > 0)
  return parts.length === 0 ? '' : `, counted from ${parts.map((source) => `${source} (${from[source]})`).join(', ')}`
}

const failures: Chart = (weeks, { changes: { failed, total } }) =>
  chart({
    title: 'Change failure rate',
    whole: total === 0 ? 'no change' : `${failed} of ${total} changes failed`,
    values: 'Failed',
    bars: bars(weeks, ({ changes }) => ({
      value: changes.failureRate,
      words:
        changes.failureRate === undefined
          ? 'no change'
          : `${changes.failed} of ${changes.total}, ${Math.round(changes.failureRate * 100)} %`,
    })),
  })

const restores: Chart = (weeks, { restore: { restored, median } }) =>
  chart({
    title: 'Time to restore',
    whole: median === undefined ? 'nothing to restore' : `${timeInWords(median)} median of ${restored}`,
    values: 'Median',
    bars: bars(weeks, (week) => timed(week.restore.median)),
  })

function timed(ms: number | undefined): Omit<Bar, 'name'> {
  return ms === undefined ? { value: undefined, words: 'none' } : { value: ms, words: timeInWords(ms) }
}
