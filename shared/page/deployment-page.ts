import type { DeploymentSummary, Outcome } from '../domain/announcement.ts'
import type { Millis } from '../domain/image.ts'
import type { ProofStanding } from '../domain/proof.ts'
import type { Spent } from '../figures/where-time-went.ts'
import type { Commits } from '../notify/commits-of.ts'
import { tidy } from '../notify/tidy.ts'
import { commitsSection, imagesSection, spentSection } from './deployment-sections.ts'
import type { Page } from './frame.ts'
import { type Html, html } from './html.ts'
import { deploymentPath } from './paths.ts'
import { type Room, roomOfPage } from './room.ts'
import type { DeploymentNow, TargetView } from './target-view.ts'
import { clock, clockOf, dayOf, moment, tookOf } from './when.ts'
import { outcomeTone, outcomeWords, phaseWords, triggerWords } from './words.ts'

/** One deployment: ended, or in progress. Times are epoch milliseconds. */
export interface DeploymentView {
  readonly target: string
  readonly summary: Omit<DeploymentSummary, 'endedAt'> & { readonly endedAt?: Millis }
  /** How it ended. */
  readonly ended?: { readonly outcome: Outcome; readonly reason: string; readonly at: Millis }
  /** How far it is. */
  readonly now?: { readonly phase: TargetView['phase']; readonly progress: DeploymentNow }
  /** What its time was spent on, until it ended or until now. */
  readonly spent: readonly Spent[]
  /** What lies between what ran and what was to run, as far as it is known. */
  readonly commits: readonly Commits[]
  /** Some of them are there and cannot be read. */
  readonly commitsUnreadable?: true
  /** Last looks at its proofs, while it is under way; those of ended ones are in the timeline. */
  readonly proofs: readonly ProofStanding[]
  /** What stopped instances died of so far. */
  readonly evidence: readonly { readonly at: Millis; readonly reason: string }[]
  /** Where the console shows the target; absent when it left the configuration. */
  readonly consoleUrl?: string
}

const lookAgainSeconds = 5

export function deploymentPage(view: DeploymentView): Page {
  const { target, summary, now } = view
  const title = `${target}, ${dayOf(summary.startedAt)}`
  const heading = now ? `Deployment of ${target}, in progress` : `Deployment of ${target}`
  const body = bodyOf(view)
  if (!now) return { title, section: 'history', heading, main: body }
  return {
    title,
    section: 'now',
    heading,
    live: { part: body, everySeconds: lookAgainSeconds, said: `${target} is ${phaseWords[now.phase]}.` },
  }
}

/** What comes first takes its room first; the timeline has all that is left. */
function bodyOf(view: DeploymentView): Html {
  const { summary, commits, commitsUnreadable = false } = view
  const room = roomOfPage()
  const standing = room.whole(facts(view))
  const spent = spentSection(view.spent)
  if (spent) room.whole(spent)
  return html`${standing}${imagesSection(summary, room)}${findings(view, room)}${spent}${commitsSection(commits, commitsUnreadable, room)}${timeline(summary.timeline, room)}`
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
    fact('Id', html`<code>${tidy(summary.id, 64)}</code>`),
    fact('Triggered', triggered),
    fact('Started', moment(startedAt)),
    ended && fact('Ended', html`${moment(ended.at)}, took ${tookOf(startedAt, ended.at)}`),
    successor !== undefined &&
      fact(
        'Taken over by',
        html`<a id="to-successor" href="${deploymentPath(target, successor)}"><code>${tidy(successor, 64)}</code></a>`,
      ),
    carrier !== undefined && fact('Carried by', html`<code>${tidy(carrier, 300)}</code>`),
    consoleUrl !== undefined &&
      fact('On AWS', html`<a id="to-console" href="${consoleUrl}" rel="noreferrer">${target} in the console</a>`),
    fact('Target', html`<a id="to-history" href="/history?target=${target}">History of ${target}</a>`),
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
  return html` ${words}${bakesUntil !== undefined && html`, has to stay healthy until ${clock(bakesUntil)}`}`
}

/** Room for one list of sentences. */
const listBytes = 8_000

function findings({ summary, ended, evidence, proofs }: DeploymentView, room: Room): Html {
  const list = (heading: string, sentences: readonly string[]) => listed(heading, sentences, room)
  return html`${list(
    'Failures',
    summary.failures.filter((failure) => failure !== ended?.reason),
  )}${list(
    'What stopped',
    evidence.map(({ at, reason }) => `${clockOf(at)} ${reason}`),
  )}${list(
    'Proofs',
    proofs.map(({ name, verdict, words }) => `${name}: ${verdict}, ${words}`),
  )}${list('What else differs between what failed and what was restored', summary.differences ?? [])}`
}

function listed(heading: string, sentences: readonly string[], room: Room): Html | undefined {
  if (sentences.length === 0) return undefined
  const items = sentences.map((sentence) => html`<li>${tidy(sentence, 400)}</li>`)
  const shown = room.atMost(listBytes).fit(items)
  const more = items.length - shown.length
  return html`<h2>${heading}</h2><ul>${shown}${more > 0 && html`<li>and ${more} more</li>`}</ul>`
}

function timeline(entries: DeploymentView['summary']['timeline'], room: Room): Html {
  const items = entries.map(({ at, what, kind }) => {
    return html`
<li>${clock(at)} <span class="kind">${kind ?? ''}</span> <span class="what">${tidy(what, 400)}</span></li>`
  })
  const kept = room.fit(items.toReversed())
  const left = items.length - kept.length
  const [first] = entries
  return html`<h2>Timeline${first && html`, ${dayOf(first.at)}`}</h2>
${left > 0 && html`<p class="soft">The oldest ${left} entries are left out.</p>`}
<ol class="line">${kept.toReversed()}</ol>`
}
