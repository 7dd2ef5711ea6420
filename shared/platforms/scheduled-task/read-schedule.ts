import type { GetScheduleCommandOutput, UpdateScheduleCommandInput } from '@aws-sdk/client-scheduler'
import { calling, refuse } from '../../aws/refusal.ts'
import type { ScheduledTaskTarget } from '../../config/normalised.ts'
import { nameOf, type Scheduled, type ScheduledTaskContext } from './scheduled-task-context.ts'

type ScheduleTarget = Extract<ScheduledTaskTarget, { by: 'schedule' }>

/** The target of a schedule. An update replaces the schedule whole, so that everything that was read is sent back. */
export async function readSchedule(
  { scheduler, clock }: Pick<ScheduledTaskContext, 'scheduler' | 'clock'>,
  target: ScheduleTarget,
): Promise<Scheduled> {
  const api = await scheduler()
  const place = { Name: target.schedule, ...(target.group === undefined ? {} : { GroupName: target.group }) }
  const doing = { action: 'scheduler:GetSchedule', subject: nameOf(target) }
  const found = await calling(doing, () => api.getSchedule(place))
  const taskDefinition = found.Target?.EcsParameters?.TaskDefinitionArn
  if (taskDefinition === undefined) {
    return refuse('unsupported', `The ${nameOf(target)} runs no ECS task. Take it out of longshore.yml, or correct it.`)
  }
  return {
    taskDefinition,
    async put(next) {
      const updating = { action: 'scheduler:UpdateSchedule', subject: nameOf(target) }
      await calling(updating, () => api.updateSchedule({ ...replacement(found, next, clock.now()), ...place }))
    },
  }
}

/** What is read only is left out, and so is a start that lies in the past: it has no effect any more, and is refused. */
function replacement(found: GetScheduleCommandOutput, taskDefinition: string, now: number): UpdateScheduleCommandInput {
  const { $metadata: _call, Arn: _arn, CreationDate: _made, LastModificationDate: _changed, ...rest } = found
  const { StartDate, Target, FlexibleTimeWindow, ScheduleExpression, ...kept } = rest
  return {
    ...kept,
    Name: found.Name,
    ScheduleExpression,
    FlexibleTimeWindow,
    ...(StartDate && StartDate.getTime() > now ? { StartDate } : {}),
    Target: Target && {
      ...Target,
      EcsParameters: { ...Target.EcsParameters, TaskDefinitionArn: taskDefinition },
    },
  }
}
