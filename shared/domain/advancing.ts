import type { Rollout } from './observation.ts'
import type { Attempt, TargetRecord } from './record.ts'
import { act, type Context, type Step, wait } from './step.ts'

/** The next step of a rollout that Longshore leads: taken when the stage has lasted long enough. Undefined when it leads itself. */
export function advancing(
  record: TargetRecord,
  deploymentId: string,
  { release, progress }: Attempt,
  { id, stage = '', next }: Rollout,
  { now }: Context,
): Step | undefined {
  if (!next) return undefined
  const dueAt = progress.at + next.afterMs
  if (now < dueAt) return wait(record, `${stage}: ${next.what} in ${Math.ceil((dueAt - now) / 1000)} s`, dueAt)
  return act(record, [{ kind: 'advance', deploymentId, release, rollout: id, stage }], next.what)
}
