import type { TargetRecord } from '../domain/record.ts'
import type { StackState } from '../ports.ts'
import { BadCommand } from './bad-command.ts'

/** Throws {@link BadCommand} while the target or the whole stack is paused. */
export async function assertNotStopped(
  target: string,
  record: TargetRecord | undefined,
  stack: StackState,
): Promise<void> {
  if (record?.stopped) {
    throw new BadCommand(
      `${target} is paused by ${record.stopped.by}${because(record.stopped.reason)}. Resume it first: {"target":"${target}"}.`,
    )
  }
  const stop = await stack.readStop()
  if (!stop.stopped) return
  throw new BadCommand(
    `The whole stack is paused by ${stop.by ?? 'somebody'}${because(stop.reason)}. Resume it first: {}.`,
  )
}

function because(reason: string | undefined): string {
  return reason ? ` (${reason})` : ''
}
