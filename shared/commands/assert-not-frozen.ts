import { frozenNow } from '../domain/frozen.ts'
import type { Millis } from '../domain/image.ts'
import type { Policy } from '../domain/policy.ts'
import type { TargetRecord } from '../domain/record.ts'
import type { StackState } from '../ports.ts'
import { BadCommand } from './bad-command.ts'

/** Throws {@link BadCommand} in a freeze that is not overridden, saying until when and how it is. */
export async function assertNotFrozen(
  policy: Policy,
  record: TargetRecord | undefined,
  { override, now }: { readonly override: string | undefined; readonly now: Millis },
  stack: StackState,
): Promise<void> {
  if (override !== undefined) return
  const frozen = frozenNow(record ?? {}, policy, await stack.readStop(), now)
  if (!frozen) return
  throw new BadCommand(
    `${policy.target} is ${frozen.words}. To start it all the same, say why: "override":"…". That is announced.`,
  )
}
