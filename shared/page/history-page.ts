import type { OutcomeAnnouncement } from '../domain/announcement.ts'
import { tidy } from '../notify/tidy.ts'
import type { HistoryEntry, HistoryPage } from '../ports.ts'
import type { Page } from './frame.ts'
import { type HistoryQuery, historyPath } from './history-query.ts'
import { type Html, html } from './html.ts'
import { imageLines, imageViews } from './image-view.ts'
import { deploymentPath } from './paths.ts'
import { roomOfPage } from './room.ts'
import { moment, tookOf } from './when.ts'
import { outcomes, outcomeTone, outcomeWords, triggerWords } from './words.ts'

/** Deployments that have ended, as far as a reader chose them. */
export interface HistoryView {
  readonly query: HistoryQuery
  /** Names of all targets. */
  readonly targets: readonly string[]
  readonly found: HistoryPage
}

export function historyPage({ query, targets, found }: HistoryView): Page {
  const room = roomOfPage()
  const choice = room.whole(html`${form(query, targets)}
${query.unknown.length > 0 && html`<p class="card waits" role="status">Not understood and left out: ${query.unknown.join(', ')}.</p>`}`)
  const rows = room.fit(found.entries.map(rowOf))
  const last = found.entries[rows.length - 1]
  const before = rows.length < found.entries.length ? last?.id : found.before
  return {
    title: query.target === undefined ? 'History' : `History of ${query.target}`,
    section: 'history',
    heading: query.target === undefined ? 'History' : `History of ${query.target}`,
    main: html`${choice}
${rows.length > 0 ? table(rows) : html`<p>${emptyWords(found)}</p>`}
${pageLinks(query, before)}`,
  }
}

/** A page reads only so much: finding nothing there does not mean that there is nothing. */
function emptyWords({ before }: HistoryPage): string {
  return before === undefined
    ? 'There are no deployments like this.'
    : 'None like this among the deployments that were looked through. There are older ones.'
}

function form(query: HistoryQuery, targets: readonly string[]): Html {
  return html`<form action="/history" method="get" aria-label="Choose deployments">
<label>Target ${targetChoice(query, targets)}</label>
<label>Outcome <select name="outcome"><option value="">any</option>${outcomes.map((one) => option(one, outcomeWords[one], one === query.outcome))}</select></label>
<label>Triggered from <input type="date" name="from" value="${query.from ?? ''}"></label>
<label>to <input type="date" name="to" value="${query.to ?? ''}"></label>
<button type="submit">Show</button>
<a class="button" href="/history">Show all</a>
</form>`
}

/** Lists of hundreds take room on every page: names are typed there instead. */
const longestList = 150

function targetChoice({ target }: HistoryQuery, targets: readonly string[]): Html {
  if (targets.length > longestList) {
    return html`<input name="target" value="${target ?? ''}" autocapitalize="none" spellcheck="false">`
  }
  return html`<select name="target"><option value="">all</option>${targets.map((one) => option(one, one, one === target))}</select>`
}

function option(value: string, words: string, isChosen: boolean): Html {
  return html`<option value="${value}"${isChosen && html` selected`}>${words}</option>`
}

/** On a phone the table is laid out in lines; the roles keep it a table to whoever listens. */
function table(rows: readonly Html[]): Html {
  const head = ['Deployment', 'Images', 'Outcome', 'Why', 'Ended']
  return html`<div class="wide"><table role="table"><caption class="hidden">Ended deployments, newest first</caption>
<thead role="rowgroup"><tr role="row">${head.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>`
}

function rowOf(entry: HistoryEntry): Html {
  return entry.kind === 'ended' ? row(entry.outcome) : unreadableRow(entry)
}

function row({ target, outcome, reason, deployment }: OutcomeAnnouncement): Html {
  const { id, trigger, startedAt, endedAt, from, to, restored } = deployment
  const by = trigger.by === undefined ? {} : { by: tidy(trigger.by, 100) }
  const images = imageViews(restored ?? to, restored ? to : from)
  return html`
<tr role="row"><th role="rowheader" scope="row"><a href="${deploymentPath(target, id)}">${target}<span class="hidden">, ${id}</span></a><br><span class="soft">${triggerWords({ kind: tidy(trigger.kind, 40), ...by })}</span></th>
<td role="cell">${imageLines(images)}</td>
<td role="cell"><span class="pill ${outcomeTone[outcome]}">${outcomeWords[outcome]}</span></td>
<td role="cell">${tidy(deployment.failures[0] ?? reason, 160)}</td>
<td role="cell">${moment(endedAt)}<br><span class="soft">took ${tookOf(startedAt, endedAt)}</span></td></tr>`
}

function unreadableRow({ target, id, why }: Extract<HistoryEntry, { kind: 'unreadable' }>): Html {
  return html`
<tr role="row"><th role="rowheader" scope="row">${target}<br><code>${id}</code></th><td role="cell"></td><td role="cell"><span class="pill warn">cannot be read</span></td><td role="cell">${tidy(why, 160)}</td><td role="cell"></td></tr>`
}

function pageLinks(query: HistoryQuery, before: string | undefined): Html | undefined {
  if (query.before === undefined && before === undefined) return undefined
  return html`<nav class="pages" aria-label="More deployments">${
    query.before !== undefined && html`<a href="${historyPath(query)}">Newest</a>`
  }${before !== undefined && html`<a href="${historyPath(query, before)}">Older</a>`}</nav>`
}
