import type { Status, Target } from '../answers.ts'
import type { Terminal } from '../terminal.ts'
import { clean } from './clean.ts'
import { moment } from './moments.ts'
import { outcomeColour } from './outcome-colour.ts'
import { imagesInWords } from './shown-images.ts'
import { table } from './table.ts'
import { timelineLines } from './timeline-lines.ts'

/** All about one target. */
export function targetLines(told: Status, terminal: Pick<Terminal, 'width' | 'paint'>): string[] {
  const [target] = told.targets
  if (!target) return [told.message]
  return [
    `${terminal.paint('bold', target.target)}  ${target.phase}`,
    ...factsOf(target).map(([name, text]) => `  ${name.padEnd(12)}${clean(text)}`),
    ...section('Now', timelineLines(told.timeline ?? []), terminal),
    ...section('On hold (longshore resume lifts them)', target.holds.map(clean), terminal),
    ...section('Asked for and refused', (target.refused ?? []).map(clean), terminal),
    ...section('Proven, newest first (longshore rollback --to)', ledgerLines(told, terminal), terminal),
    ...section('Ended, newest first', historyLines(told, terminal), terminal),
  ]
}

function factsOf({ runs, since, deployment, next, waitsFor, ...rest }: Target): [string, string][] {
  const { paused, frozen, usurped, looksAgainAt } = rest
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['runs', `${imagesInWords(runs) || 'not known yet'}${since === null ? '' : `, since ${moment(since)}`}`],
    ['deployment', deployment && `${deployment.id}, ${deployment.trigger}${by(deployment.by)}, to ${deployment.to}`],
    ['stage', deployment?.stage],
    ['spent', deployment?.timeWent],
    ...(deployment?.proofs ?? []).map((proof) => ['proof', proof] as const),
    ['next', next && `${next.deploymentId}, ${next.trigger}${by(next.by)}, ${imagesInWords(next.images)}`],
    ['waits for', waitsFor && `${waitsFor}${until(next?.expiresAt ?? next?.frozenUntil)}`],
    ['paused', paused],
    ['frozen', frozen],
    ['usurped', usurped],
    ['looks again', looksAgainAt && moment(looksAgainAt)],
  ]
  return facts.flatMap(([name, text]): [string, string][] => (text === undefined || text === '' ? [] : [[name, text]]))
}

function by(who: string | undefined): string {
  return who === undefined ? '' : ` by ${who}`
}

function until(iso: string | undefined): string {
  return iso === undefined ? '' : ` until ${moment(iso)}`
}

function ledgerLines({ ledger = [] }: Status, { width }: Pick<Terminal, 'width'>): string[] {
  const columns = [{ heading: '' }, { heading: '', canBeCut: true }, { heading: '' }, { heading: '' }] as const
  const rows = ledger.map(({ images, at, origin }, index) => [
    String(index + 1),
    imagesInWords(images),
    origin,
    moment(at),
  ])
  return table(columns, rows, inside(width)).slice(1)
}

function historyLines({ history = [] }: Status, { width, paint }: Pick<Terminal, 'width' | 'paint'>): string[] {
  const columns = [
    ...[{ heading: '' }, { heading: '' }, { heading: '' }],
    ...[
      { heading: '', canBeCut: true },
      { heading: '', canBeCut: true },
    ],
  ] as const
  const rows = history.map(({ id, outcome, at, images, reason }) => [
    ...[moment(at), outcome, id],
    ...[imagesInWords(images), reason],
  ])
  const lines = table(columns, rows, inside(width)).slice(1)
  return lines.map((line, at) => paint(outcomeColour(history[at]?.outcome), line))
}

const indent = 2

function inside(width: number | undefined): number | undefined {
  return width === undefined ? undefined : width - indent
}

function section(title: string, lines: readonly string[], { paint }: Pick<Terminal, 'paint'>): string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => ' '.repeat(indent) + line)]
}
