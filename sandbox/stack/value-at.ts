/**
 * The value at a dotted path, or the whole without one; undefined when a step is missing.
 * `prepare` sees each value on the way before it is entered, and the last one.
 */
export function valueAt(
  from: unknown,
  path: string | undefined,
  prepare: (value: unknown) => unknown = (value) => value,
): unknown {
  const steps = path ? path.split('.') : []
  return steps.reduce<unknown>((value, step, index) => {
    const inner = isRecord(value) ? value[step] : undefined
    const enters = typeof inner === 'string' || index === steps.length - 1
    return enters && inner !== undefined ? prepare(inner) : inner
  }, from)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** A record without its missing values; anything else is an empty record. */
export function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) && !Array.isArray(value) ? value : {}
}
