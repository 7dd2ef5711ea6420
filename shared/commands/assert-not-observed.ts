import type { Policy } from '../domain/policy.ts'
import type { TargetRecord } from '../domain/record.ts'
import { BadCommand } from './bad-command.ts'

/** Throws {@link BadCommand} where nothing is ever rolled out. What began before that may still be gone back from. */
export function assertNotObserved({ target, mode }: Policy, record: TargetRecord | undefined): void {
  if (mode !== 'observe' || (record && 'deployment' in record.state)) return
  throw new BadCommand(
    `${target} is only observed (mode: observe), so nothing is rolled out there. To see what would be, diff it; to deploy there, take mode: observe out of its configuration.`,
  )
}
