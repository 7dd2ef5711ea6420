import type { Status, Target } from '../answers.ts'
import type { Terminal } from '../terminal.ts'
import { clean } from './clean.ts'
import { ago } from './moments.ts'
import { imagesInWords } from './shown-images.ts'
import { table } from './table.ts'

/** A line for each target, below what concerns all of them. */
export function targetsTable(
  { message, at: seenAt, targets }: Status,
  { width, paint }: Pick<Terminal, 'width' | 'paint'>,
): string[] {
  const [head = '', ...lines] = table(
    [
      { heading: 'TARGET' },
      { heading: 'PHASE' },
      { heading: 'RUNS', canBeCut: true },
      { heading: 'SINCE' },
      { heading: '', canBeCut: true },
    ],
    targets.map((target) => [
      target.target,
      target.phase,
      imagesInWords(target.runs) || '-',
      target.since === null ? '-' : ago(target.since, Date.parse(seenAt)),
      notesOf(target).join('; '),
    ]),
    width,
  )
  const aboutAll = message.split('\n').filter((line) => /^(PAUSED|FROZEN) /.test(line))
  return [
    ...aboutAll.map((line) => paint('yellow', clean(line))),
    paint('bold', head),
    ...lines.map((line, at) => (targets[at]?.phase === 'stuck' ? paint('red', line) : line)),
  ]
}

/** What is to be known besides, what matters most first. */
function notesOf({ deployment, waitsFor, next, paused, frozen, usurped, holds }: Target): string[] {
  const goal = deployment && imagesInWords(deployment.images)
  const coming = next && imagesInWords(next.images)
  return [
    ...(goal ? [`to ${goal}${deployment.stage === undefined ? '' : `, ${deployment.stage}`}`] : []),
    ...(waitsFor === undefined ? [] : [`${coming ? `${coming} ` : ''}waits for ${waitsFor}`]),
    ...(coming && waitsFor === undefined ? [`then ${coming}`] : []),
    ...(paused === undefined ? [] : [`paused ${paused}`]),
    ...(frozen === undefined ? [] : [frozen]),
    ...(usurped === undefined ? [] : [`usurped ${usurped}`]),
    ...(holds.length > 0 ? [`${holds.length} on hold`] : []),
  ]
}
