import type { DeploymentSummary } from '../domain/announcement.ts'
import { timeInWords } from '../figures/in-words.ts'
import type { Spent, SpentOn } from '../figures/where-time-went.ts'
import type { Commits } from '../notify/commits-of.ts'
import { tidy } from '../notify/tidy.ts'
import { type Html, html } from './html.ts'
import { type ImageView, imageViews } from './image-view.ts'
import type { Room } from './room.ts'

/** Room for the images. */
const imageBytes = 20_000

/** What was to run in place of what, and what runs again. */
export function imagesSection(
  { from, to, restored }: Pick<DeploymentSummary, 'from' | 'to' | 'restored'>,
  room: Room,
): Html {
  const back = restored && imageViews(restored)
  const head = ['Container', 'Repository', 'From', 'To', ...(restored ? ['Back to'] : [])]
  const rows = imageViews(to, from).map((row) => {
    const again = back?.find(({ container }) => container === row.container)
    const cell = back && html`<td role="cell">${again ? named(again) : ''}</td>`
    return imageRow(row, from, cell)
  })
  const shown = room.atMost(imageBytes).fit(rows)
  const more = rows.length - shown.length
  return html`<h2>Images</h2><div class="wide"><table role="table"><caption class="hidden">Images by container</caption>
<thead role="rowgroup"><tr role="row">${head.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${shown}</tbody></table></div>${more > 0 && html`<p class="soft">and ${more} more</p>`}`
}

function imageRow(image: ImageView, from: DeploymentSummary['from'], back: Html | undefined): Html {
  const { container, repository, before } = image
  return html`
<tr role="row"><th role="rowheader" scope="row">${tidy(container, 100)}</th><td role="cell" title="${repository}">${repository.replace(/^[^/]*\.amazonaws\.com[^/]*\//, '')}</td><td role="cell">${before ? named(before) : unchanged(container, from)}</td><td role="cell">${named(image)}</td>${back}</tr>`
}

/** Of a container that no other image is told of: what ran before may not be known, nor need it have had the container. */
function unchanged(container: string, from: DeploymentSummary['from']): string {
  if (!from) return 'nothing known'
  return Object.hasOwn(from, container) ? 'the same' : 'nothing'
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

/** What a deployment brings, in commits. Subjects are written by strangers. Every repository is named before any commit is. */
export function commitsSection(commits: readonly Commits[], someUnreadable: boolean, room: Room): Html | undefined {
  if (commits.length === 0 && !someUnreadable) return undefined
  const share = room.atMost(commitBytes)
  const heads = share.fit(commits.map(headOf))
  const left = commits.length - heads.length
  const lists = heads.map((head, index) => {
    const own = share.shareBefore(heads.length - index - 1)
    return html`${head}${commits[index] && newestOf(commits[index], own)}`
  })
  return html`<h2>Commits</h2>${lists}${left > 0 && html`<p>and those of ${left} more repositories</p>`}${someUnreadable && html`<p>Not all of its commits can be read: the log says why.</p>`}`
}

function headOf({ repository, url, ahead, behind }: Commits, index: number): Html {
  const name = tidy(repository, 200)
  const where = url.startsWith('https://')
    ? html`<a id="commits-${index}" href="${url}" rel="noreferrer">${name}</a>`
    : html`${name}`
  return html`<p>${where}: ${ahead} new${behind > 0 && `, ${behind} taken out`}</p>`
}

function newestOf({ ahead, newest }: Commits, room: Room): Html | undefined {
  const items = newest.map(
    ({ sha, subject, author }) =>
      html`<li><code>${sha.slice(0, 7)}</code> ${tidy(subject, 100)}${author !== undefined && html` <span class="soft">${tidy(author, 60)}</span>`}</li>`,
  )
  const shown = room.fit(items)
  const more = Math.max(ahead, newest.length) - shown.length
  if (shown.length === 0 && more === 0) return undefined
  return html`<ul>${shown}${more > 0 && html`<li>and ${more} more</li>`}</ul>`
}
