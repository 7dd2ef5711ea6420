import * as z from 'zod/mini'
import type { Outcome } from '../domain/announcement.ts'
import { aTarget, type Known, readCommand } from './command.ts'
import type { Refused } from './unwanted.ts'

/** Ended deployments, newest first. Without target and group: of all targets. */
export interface HistoryCommand {
  readonly kind: 'history'
  readonly target?: string
  readonly group?: string
  readonly outcome?: Outcome
  readonly limit: number
  /** The id of the last one of the page before. */
  readonly before?: string
}

const usualLimit = 20
const mostAtOnce = 100

const outcomes = [
  'succeeded',
  'rolled-back',
  'rollback-failed',
  'failed',
  'superseded',
  'cancelled',
  'expired',
] as const
const Id = z.string().check(z.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/))

/** Reads `{}`, `{"target":"api"}`, `{"group":"shop","outcome":"rolled-back"}`, `{"limit":5,"before":"01J…"}`. */
export function parseHistory(
  payload: unknown,
  known: Known & { readonly groups: readonly string[] },
): HistoryCommand | Refused {
  const Payload = z.strictObject({
    target: z.exactOptional(aTarget(known)),
    group: z.exactOptional(z.string().check(z.maxLength(64))),
    outcome: z.exactOptional(z.enum(outcomes)),
    limit: z._default(z.int().check(z.minimum(1), z.maximum(mostAtOnce)), usualLimit),
    before: z.exactOptional(Id),
  })
  const command = readCommand({ name: 'history', Payload, payload, known }, (data) => ({
    kind: 'history' as const,
    ...data,
  }))
  if (command.kind === 'refused') return command
  const why = unusable(command, known.groups)
  return why === undefined ? command : { kind: 'refused', why: `Cannot tell the history: ${why}` }
}

function unusable({ target, group }: HistoryCommand, groups: readonly string[]): string | undefined {
  if (target !== undefined && group !== undefined) return 'target and group exclude each other. Give one of them.'
  if (group === undefined || groups.includes(group)) return undefined
  const exist = groups.length === 0 ? 'no target of longshore.yml names one' : `the groups are ${groups.join(', ')}`
  return `there is no group ${JSON.stringify(group)}; ${exist}.`
}
