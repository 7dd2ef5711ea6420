import type { ProgressDocument } from '../document-schema.ts'
import type { SlackMessage } from '../slack-blocks.ts'
import { footer, imageLines, section, small, startedBy } from '../slack-parts.ts'
import { code, sentence } from '../slack-text.ts'
import { duration, namesOf, only } from '../words.ts'

const phases: Readonly<Record<ProgressDocument['phase'], string>> = {
  waiting: 'Waits to begin',
  preparing: 'Preparing: a task goes first',
  rolling: 'Rolling out',
  proving: 'Proving',
  finishing: 'Proven; a last task runs',
  reverting: 'Going back',
}

/** How far a deployment is, in the place of its message: it is shown until the next edit. */
export function renderLiving(document: ProgressDocument): SlackMessage {
  const { deployment, target } = document
  const changed = only(deployment.to, deployment.changed)
  const words = { target: sentence(target, 64), image: namesOf(changed) }
  const lines = [
    headline(document, words),
    ...imageLines(changed, deployment.from),
    standing(document),
    ...asking(document),
    ...doubting(document),
    ...failing(document),
  ]
  const elapsed = (Date.parse(document.at) - Date.parse(deployment.startedAt)) / 1_000
  const since = `for ${duration(Math.max(0, elapsed))}`
  return {
    text: sentence(`${target}: ${words.image}: ${plainStanding(document)}`, 400),
    blocks: [section(lines.join('\n')), small(footer(document, [startedBy(deployment), since]))],
  }
}

function headline({ phase }: ProgressDocument, { target, image }: { target: string; image: string }): string {
  const name = code(image, 24)
  if (phase === 'waiting') return `:hourglass_flowing_sand: *${target}* may get ${name}`
  if (phase === 'reverting') return `:leftwards_arrow_with_hook: *${target}* goes back: ${name} failed`
  return `:arrows_counterclockwise: *${target}* is getting ${name}`
}

function plainStanding({ phase, running, desired }: ProgressDocument): string {
  const counts = running === undefined || desired === undefined ? '' : `: ${running} of ${desired} running`
  return `${phases[phase]}${counts}`
}

/** `Rolling out: 2 of 4 running · 10 % of traffic` */
function standing(document: ProgressDocument): string {
  const { stage, bakesUntil } = document
  const parts = [
    plainStanding(document),
    ...(stage === undefined ? [] : [code(stage, 60)]),
    ...(bakesUntil === undefined ? [] : [`bakes until ${localTime(bakesUntil)}`]),
  ]
  return parts.join(' · ')
}

/** With its day, since people have hours: in the reader's own zone. */
function localDay(at: string): string {
  const shown = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
  return `<!date^${Math.floor(Date.parse(at) / 1_000)}^{date_short_pretty} {time}|${shown}>`
}

/** In the reader's own zone. */
function localTime(at: string): string {
  const shown = `${at.slice(11, 16)} UTC`
  return `<!date^${Math.floor(Date.parse(at) / 1_000)}^{time}|${shown}>`
}

function asking({ asks, phase, expiresAt }: ProgressDocument): string[] {
  if (phase === 'waiting') {
    const until = expiresAt === undefined ? '' : ` Until ${localDay(expiresAt)}`
    return [asks === undefined ? `Approved: it begins when nothing else keeps it.${until}` : `May it begin?${until}`]
  }
  return asks === undefined ? [] : [`Waits for a person to approve ${code(asks, 60)}`]
}

function doubting({ doubts = [] }: ProgressDocument): string[] {
  return doubts.length === 0 ? [] : [`Not proven yet: ${code(doubts.join('; '), 200)}`]
}

function failing({ deployment: { failures } }: ProgressDocument): string[] {
  return failures.length === 0 ? [] : [`Why: ${code(failures.join('; '), 230)}`]
}
