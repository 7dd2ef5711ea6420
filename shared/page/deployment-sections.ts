import type { DeploymentSummary } from '../domain/announcement.ts'
import { timeInWords } from '../figures/in-words.ts'
import type { Spent, SpentOn } from '../figures/where-time-went.ts'
import type { Commits } from '../notify/commits-of.ts'
import { tidy } from '../notify/tidy.ts'
import { fitting, type Html, html } from './html.ts'
import { type ImageView, imageViews } from './image-view.ts'

/** Containers listed of a release; no task definition has more than ten. */
const mostImages = 20

/** What was to run in place of what, and what runs again. */
export function imagesSection({ from, to, restored }: Pick<DeploymentSummary, 'from' | 'to' | 'restored'>): Html {
  const rows = imageViews(to, from).slice(0, mostImages)
  const back = restored ? imageViews(restored).slice(0, mostImages) : []
  const head = ['Container', 'Repository', 'From', 'To', ...(restored ? ['Back to'] : [])]
  return html`<h2>Images</h2><div class="wide"><table role="table"><caption class="hidden">Images by container</caption>
<thead role="rowgroup"><tr role="row">${head.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => imageRow(row, restored ? back.find(({ container }) => container === row.container) : row))}</tbody></table></div>`
}

function imageRow(image: ImageView, back: ImageView | undefined): Html {
  const { container, repository, before } = image
  return html`
<tr role="row"><th role="rowheader" scope="row">${tidy(container, 100)}</th><td role="cell" title="${repository}">${repository.replace(/^[^/]*\.amazonaws\.com[^/]*\//, '')}</td><td role="cell">${before ? named(before) : 'the same'}</td><td role="cell">${named(image)}</td>${
    back !== image && html`<td role="cell">${back ? named(back) : ''}</td>`
  }</tr>`
}

function named({ tag, digest }: { readonly tag?: string; readonly digest: string }): Html {
  return html`<b>${tag ?? 'untagged'}</b> <code>${digest}</code>`
}

const spentWords: Readonly<Record<SpentOn, string>> = {
  arriving: 'Until the push was heard of',
  waiting: 'Waiting to start',
  acting: 'Until the platform was called',
  'rolling-out': 'Rolling out',
  proving: 'Being proven',
  'going-back': 'Going back',
}

/** Where its minutes went: a bar for the eye, a list for everybody. */
export function spentSection(spent: readonly Spent[]): Html | undefined {
  const whole = spent.reduce((sum, { ms }) => sum + ms, 0)
  if (whole === 0) return undefined
  let from = 0
  const pieces = spent.map(({ on, ms }) => {
    const width = (ms / whole) * 100
    from += width
    return html`<rect class="on-${on}" x="${(from - width).toFixed(2)}" y="0" width="${width.toFixed(2)}" height="4"/>`
  })
  const items = spent.map(
    ({ on, ms }) =>
      html`<li><svg class="key" viewBox="0 0 4 4" aria-hidden="true"><rect class="on-${on}" width="4" height="4"/></svg> ${spentWords[on]}: <b>${timeInWords(ms)}</b></li>`,
  )
  return html`<h2>Where its time went</h2><figure><svg viewBox="0 0 100 4" preserveAspectRatio="none" class="spent" aria-hidden="true">${pieces}</svg><ul class="keys">${items}</ul></figure>`
}

/** Room for the commits. */
const commitBytes = 12_000

/** What a deployment brings, in commits. Subjects are written by strangers. */
export function commitsSection(commits: readonly Commits[]): Html | undefined {
  if (commits.length === 0) return undefined
  return html`<h2>Commits</h2>${fitting(commits.map(commitsOf), commitBytes)}`
}

function commitsOf({ repository, url, ahead, behind, newest }: Commits, index: number): Html {
  const name = tidy(repository, 200)
  const where = url.startsWith('https://')
    ? html`<a id="commits-${index}" href="${url}" rel="noreferrer">${name}</a>`
    : html`${name}`
  const gone = behind > 0 ? `, ${behind} taken out` : ''
  const items = newest.map(
    ({ sha, subject, author }) =>
      html`<li><code>${sha.slice(0, 7)}</code> ${tidy(subject, 100)}${author !== undefined && html` <span class="soft">${tidy(author, 60)}</span>`}</li>`,
  )
  const more = ahead - newest.length
  return html`<p>${where}: ${ahead} new${gone}</p><ul>${items}${more > 0 && html`<li>and ${more} more</li>`}</ul>`
}
