import type * as z from 'zod'

/** One thing that is wrong with a scenario file. */
export interface ScenarioMistake {
  readonly line: number
  /** `steps[2].push.image`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
}

/** The file cannot be played; the message lists every mistake with its line. */
export class ScenarioBroken extends Error {
  override name = 'ScenarioBroken'
  readonly mistakes: readonly ScenarioMistake[]
  constructor(file: string, mistakes: readonly ScenarioMistake[]) {
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`
    const lines = mistakes.map(({ line, path, message }) => `  ${file}:${line}: ${path ? `${path}: ` : ''}${message}`)
    super(`The scenario has ${count}:\n${lines.join('\n')}`)
    this.mistakes = mistakes
  }
}

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

export interface Finding {
  readonly path: Path
  readonly message: string
}

/** What zod found, with the path of each finding and how to mend it. */
export function findingsOf(issues: readonly Issue[], keysAt: (path: Path) => readonly string[]): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...issue.path, key], message: unknownKey(keysAt(issue.path)) }))
    }
    if (issue.code === 'invalid_union') return [likeliest(issue, keysAt)]
    return [{ path: issue.path, message: withMend(issue) }]
  })
}

function unknownKey(known: readonly string[]): string {
  return known.length === 0 ? 'There is no such key.' : `There is no such key. Known here: ${known.join(', ')}.`
}

/** Of several shapes the one whose mistakes lie deepest is what was meant. */
function likeliest(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  keysAt: (path: Path) => readonly string[],
): Finding {
  const inner = issue.errors.flatMap((errors) => findingsOf(errors, (path) => keysAt([...issue.path, ...path])))
  const [deepest] = inner.toSorted((a, b) => b.path.length - a.path.length)
  return deepest
    ? { path: [...issue.path, ...deepest.path], message: deepest.message }
    : { path: issue.path, message: issue.message }
}

function withMend(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('received undefined')) {
    return `This key is missing (${issue.expected}).`
  }
  if (issue.code === 'invalid_value') return `Must be one of: ${issue.values.map(String).join(', ')}.`
  return issue.message.endsWith('.') ? issue.message : `${issue.message}.`
}

/** `steps[2].push.image` */
export function pathText(path: Path): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${String(part)}`))
    .join('')
}
