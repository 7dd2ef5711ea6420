import { stringify } from 'yaml'
import type { Draft, Followed } from './draft-target.ts'

/** The lines of a target in longshore.yml, indented as they stand there. What must be said by a person first is commented out. */
export function writeTarget(name: string, draft: Draft): string[] {
  const lines = [`  ${scalar(name)}:`, '    mode: observe', ...placeLines(draft)]
  if (draft.unusable === undefined) return lines
  return [...comment('  ', `${draft.called} is left out: ${draft.unusable}.`), ...lines.map(commentedOut)]
}

function placeLines({ place, followed, leftAlone }: Draft): string[] {
  if (place.kind === 'lambda') {
    const { function: name, alias } = place.found
    return [
      '    lambda:',
      `      function: ${scalar(name)}`,
      ...(alias === undefined ? [] : [`      alias: ${scalar(alias)}`]),
      ...followed.flatMap((image) => followedLines('      ', image)),
    ]
  }
  const { cluster, service, controller } = place.found
  return [
    '    ecs:',
    `      cluster: ${scalar(cluster)}`,
    `      service: ${scalar(service)}`,
    ...(controller === 'CODE_DEPLOY' ? ['      codeDeploy: { application: SAY-WHICH, group: SAY-WHICH }'] : []),
    '      containers:',
    ...followed.flatMap(containerLines),
    ...leftAlone.flatMap((why) => comment('        ', `${why}.`)),
  ]
}

function containerLines(container: Followed): string[] {
  const lines = [`        ${scalar(container.name)}:`, ...followedLines('          ', container)]
  return 'tags' in container.guess ? lines : lines.map(commentedOut)
}

function followedLines(indent: string, { repository, guess }: Followed): string[] {
  const named = `${indent}repository: ${scalar(repository)}`
  if (!('tags' in guess))
    return [named, ...comment(indent, `Which tags? ${guess.why}.`), `${indent}tags: { exact: SAY-WHICH }`]
  const [kind = '', text = ''] = Object.entries(guess.tags)[0] ?? []
  return [named, ...comment(indent, `${guess.why}.`), `${indent}tags: { ${kind}: ${quoted(text)} }`]
}

/** A line of a target behind a #, once. */
function commentedOut(line: string): string {
  return line.startsWith('  # ') ? line : `  # ${line.slice(2)}`
}

/** A comment of one line, whatever is in the text. */
function comment(indent: string, text: string): string[] {
  return [`${indent}# ${text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ')}`]
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0, singleQuote: true }).trimEnd()
}

/** What a pattern holds would mean something between braces. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
