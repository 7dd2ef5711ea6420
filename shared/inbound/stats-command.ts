import * as z from 'zod/mini'
import { type Known, readCommand } from './command.ts'
import type { Refused } from './unwanted.ts'

/** Without target and group: all of them. Without days and month: several windows. */
export interface StatsCommand {
  readonly kind: 'stats'
  readonly target?: string
  readonly group?: string
  /** The last so many days. */
  readonly days?: number
  /** `2026-10`: a calendar month. */
  readonly month?: string
}

const Days = z.int().check(z.minimum(1), z.maximum(365))
const Month = z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/))

/** Reads `{}`, `{"target":"api"}`, `{"group":"shop","days":90}`, `{"month":"2026-10"}`. */
export function parseStats(
  payload: unknown,
  known: Known & { readonly groups: readonly string[] },
): StatsCommand | Refused {
  const Payload = z.strictObject({
    target: z.exactOptional(z.string().check(z.refine((target) => known.targets.includes(target)))),
    group: z.exactOptional(z.string().check(z.refine((group) => known.groups.includes(group)))),
    days: z.exactOptional(Days),
    month: z.exactOptional(Month),
  })
  const command = readCommand({ name: 'stats', Payload, payload, known }, (data) => ({
    kind: 'stats' as const,
    ...data,
  }))
  if (command.kind === 'refused') return command
  return twice(command) ?? command
}

function twice({ target, group, days, month }: StatsCommand): Refused | undefined {
  const pair =
    target !== undefined && group !== undefined
      ? 'target and group'
      : days !== undefined && month !== undefined
        ? 'days and month'
        : undefined
  return pair === undefined
    ? undefined
    : { kind: 'refused', why: `Cannot tell stats: ${pair} exclude each other. Give one of them.` }
}
