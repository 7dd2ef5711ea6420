import type { TaskPlace } from './effect.ts'
import type { Millis } from './image.ts'
import { notice } from './outbox.ts'
import type { Deployment, TargetRecord, TaskRun } from './record.ts'
import { taskInWords } from './task-run.ts'

/** Tells a person of a task that ought to end and that Longshore cannot end, or cannot see the end of, by itself. */
export function toldStopping(
  {
    record,
    deployment,
    run,
    place,
  }: {
    readonly record: TargetRecord
    readonly deployment: Deployment
    readonly run: TaskRun
    readonly place: TaskPlace
  },
  what: string,
  now: Millis,
): TargetRecord {
  const byHand = run.id === undefined ? '' : `; if it runs, ${run.id} can be stopped by hand`
  const reason = `${taskInWords(deployment, place)} ${what}; nothing goes on until it is seen to have ended${byHand}`
  const about = { notice: 'waiting' as const, id: `${deployment.id}:${place}:stopping`, at: now, reason }
  return notice(record, { ...about, deploymentId: deployment.id, images: deployment.goal.images })
}
