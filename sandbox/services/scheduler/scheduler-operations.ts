import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { DEFAULT_GROUP, type Schedule, scheduleOf, scheduleView } from './schedule.ts'
import type { SchedulerState } from './scheduler-service.ts'

/** What clients may ask of Scheduler over the wire. */
export function schedulerOperations(state: SchedulerState): Record<string, Operation> {
  return {
    CreateSchedule: (input) => ({ ScheduleArn: createSchedule(state, input).arn }),
    GetSchedule: (input) => scheduleView(requireSchedule(state, input)),
    UpdateSchedule: (input) => ({ ScheduleArn: updateSchedule(state, input).arn }),
    DeleteSchedule(input) {
      state.remove(requireSchedule(state, input))
      return {}
    },
    ListSchedules: (input) => listSchedules(state, input),
  }
}

/** @throws AwsError ConflictException, unless it was this very request (the same client token) that created it */
export function createSchedule(state: SchedulerState, input: Input): Schedule {
  const existing = findSchedule(state, input)
  if (existing?.clientToken !== undefined && existing.clientToken === input['ClientToken']) return existing
  if (existing) throw new AwsError('ConflictException', `Schedule ${existing.name} already exists.`, 409)
  requireGroup(state, input)
  const schedule = scheduleOf(state.world, input, state.world.clock.now())
  state.put(schedule)
  return schedule
}

/** Replaces the schedule whole: what the request leaves out is lost. */
export function updateSchedule(state: SchedulerState, input: Input): Schedule {
  const { createdAt } = requireSchedule(state, input)
  const schedule = scheduleOf(state.world, input, createdAt)
  state.put(schedule)
  return schedule
}

function listSchedules(state: SchedulerState, input: Input): object {
  const { GroupName: group, NamePrefix: prefix = '', State: wanted } = input
  const found = [...state.schedules.values()].filter(
    (schedule) =>
      (group === undefined || schedule.group === group) &&
      schedule.name.startsWith(prefix) &&
      (wanted === undefined || (wanted === 'ENABLED') === schedule.enabled),
  )
  const { items, nextToken } = paginate(found, {
    maxResults: input['MaxResults'],
    nextToken: input['NextToken'],
    defaultSize: 100,
    largestSize: 100,
  })
  return { Schedules: items.map(summary), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
}

/** A list tells of a target its ARN alone. */
function summary(schedule: Schedule): object {
  return {
    Arn: schedule.arn,
    Name: schedule.name,
    GroupName: schedule.group,
    State: schedule.enabled ? 'ENABLED' : 'DISABLED',
    CreationDate: new Date(schedule.createdAt),
    LastModificationDate: new Date(schedule.modifiedAt),
    Target: { Arn: schedule.target['Arn'] },
  }
}

function findSchedule(state: SchedulerState, { Name: name, GroupName: group = DEFAULT_GROUP }: Input) {
  return state.schedules.get(`${group}/${name}`)
}

function requireSchedule(state: SchedulerState, input: Input): Schedule {
  const schedule = findSchedule(state, input)
  if (schedule) return schedule
  throw new AwsError('ResourceNotFoundException', `Schedule ${input['Name']} does not exist.`, 404)
}

function requireGroup(state: SchedulerState, { GroupName: group = DEFAULT_GROUP }: Input): void {
  if (state.groups.has(group)) return
  throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404)
}
