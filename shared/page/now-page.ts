import type { Millis } from '../domain/image.ts'
import type { StackStop } from '../domain/observation.ts'
import { tidy } from '../notify/tidy.ts'
import type { Page } from './frame.ts'
import { type Html, html } from './html.ts'
import { imageLines } from './image-view.ts'
import { deploymentPath } from './paths.ts'
import { roomOfPage } from './room.ts'
import type { DeploymentNow, TargetView } from './target-view.ts'
import { ago, clock, moment } from './when.ts'
import { phaseWords, triggerWords } from './words.ts'

/** What runs where and what is going on. */
export interface NowView {
  readonly at: Millis
  readonly stop: StackStop
  /** What needs somebody first, then what moves. */
  readonly targets: readonly TargetView[]
  /** Pages of targets, from 1. */
  readonly page: number
  readonly pages: number
}

const movingSeconds = 5
const restingSeconds = 15

export function nowPage(view: NowView): Page {
  const moving = view.targets.some(({ state }) => state === 'moves')
  const room = roomOfPage()
  const said = saidOf(view.targets)
  room.whole(html`${said}`)
  const note = view.stop.stopped && room.whole(stopNote(view.stop))
  const cards = room.fit(view.targets.map((target) => card(target, view.at)))
  const left = view.targets.length - cards.length
  return {
    title: 'Now',
    section: 'now',
    heading: 'Now',
    live: {
      part: html`${note}<p class="bar"><span>${summary(view.targets)}</span><span>As of ${clock(view.at)}</span></p>
<ul class="cards">${cards}</ul>${left > 0 && html`<p>${left} more do not fit on this page: serverless invoke -f status shows them.</p>`}${pageLinks(view)}`,
      everySeconds: moving ? movingSeconds : restingSeconds,
      said,
    },
  }
}

function saidOf(targets: readonly TargetView[]): string {
  const some = targets.filter(({ state }) => state === 'moves' || state === 'calls')
  return some.map(inWords).join(' ')
}

function inWords({ target, phase, deployment }: TargetView): string {
  return `${target} is ${phaseWords[phase]}${deployment?.asks === undefined ? '' : ' and waits to be approved'}.`
}

function summary(targets: readonly TargetView[]): string {
  const count = (state: TargetView['state']) => targets.filter((target) => target.state === state).length
  const parts = [
    [count('calls'), 'needing a person'],
    [count('moves'), 'under way'],
    [count('waits'), 'held up'],
    [count('rests'), 'at rest'],
  ] as const
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`)
  return told.length > 0 ? told.join(', ') : 'There are no targets.'
}

function stopNote({ by, reason }: StackStop): Html {
  const why = reason === undefined ? '' : `: ${tidy(reason, 200)}`
  return html`<p class="card waits"><b>Everything is paused</b> by ${tidy(by ?? 'somebody', 100)}${why}. Nothing starts until it is resumed.</p>`
}

function card(view: TargetView, now: Millis): Html {
  const { target, state, phase, deployment, notes } = view
  return html`
<li class="card ${state}"><h2><a id="target-${target}" href="/history?target=${target}">${target}</a> <span class="pill ${state}">${phaseWords[phase]}</span></h2>
${deployment && underWay(view, deployment, now)}
${runs(view, now)}
${next(view, now)}
${notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${holds(view, now)}</li>`
}

function underWay({ target, phase }: TargetView, deployment: DeploymentNow, now: Millis): Html {
  const { id, trigger, startedAt, images, asks, bakesUntil } = deployment
  return html`<p>${imageLines(images)}</p>
${phase !== 'stuck' && counted(target, deployment)}
${asks !== undefined && html`<p><b>Waits for a person to approve:</b> ${asks}</p>`}
${bakesUntil !== undefined && html`<p class="soft">Has to stay healthy until ${clock(bakesUntil)}</p>`}
<p class="soft">${triggerWords(trigger)}, begun ${ago(startedAt, now)} · <a id="deployment-${target}" href="${deploymentPath(target, id)}">timeline<span class="hidden"> of ${target}</span></a></p>`
}

function counted(target: string, { running, desired, stage }: DeploymentNow): Html | undefined {
  const known = running !== undefined && desired !== undefined && desired > 0
  if (running === undefined && stage === undefined) return undefined
  const words = [
    ...(running === undefined
      ? []
      : [desired === undefined ? `${running} running` : `${running} of ${desired} running`]),
    ...(stage === undefined ? [] : [stage]),
  ].join(', ')
  return html`${known && html`<p><progress max="${desired}" value="${Math.min(running, desired)}" aria-label="Progress of ${target}"></progress></p>`}<p>${words}</p>`
}

function runs({ runs: now, deployment, phase }: TargetView, at: Millis): Html | undefined {
  if (phase === 'unreadable') return undefined
  if (!now)
    return html`<p class="soft">${phase === 'unseen' ? 'It is looked at within a few minutes.' : 'What runs is not known yet.'}</p>`
  if (deployment) return undefined
  const since = now.since
  const how = now.origin === 'found' ? 'found running' : 'since'
  return html`<p>${imageLines(now.images)}</p>${since !== undefined && html`<p class="soft">${how} ${moment(since)}, ${ago(since, at)}</p>`}`
}

function next({ next: pending }: TargetView, now: Millis): Html | undefined {
  if (!pending) return undefined
  const what = pending.images.length > 0 ? imageLines(pending.images) : html`what was asked for`
  return html`<p><span class="soft">Next, since ${ago(pending.since, now).replace(' ago', '')}:</span> ${what}</p>`
}

function holds({ holds: held }: TargetView, now: Millis): Html | undefined {
  if (held.length === 0) return undefined
  const items = held.map(
    ({ digests, at, why }) => html`<li><code>${digests.join(' + ')}</code> on hold, ${ago(at, now)}: ${why}</li>`,
  )
  return html`<ul class="notes">${items}</ul>`
}

function pageLinks({ page, pages }: NowView): Html | undefined {
  if (pages < 2) return undefined
  return html`<nav class="pages" aria-label="More targets">${page > 1 && html`<a id="page-before" href="/?page=${page - 1}">Before</a>`}<span>Page ${page} of ${pages}</span>${
    page < pages && html`<a id="page-next" href="/?page=${page + 1}">Next</a>`
  }</nav>`
}
