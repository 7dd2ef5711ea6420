import * as z from 'zod'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A span of the world's time: a whole number and a unit. */
export const Duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'A duration is a whole number and a unit: 30s, 5m, 2h, 1d.')
  .meta({ examples: ['30s', '5m', '2h'] })

/** Milliseconds of a text that {@link Duration} takes. */
export function milliseconds(duration: string): number {
  const [, count = '0', unit = 'ms'] = /^(\d+)([a-z]+)$/.exec(duration) ?? []
  return Number(count) * (UNITS[unit] ?? 1)
}

/** `01:02:03` of milliseconds since the story began. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}
