import type { Diff } from '../answers.ts'
import type { Terminal } from '../terminal.ts'
import { clean } from './clean.ts'
import { imagesInWords } from './shown-images.ts'

/** What would change, container by container, what besides, and what keeps it from starting. */
export function diffLines(
  { target, from, to, carrier, besides, ...keeps }: Diff,
  { paint }: Pick<Terminal, 'paint'>,
): string[] {
  const images = Object.entries(to).flatMap(([name, image]) => {
    const before = from?.[name]
    const after = imagesInWords({ [name]: image })
    if (before?.digest === image.digest) return [`  ${name}  ${after}, as it is`]
    const added = `+ ${name}  ${image.repository}  ${after}`
    const removed = before && `- ${name}  ${before.repository}  ${imagesInWords({ [name]: before })}`
    return [...(removed === undefined ? [] : [paint('red', clean(removed))]), paint('green', clean(added))]
  })
  return [
    paint('bold', target),
    ...images,
    `  carried by ${(carrier.startsFrom ?? 'what it has').replace(/^.*\//, '')}${besides.length === 0 ? '; nothing else changes' : ', and with it:'}`,
    ...besides.map((line) => paint('yellow', `~ ${clean(line)}`)),
    '',
    ...beginning('Asked for', keeps.byCommand),
    ...beginning('Pushed', keeps.byItself),
  ]
}

function beginning(how: string, keeps: readonly string[] | undefined): string[] {
  if (keeps === undefined) return []
  if (keeps.length === 0) return [`${how}, it begins now.`]
  return [`${how}, it does not begin now:`, ...keeps.map((keep) => `  ${clean(keep)}`)]
}
