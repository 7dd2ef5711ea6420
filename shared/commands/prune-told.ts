import { createHash } from 'node:crypto'
import type { LongshoreConfig, PruneSettings, TargetConfig } from '../config/normalised.ts'
import type { Millis } from '../domain/image.ts'
import type { Clock } from '../ports.ts'
import type { ToldPlans } from '../prune-ports.ts'

/** People have so long to read what will be deleted before the schedule does it. */
const readingMs = 12 * 60 * 60_000

export interface ToldPorts {
  readonly told: ToldPlans
  readonly clock: Clock
}

/** When what these rules come to was told for the first time; absent: it was not. */
export async function firstTold(rules: string, { told }: ToldPorts): Promise<Millis | undefined> {
  const before = await told.read()
  return before?.rules === rules ? before.at : undefined
}

export async function tell(rules: string, { told, clock }: ToldPorts): Promise<Millis> {
  const at = clock.now()
  await told.write({ rules, at })
  return at
}

/** From when on the schedule deletes what was told at that time. */
export function readFrom(at: Millis): Millis {
  return at + readingMs
}

/** What becomes of what was told and not deleted. `at`: when it was told for the first time; absent: it does not count as told yet. */
export function nextWords({ apply, schedule }: PruneSettings, at: Millis | undefined): string {
  if (!apply || schedule === undefined) {
    return 'Nothing was deleted. To delete: longshore prune --apply, or a schedule with apply: true under prune in longshore.yml.'
  }
  const byHand = 'To delete it at once: longshore prune --apply.'
  if (at === undefined) {
    return `Nothing was deleted. This counts as told once everything could be looked at; the schedule deletes it 12 hours after that. ${byHand}`
  }
  return `Nothing was deleted: this was told for the first time at ${iso(at)}. The schedule deletes it from ${iso(readFrom(at))} on. ${byHand}`
}

function iso(at: Millis): string {
  return new Date(at).toISOString()
}

/** Who lists more repositories, wants less kept, follows something else, or looks elsewhere for what runs, is told of it first. */
export function rulesOf(
  { olderThanMs, keep, repositories, apply }: PruneSettings,
  { targets }: LongshoreConfig,
): string {
  const follows = createHash('sha256').update(Object.entries(targets).map(asked).toSorted().join('\n')).digest('hex')
  return JSON.stringify({ olderThanMs, keep, apply, repositories: repositories.toSorted(), follows })
}

/** Where a target is, and what it follows. */
function asked([target, { policy, group: _group, ...place }]: readonly [string, TargetConfig]): string {
  const followed = Object.entries(policy.containers).map(([container, { repository, tags, order }]) =>
    JSON.stringify({ container, repository, tags, order }),
  )
  return JSON.stringify({ target, place, followed: followed.toSorted() })
}
