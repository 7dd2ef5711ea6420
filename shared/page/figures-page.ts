import type { Figures } from '../figures/figures.ts'
import { timeInWords } from '../figures/in-words.ts'
import { type Bar, chart } from './chart.ts'
import type { Page } from './frame.ts'
import { type Html, html } from './html.ts'
import type { FiguresView } from './read-figures.ts'
import { type Room, roomOfPage } from './room.ts'

/** How well it goes, over time. */
export function figuresPage(view: FiguresView): Page {
  const { weeks, whole, undated, unreadable } = view
  const scope = view.target ?? (view.group === undefined ? 'all targets' : `group ${view.group}`)
  const room = roomOfPage()
  const charts = [frequency, leadTime, failures, restores].map((one) => room.whole(one(weeks, whole)))
  const broken = whole.restore.open.map(({ target }) => target)
  return {
    title: `Figures of ${scope}`,
    section: 'figures',
    heading: `Figures of ${scope}`,
    main: html`${form(view, room)}
<p class="soft">The last twelve weeks, week by week; each week ends at the hour it is now.</p>
${cutNote(view, room)}
<div class="charts">${charts}</div>
${broken.length > 0 && html`<p><b>Broken now:</b> ${named(broken, room)}</p>`}
${undated > 0 && html`<p>Not looked up when the images were committed that were released first: ${undated}. Their lead times count from the push.</p>`}
${unreadable > 0 && html`<p>Not counted, since they cannot be read: ${unreadable}.</p>`}`,
  }
}

/** Before the charts: without it they would be read wrongly. */
function cutNote({ cut, atMost, target }: FiguresView, room: Room): Html | undefined {
  if (cut.length === 0) return undefined
  const mend = target === undefined ? ' Choose one target.' : ''
  return html`<p class="card waits" role="status">At most ${atMost} deployments are looked at. The oldest are not counted of ${named(cut, room)}.${mend}</p>`
}

/** Names, as many as have room. */
function named(names: readonly string[], room: Room): Html {
  const parts = names.map((name, index) => html`${index > 0 && ', '}${name}`)
  const shown = room.atMost(nameBytes).fit(parts)
  const more = names.length - shown.length
  return html`${shown}${more > 0 && ` and ${more} more`}`
}

/** Room for one list of names, and for one of names to choose from. */
const nameBytes = 5_000
const choiceBytes = 20_000

function form({ targets, groups, target, group }: FiguresView, room: Room): Html {
  const names = targets.map((name) => html`<option value="${name}">`)
  // The chosen one first: it has to be among those that there is room for.
  const first = groups.toSorted((a, b) => Number(b === group) - Number(a === group))
  const options = first.map(
    (name) => html`<option value="${name}"${name === group && html` selected`}>${name}</option>`,
  )
  return html`<form action="/figures" method="get" aria-label="Choose targets">
<label>Target <input name="target" list="targets" value="${target ?? ''}" autocapitalize="none" spellcheck="false" autocomplete="off"></label>
<datalist id="targets">${room.atMost(choiceBytes).fit(names)}</datalist>
${groups.length > 0 && html`<label>Group <select name="group"><option value="">any</option>${room.atMost(choiceBytes).fit(options)}</select></label>`}
<button type="submit">Show</button>
<a class="button" href="/figures">All targets</a>
</form>`
}

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
