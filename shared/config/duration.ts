const unitMs = { s: 1000, m: 60_000, h: 3_600_000 } as const

/** `90s`, `20m`, `1h`: a whole number and a unit. */
export const durationPattern = /^(\d{1,6})(s|m|h)$/

/** A duration in milliseconds; undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = durationPattern.exec(text) ?? []
  if (amount === undefined || (unit !== 's' && unit !== 'm' && unit !== 'h')) return undefined
  return Number(amount) * unitMs[unit]
}
