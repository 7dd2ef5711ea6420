import type { LongshoreConfig } from '../config/normalised.ts'
import type { Fact } from '../domain/fact.ts'
import type { Scope } from '../inbound/operating-command.ts'
import { BadCommand } from './bad-command.ts'
import { policyOf } from './policy-of.ts'
import type { CommandPorts } from './redeploy.ts'

/**
 * The targets that a command names: one, or those of a group as they are now; undefined for everything. Throws
 * {@link BadCommand} for a target or a group that there is not.
 */
export function targetsIn(
  { target, group }: Scope,
  { targets, ...rest }: LongshoreConfig,
): readonly string[] | undefined {
  if (target !== undefined) return [policyOf({ ...rest, targets }, target).target]
  if (group === undefined) return undefined
  const names = Object.keys(targets).filter((name) => targets[name]?.group === group)
  if (names.length > 0) return names
  const groups = groupsOf({ ...rest, targets })
  const exist = groups.length === 0 ? 'No target of longshore.yml names one.' : `There are: ${groups.join(', ')}.`
  throw new BadCommand(`There is no group ${group}. ${exist}`)
}

/** The groups that targets name, each once. */
export function groupsOf({ targets }: LongshoreConfig): readonly string[] {
  return [...new Set(Object.values(targets).flatMap(({ group }) => group ?? []))]
}

/** Puts the same fact into the inbox of each target, under an id of its own, and has them looked at. */
export async function tellEach(
  targets: readonly string[],
  requestId: string,
  factFor: (id: string) => Fact,
  { inbox, queue }: Pick<CommandPorts, 'inbox' | 'queue'>,
): Promise<void> {
  const id = `command:${requestId}`
  await inbox.put(targets.map((target) => ({ target, fact: factFor(id) })))
  await queue.send(targets.map((target) => ({ target, dedupId: targets.length === 1 ? id : `${id}:${target}` })))
}

/** `api`, `the 3 targets of web` */
export function scopeInWords({ target, group }: Scope, targets: readonly string[]): string {
  return target ?? `the ${targets.length} target${targets.length === 1 ? '' : 's'} of ${group ?? ''}`
}
