/** Where in a document something is: keys and list positions from the top. */
export type Path = readonly (string | number)[]

/** Something wrong in the configuration, told so that it can be mended. */
export interface Mistake {
  /** Name of the rule: `bad-duration`. */
  readonly rule: string
  readonly file: 'longshore.yml' | 'longshore.lock.yml'
  /** From 1; the nearest line when the thing itself is missing. */
  readonly line: number
  readonly what: string
  readonly why: string
  readonly mend: string
}

/** A mistake that does not know its line yet. */
export interface Finding {
  readonly rule: string
  readonly path: Path
  readonly what: string
  readonly why: string
  readonly mend: string
}

/** `targets.api.ecs.cluster`. */
export function showPath(path: Path): string {
  return path.length === 0 ? 'the file' : path.map(String).join('.')
}

/** Mistakes as people read them, in the order of the file. */
export function formatMistakes(mistakes: readonly Mistake[], names: Readonly<Record<Mistake['file'], string>>): string {
  return mistakes
    .map(({ rule, file, line, what, why, mend }) => `${names[file]}:${line} ${what} ${why} ${mend} [${rule}]`)
    .join('\n')
}
