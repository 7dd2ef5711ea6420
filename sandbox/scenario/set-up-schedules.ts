import type { EventsControl } from '../services/events/events-service.ts'
import type { SchedulerControl } from '../services/scheduler/scheduler-service.ts'
import { type AccountHost, referenceOf } from './account-host.ts'
import type { ScheduledTask } from './schedule-schema.ts'

export interface SchedulesHost extends Pick<AccountHost, 'ecs' | 'images' | 'place' | 'registry'> {
  readonly events: EventsControl
  readonly schedules: SchedulerControl
}

/** Registers what schedules run and starts them. Their images must be in the registry. */
export function setUpSchedules(scheduled: Readonly<Record<string, ScheduledTask>>, host: SchedulesHost): void {
  for (const [name, task] of Object.entries(scheduled)) setUp(name, task, host)
}

function setUp(name: string, task: ScheduledTask, host: SchedulesHost): void {
  const { cluster, family = name, at = 'rate(1 day)' } = task
  const containers = Object.entries(task.containers).map(([container, image]) => [container, referenceOf(image, host)])
  host.ecs.createCluster(cluster)
  const revision = host.ecs.registerContainers(family, Object.fromEntries(containers))
  if (task.by === 'scheduler') {
    if (task.group !== undefined) host.schedules.createGroup(task.group)
    host.schedules.put({
      Name: name,
      ScheduleExpression: at,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: targetOf(task, revision, host),
      ...(task.group === undefined ? {} : { GroupName: task.group }),
    })
    return
  }
  host.events.putRule({ name, schedule: at })
  host.events.putTargets(name, [{ Id: name, ...targetOf(task, revision, host) }])
}

function targetOf({ cluster, command, containers }: ScheduledTask, revision: string, { place }: SchedulesHost): object {
  const { region, account } = place
  const overrides = { containerOverrides: [{ name: Object.keys(containers)[0], command }] }
  return {
    Arn: `arn:aws:ecs:${region}:${account}:cluster/${cluster}`,
    RoleArn: `arn:aws:iam::${account}:role/run-scheduled-tasks`,
    EcsParameters: {
      TaskDefinitionArn: revision,
      TaskCount: 1,
      LaunchType: 'FARGATE',
      NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-1'], AssignPublicIp: 'DISABLED' } },
    },
    ...(command === undefined ? {} : { Input: JSON.stringify(overrides) }),
  }
}
