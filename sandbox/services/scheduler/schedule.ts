import { AwsError, type World } from '../../kernel/service.ts'
import { isEcsTarget } from '../ecs-target.ts'
import type { Input } from '../input.ts'
import { nextRun } from './next-run.ts'

export const DEFAULT_GROUP = 'default'

/** One schedule, replaced whole by every update. */
export interface Schedule {
  readonly name: string
  readonly group: string
  readonly arn: string
  readonly expression: string
  readonly zone: string
  readonly enabled: boolean
  /** In Scheduler's own member names, every member. */
  readonly target: Input
  /** The other members of the request, as they were given. */
  readonly more: Input
  readonly clientToken?: string
  /** Epoch ms. */
  readonly createdAt: number
  readonly modifiedAt: number
}

/** What a schedule's target is retried for unless it says otherwise. */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }
const KEPT = ['Description', 'FlexibleTimeWindow', 'StartDate', 'EndDate', 'KmsKeyArn']

/**
 * A schedule of a request: what the request leaves out gets Scheduler's default, whatever was there before.
 * @throws AwsError ValidationException
 */
export function scheduleOf(world: World, input: Input, createdAt: number): Schedule {
  const { Name: name, GroupName: group = DEFAULT_GROUP, Target: target, ClientToken: clientToken } = input
  const { account, region, clock } = world
  const zone: string = input['ScheduleExpressionTimezone'] ?? 'UTC'
  check(input, zone, clock.now())
  const kept = [...KEPT, 'ActionAfterCompletion'].filter((member) => input[member] !== undefined)
  return {
    name,
    group,
    arn: `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`,
    expression: input['ScheduleExpression'],
    zone,
    enabled: input['State'] !== 'DISABLED',
    target: { RetryPolicy: RETRY_POLICY, ...target },
    more: { ActionAfterCompletion: 'NONE', ...Object.fromEntries(kept.map((member) => [member, input[member]])) },
    createdAt,
    modifiedAt: clock.now(),
    ...(clientToken === undefined ? {} : { clientToken }),
  }
}

function check(input: Input, zone: string, now: number): void {
  const { Target: target, FlexibleTimeWindow: window } = input
  try {
    nextRun(input['ScheduleExpression'], zone, now)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new AwsError('ValidationException', `Invalid Schedule Expression ${input['ScheduleExpression']}. ${why}`)
  }
  if (isEcsTarget(target['Arn']) && !target['EcsParameters']) {
    throw new AwsError('ValidationException', 'EcsParameters is required for target ECS.')
  }
  if (window['Mode'] === 'FLEXIBLE' && window['MaximumWindowInMinutes'] === undefined) {
    throw new AwsError('ValidationException', 'MaximumWindowInMinutes is required when Mode is FLEXIBLE.')
  }
}

/** As GetSchedule shows it. */
export function scheduleView(schedule: Schedule): object {
  return {
    ...schedule.more,
    Arn: schedule.arn,
    Name: schedule.name,
    GroupName: schedule.group,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.zone,
    State: schedule.enabled ? 'ENABLED' : 'DISABLED',
    Target: schedule.target,
    CreationDate: new Date(schedule.createdAt),
    LastModificationDate: new Date(schedule.modifiedAt),
  }
}
