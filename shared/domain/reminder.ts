import type { Millis } from './image.ts'
import { notice } from './outbox.ts'
import type { StuckState, TargetRecord } from './record.ts'

/** A person is called again this often until somebody acknowledges. */
const reminderMs = 30 * 60_000

/** When a person is to be called again. */
export function remindAt({ remindedAt }: StuckState): Millis {
  return remindedAt + reminderMs
}

/** Calls a person again when it is time, whatever the target waits for meanwhile. */
export function reminded(
  record: TargetRecord,
  state: StuckState,
  now: Millis,
): { readonly record: TargetRecord; readonly state: StuckState } {
  if (now < remindAt(state)) return { record, state }
  const { id } = state.deployment
  const reminders = state.reminders + 1
  const reason =
    'still broken: the revert failed and nobody has acknowledged; push a new image, roll back to a release, or resume'
  const about = { notice: 'stuck' as const, id: `${id}:${reminders}`, at: now, reason, deploymentId: id }
  return { record: notice(record, about), state: { ...state, remindedAt: now, reminders } }
}
