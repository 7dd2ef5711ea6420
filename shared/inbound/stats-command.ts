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
    group: z.exactOptional(z.string().check(z.maxLength(64))),
    days: z.exactOptional(Days),
    month: z.exactOptional(Month),
  })
  const command = readCommand({ name: 'stats', Payload, payload, known }, (data) => ({
    kind: 'stats' as const,
    ...data,
  }))
  if (command.kind === 'refused') return command
  const why = unusable(command, known.groups)
  return why === undefined ? command : { kind: 'refused', why: `Cannot tell stats: ${why}` }
}

function unusable({ target, group, days, month }: StatsCommand, groups: readonly string[]): string | undefined {
  if (target !== undefined && group !== undefined) return 'target and group exclude each other. Give one of them.'
  if (days !== undefined && month !== undefined) return 'days and month exclude each other. Give one of them.'
  if (group === undefined || groups.includes(group)) return undefined
  const exist = groups.length === 0 ? 'no target of longshore.yml names one' : `the groups are ${groups.join(', ')}`
  return `there is no group ${JSON.stringify(group)}; ${exist}.`
}
