import {
  GetScheduleCommand,
  type GetScheduleCommandInput,
  type GetScheduleCommandOutput,
  SchedulerClient,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
  type UpdateScheduleCommandOutput,
} from '@aws-sdk/client-scheduler'
import type { ClientSettings } from './client-settings.ts'
import { keepUnknownMembers } from './unknown-members.ts'

/** The calls to EventBridge Scheduler that Longshore makes. A schedule is replaced whole: what the SDK does not know must survive. */
export interface SchedulerApi {
  getSchedule(input: GetScheduleCommandInput): Promise<GetScheduleCommandOutput>
  updateSchedule(input: UpdateScheduleCommandInput): Promise<UpdateScheduleCommandOutput>
}

export function schedulerApi(settings: ClientSettings): SchedulerApi {
  const client = new SchedulerClient(settings)
  return {
    getSchedule(input) {
      const command = new GetScheduleCommand(input)
      keepUnknownMembers(command.middlewareStack)
      return client.send(command)
    },
    updateSchedule(input) {
      const command = new UpdateScheduleCommand(input)
      keepUnknownMembers(command.middlewareStack)
      return client.send(command)
    },
  }
}
