import type * as z from 'zod'
import type { History } from '../answers.ts'
import type { Terminal } from '../terminal.ts'
import { moment } from './moments.ts'
import { outcomeColour } from './outcome-colour.ts'
import { imagesInWords } from './shown-images.ts'
import { table } from './table.ts'

type Told = z.infer<typeof History>['deployments'][number]

/** A line for each deployment that ended. */
export function historyTable(told: readonly Told[], { width, paint }: Pick<Terminal, 'width' | 'paint'>): string[] {
  if (told.length === 0) return ['There are no deployments like this.']
  const columns = [
    ...[{ heading: 'ENDED' }, { heading: 'TARGET' }, { heading: 'OUTCOME' }, { heading: 'DEPLOYMENT' }],
    ...[
      { heading: 'BY', canBeCut: true },
      { heading: 'IMAGES', canBeCut: true },
      { heading: 'WHY', canBeCut: true },
    ],
  ] as const
  const [head = '', ...lines] = table(columns, told.map(rowOf), width)
  return [paint('bold', head), ...lines.map((line, at) => paint(colourOf(told[at]), line))]
}

function rowOf(one: Told): string[] {
  if ('unreadable' in one) return ['-', one.target, 'unreadable', one.id, '', '', one.unreadable]
  const { endedAt, target, outcome = '-', id, trigger, by, images, reason = '' } = one
  const who = by === undefined ? trigger : `${trigger} by ${by}`
  return [endedAt === undefined ? '-' : moment(endedAt), target, outcome, id, who, imagesInWords(images), reason]
}

function colourOf(one: Told | undefined) {
  return outcomeColour(one && 'outcome' in one ? one.outcome : undefined)
}
