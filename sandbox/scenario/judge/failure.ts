/** One thing that did not come as a scenario says. */
export interface Failure {
  /** Where the scenario says it: `expect.deployments.api[0].outcome`. */
  readonly path: string
  readonly message: string
}

/** A failure when two values differ. */
export function differs(path: string, expected: unknown, actual: unknown): Failure[] {
  return expected === undefined || expected === actual
    ? []
    : [{ path, message: `expected ${shown(expected)}, was ${shown(actual)}` }]
}

/** Failures for each text that is not contained. */
export function lacks(path: string, expected: string | readonly string[] | undefined, actual: string): Failure[] {
  return textsOf(expected)
    .filter((text) => !actual.includes(text))
    .map((text) => ({ path, message: `expected to contain ${shown(text)}, was ${shown(actual)}` }))
}

export function textsOf(texts: string | readonly string[] | undefined): readonly string[] {
  if (texts === undefined) return []
  return typeof texts === 'string' ? [texts] : texts
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(JSON.stringify(value))
}
