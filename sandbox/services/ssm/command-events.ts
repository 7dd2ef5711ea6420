import type { BusEvent, World } from '../../kernel/service.ts'
import { type Command, type Invocation, RUN_SHELL_SCRIPT, type Status } from './command.ts'

/** The events spell one status unlike the API. */
const EVENT_STATUS: Partial<Record<Status, string>> = { Cancelled: 'Canceled' }

function detailOf(command: Command, status: Status): Record<string, unknown> {
  return {
    'command-id': command.id,
    'document-name': RUN_SHELL_SCRIPT,
    'expire-after': new Date(command.requestedAt + command.timeoutSeconds * 1000).toISOString(),
    parameters: JSON.stringify(command.parameters),
    'requested-date-time': new Date(command.requestedAt).toISOString(),
    status: EVENT_STATUS[status] ?? status,
  }
}

function instanceArn(world: World, instanceId: string): string {
  return `arn:aws:ec2:${world.region}:${world.account}:instance/${instanceId}`
}

/** The command as a whole reached another status. */
export function commandEvent(world: World, command: Command): BusEvent {
  return {
    source: 'aws.ssm',
    'detail-type': 'EC2 Command Status-change Notification',
    resources: command.invocations.map(({ host }) => instanceArn(world, host.instanceId)),
    detail: detailOf(command, command.status),
  }
}

/** The command reached another status on one instance. */
export function invocationEvent(world: World, command: Command, { host, status }: Invocation): BusEvent {
  return {
    source: 'aws.ssm',
    'detail-type': 'EC2 Command Invocation Status-change Notification',
    resources: [instanceArn(world, host.instanceId)],
    detail: { ...detailOf(command, status), 'instance-id': host.instanceId },
  }
}
