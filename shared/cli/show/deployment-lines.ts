import type { Deployment } from '../answers.ts'
import type { Terminal } from '../terminal.ts'
import { clean } from './clean.ts'
import { moment } from './moments.ts'
import { outcomeColour } from './outcome-colour.ts'
import { imagesInWords } from './shown-images.ts'
import { timelineLines } from './timeline-lines.ts'

/** One deployment with its whole timeline. */
export function deploymentLines(told: Deployment, { paint }: Pick<Terminal, 'paint'>): string[] {
  const ends = told.outcome ?? told.phase
  return [
    `${paint('bold', told.id)} on ${told.target}  ${told.outcome === undefined ? ends : paint(outcomeColour(ends), ends)}`,
    ...factsOf(told).map(([name, text]) => `  ${name.padEnd(12)}${clean(text)}`),
    ...(told.timeline.length > 0 ? ['', ...timelineLines(told.timeline).map((line) => `  ${line}`)] : []),
  ]
}

function factsOf(told: Deployment): [string, string][] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['asked for', triggerOf(told)],
    ['approved by', told.approvedBy],
    ['override', told.override],
    ['from', imagesInWords(told.from)],
    ['to', imagesInWords(told.images)],
    ['restored', imagesInWords(told.restored)],
    ['reason', told.reason],
    ...told.failures.filter((failure) => failure !== told.reason).map((failure) => ['failure', failure] as const),
    ['taken over', told.successor],
    ['ended', told.endedAt && moment(told.endedAt)],
    ['spent', told.timeWent],
  ]
  return facts.flatMap(([name, text]): [string, string][] => (text === undefined || text === '' ? [] : [[name, text]]))
}

function triggerOf({ trigger, by, triggeredAt, promotedFrom }: Deployment): string {
  const where = promotedFrom === undefined ? '' : ` from ${promotedFrom}`
  const who = by === undefined ? '' : ` by ${by}`
  return `${trigger}${where}${who}${triggeredAt === undefined ? '' : `, ${moment(triggeredAt)}`}`
}
