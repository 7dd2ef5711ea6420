import type { DeploymentSummary, Outcome } from '../domain/announcement.ts'
import type { Millis } from '../domain/image.ts'
import { tidy } from '../notify/tidy.ts'
import type { Page } from './frame.ts'
import { fitting, type Html, html } from './html.ts'
import { type ImageView, imageViews } from './image-view.ts'
import { deploymentPath } from './paths.ts'
import type { DeploymentNow, TargetView } from './target-view.ts'
import { clock, dayOf, moment, tookOf } from './when.ts'
import { outcomeTone, outcomeWords, phaseWords, triggerWords } from './words.ts'

/** One deployment: ended, or in progress. Times are epoch milliseconds. */
export interface DeploymentView {
  readonly target: string
  readonly summary: Omit<DeploymentSummary, 'endedAt'> & { readonly endedAt?: Millis }
  /** How it ended. */
  readonly ended?: { readonly outcome: Outcome; readonly reason: string; readonly at: Millis }
  /** How far it is. */
  readonly now?: { readonly phase: TargetView['phase']; readonly progress: DeploymentNow }
  /** What stopped instances died of so far. */
  readonly evidence: readonly { readonly at: Millis; readonly reason: string }[]
  /** Where the console shows the target; absent when it left the configuration. */
  readonly consoleUrl?: string
}

const lookAgainSeconds = 5

export function deploymentPage(view: DeploymentView): Page {
  const { target, summary, now } = view
  const title = `${target}, ${dayOf(summary.startedAt)}`
  const heading = html`<h1>${target}: ${now ? 'deployment in progress' : 'deployment'}</h1><p class="soft"><code>${tidy(summary.id, 64)}</code></p>`
  const body = html`${facts(view)}${images(summary)}${findings(view)}${timeline(summary.timeline)}`
  if (!now) return { title, section: 'history', main: html`${heading}${body}` }
  return {
    title,
    section: 'now',
    main: heading,
    live: { part: body, everySeconds: lookAgainSeconds, said: `${target} is ${phaseWords[now.phase]}.` },
  }
}

function facts(view: DeploymentView): Html {
  const { target, summary, ended, now, consoleUrl } = view
  const { trigger, startedAt, successor, carrier } = summary
  const by = trigger.by === undefined ? {} : { by: tidy(trigger.by, 200) }
  const triggered = html`${triggerWords({ kind: tidy(trigger.kind, 40), ...by })}, ${moment(trigger.at)}`
  return html`<dl>${[
    now && fact('State', html`<span class="pill moves">${phaseWords[now.phase]}</span>${standing(now.progress)}`),
    ended &&
      fact('Outcome', html`<span class="pill ${outcomeTone[ended.outcome]}">${outcomeWords[ended.outcome]}</span>`),
    ended && fact('Why', html`${tidy(ended.reason, 800)}`),
    fact('Triggered', triggered),
    fact('Started', moment(startedAt)),
    ended && fact('Ended', html`${moment(ended.at)}, took ${tookOf(startedAt, ended.at)}`),
    successor !== undefined &&
      fact(
        'Taken over by',
        html`<a href="${deploymentPath(target, successor)}"><code>${tidy(successor, 64)}</code></a>`,
      ),
    carrier !== undefined && fact('Carried by', html`<code>${tidy(carrier, 300)}</code>`),
    consoleUrl !== undefined &&
      fact('On AWS', html`<a href="${consoleUrl}" rel="noreferrer">${target} in the console</a>`),
    fact('Target', html`<a href="/history?target=${target}">History of ${target}</a>`),
  ]}</dl>`
}

function fact(name: string, value: Html): Html {
  return html`<dt>${name}</dt><dd>${value}</dd>`
}

function standing({ running, desired, stage, asks, bakesUntil }: DeploymentNow): Html {
  const words = [
    ...(running === undefined
      ? []
      : [desired === undefined ? `${running} running` : `${running} of ${desired} running`]),
    ...(stage === undefined ? [] : [stage]),
    ...(asks === undefined ? [] : [`waits for a person to approve ${asks}`]),
  ].join(', ')
  return html` ${words}${bakesUntil !== undefined && html`, has to stay healthy until ${clock(bakesUntil)} UTC`}`
}

/** Containers listed of a release; no task definition has more than ten. */
const mostImages = 20

function images({ from, to, restored }: DeploymentView['summary']): Html {
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
<tr role="row"><th role="rowheader" scope="row">${tidy(container, 100)}</th><td role="cell">${repository}</td><td role="cell">${before ? named(before) : 'the same'}</td><td role="cell">${named(image)}</td>${
    back !== image && html`<td role="cell">${back ? named(back) : ''}</td>`
  }</tr>`
}

function named({ tag, digest }: { readonly tag?: string; readonly digest: string }): Html {
  return html`<b>${tag ?? 'untagged'}</b> <code>${digest}</code>`
}

/** Room for one list of sentences. */
const listBytes = 10_000

function findings({ summary, evidence }: DeploymentView): Html {
  return html`${list('Failures', summary.failures)}${list(
    'What stopped',
    evidence.map(({ at, reason }) => `${new Date(at).toISOString().slice(11, 19)} ${reason}`),
  )}${list('What else differs between what failed and what was restored', summary.differences ?? [])}`
}

function list(heading: string, sentences: readonly string[]): Html | undefined {
  if (sentences.length === 0) return undefined
  const items = sentences.map((sentence) => html`<li>${tidy(sentence, 400)}</li>`)
  const shown = fitting(items, listBytes)
  const more = items.length - shown.length
  return html`<h2>${heading}</h2><ul>${shown}${more > 0 && html`<li>and ${more} more</li>`}</ul>`
}

/** Room for the timeline: with all the rest a page stays below 100 KB, whatever strangers wrote. */
const timelineBytes = 45_000

function timeline(entries: DeploymentView['summary']['timeline']): Html {
  const items = entries.map(({ at, what, kind }) => {
    return html`
<li>${clock(at)} <span class="kind">${kind ?? ''}</span> <span class="what">${tidy(what, 400)}</span></li>`
  })
  const kept = fitting(items.toReversed(), timelineBytes)
  const left = items.length - kept.length
  const [first] = entries
  return html`<h2>Timeline${first && html`, ${dayOf(first.at)}`}</h2>
${left > 0 && html`<p class="soft">The oldest ${left} entries are left out.</p>`}
<ol class="line">${kept.toReversed()}</ol>`
}
