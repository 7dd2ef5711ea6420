/** A value as CloudWatch stores it. */
export interface Point {
  readonly namespace: string
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly at: number
  /** `target=api`; several sorted and joined by commas. */
  readonly dimensions: string
}

interface Emf {
  readonly _aws: {
    readonly Timestamp: number
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[]
    }[]
  }
  readonly [member: string]: unknown
}

const units = ['Seconds', 'Count', 'Milliseconds', 'Percent', 'Bytes', 'None']

/** Reads lines of a log as CloudWatch reads its embedded metric format; throws for what it would drop. */
export function pointsIn(lines: readonly Readonly<Record<string, unknown>>[], now: number): Point[] {
  return lines.filter(isEmf).flatMap((line) => {
    const { Timestamp: at, CloudWatchMetrics: directives } = line._aws
    if (now - at > 14 * 86_400_000 || at - now > 2 * 3_600_000) throw new Error(`CloudWatch drops a value of ${at}`)
    return directives.flatMap(({ Namespace, Dimensions, Metrics }) => {
      if (Dimensions.length === 0) throw new Error('There must be a set of dimensions, if an empty one')
      return Dimensions.flatMap((set) =>
        Metrics.map(({ Name, Unit = 'None' }) => ({
          ...{ namespace: Namespace, name: Name, unit: known(Unit), at },
          value: numberIn(line, Name),
          dimensions: dimensionsOf(line, set),
        })),
      )
    })
  })
}

function isEmf(line: Readonly<Record<string, unknown>>): line is Emf {
  return '_aws' in line
}

function known(unit: string): string {
  if (units.includes(unit)) return unit
  throw new Error(`CloudWatch knows no unit ${unit}`)
}

function numberIn(line: Emf, name: string): number {
  const value = line[name]
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new Error(`${name} is no number: ${String(value)}`)
}

function dimensionsOf(line: Emf, set: readonly string[]): string {
  const pairs = set.map((key) => {
    const value = line[key]
    if (typeof value === 'string' && value.length > 0 && value.length <= 1024) return `${key}=${value}`
    throw new Error(`The dimension ${key} is no text: ${String(value)}`)
  })
  return pairs.sort().join(',')
}
