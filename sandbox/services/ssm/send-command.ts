import type { Command as CommandShape, SendCommandResult } from '@aws-sdk/client-ssm'
import { allHosts, type Host, type Hosts, hostOfInstance } from '../../hosts/host.ts'
import { uuid } from '../../kernel/random.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { type Command, type Commands, hasEnded, RUN_SHELL_SCRIPT } from './command.ts'
import { proceed } from './invocation-life.ts'

const MOST_INSTANCES = 50
const LONGEST_COMMENT = 100
const DEFAULT_TIMEOUT_SECONDS = 3600
const INVISIBLE_MS = [300, 1200] as const
const KNOWN_PARAMETERS = ['commands', 'workingDirectory', 'executionTimeout']

/** SendCommand of AWS-RunShellScript to instances by id or by tag. */
export function sendCommand(commands: Commands, hosts: Hosts): Operation {
  return (input): SendCommandResult => {
    refuseUnknown(input)
    const command = commandOf(commands, input, addressees(commands, hosts, input))
    commands.sent.push(command)
    if (command.invocations.length > 0) proceed(commands, command)
    return { Command: commandView(command) }
  }
}

/** A command as SendCommand, ListCommands and CancelCommand show it. */
export function commandView(command: Command): CommandShape {
  const { invocations } = command
  const errors = invocations.filter(({ status, details }) => status === 'Failed' || details === 'ExecutionTimedOut')
  return {
    CommandId: command.id,
    DocumentName: RUN_SHELL_SCRIPT,
    DocumentVersion: '$DEFAULT',
    Comment: command.comment,
    ExpiresAfter: new Date(command.requestedAt + command.timeoutSeconds * 1000),
    Parameters: Object.fromEntries(Object.entries(command.parameters).map(([name, values]) => [name, [...values]])),
    InstanceIds: [...command.instanceIds],
    Targets: command.targets.map(({ Key = '', Values = [] }) => ({ Key, Values: [...Values] })),
    RequestedDateTime: new Date(command.requestedAt),
    Status: command.status === 'Delayed' ? 'Pending' : command.status,
    StatusDetails: command.details,
    MaxConcurrency: command.maxConcurrency,
    MaxErrors: command.maxErrors,
    TargetCount: invocations.length,
    CompletedCount: invocations.filter(hasEnded).length,
    ErrorCount: errors.length,
    DeliveryTimedOutCount: invocations.filter(({ details }) => details === 'DeliveryTimedOut').length,
    TimeoutSeconds: command.timeoutSeconds,
  }
}

function refuseUnknown({ DocumentName: document, Parameters: parameters = {}, Comment: comment = '' }: Input): void {
  // AWS sends some of these exceptions without a message.
  if (document !== RUN_SHELL_SCRIPT)
    throw new AwsError('InvalidDocument', `Document with name ${document} does not exist.`)
  if (comment.length > LONGEST_COMMENT)
    throw new AwsError('ValidationException', `Comment must have length less than or equal to ${LONGEST_COMMENT}`)
  const unknown = Object.keys(parameters).find((name) => !KNOWN_PARAMETERS.includes(name))
  if (unknown !== undefined)
    throw new AwsError('InvalidParameters', `Parameter ${unknown} is not defined in the document.`)
  if (!(parameters['commands']?.length > 0)) throw new AwsError('InvalidParameters', 'Parameter commands is required.')
}

/** Who gets it: instances named must be managed; tags find the managed ones among those that carry them. */
function addressees(commands: Commands, hosts: Hosts, { InstanceIds: ids = [], Targets: targets = [] }: Input): Host[] {
  if (ids.length === 0 && targets.length === 0) {
    throw new AwsError('InvalidTarget', 'Either InstanceIds or Targets must be given.')
  }
  if (ids.length > MOST_INSTANCES) {
    throw new AwsError('ValidationException', `InstanceIds must have length less than or equal to ${MOST_INSTANCES}`)
  }
  const named = (ids as string[]).map((id) => [id, hostOfInstance(hosts, id)] as const)
  const invalid = named.filter(([, host]) => host === undefined || !isManaged(host)).map(([id]) => id)
  if (invalid.length > 0) {
    const text = `Instances [[${invalid.join(', ')}]] not in a valid state for account ${commands.world.account}`
    throw new AwsError('InvalidInstanceId', text)
  }
  if (ids.length > 0) return named.flatMap(([, host]) => host ?? [])
  return allHosts(hosts).filter(
    (host) => isManaged(host) && (targets as Command['targets']).every((each) => aims(each, host)),
  )
}

function isManaged({ agent, state }: Host): boolean {
  return agent !== 'missing' && state !== 'terminated'
}

function aims({ Key = '', Values = [] }: Command['targets'][number], host: Host): boolean {
  if (Key === 'InstanceIds') return Values.includes(host.instanceId)
  const value = Key.startsWith('tag:') ? host.tags[Key.slice('tag:'.length)] : undefined
  return value !== undefined && Values.includes(value)
}

function commandOf({ world, random }: Commands, input: Input, addressed: readonly Host[]): Command {
  const now = world.clock.now()
  const nobody = addressed.length === 0
  return {
    id: uuid(random),
    comment: input['Comment'] ?? '',
    parameters: input['Parameters'],
    instanceIds: input['InstanceIds'] ?? [],
    targets: input['Targets'] ?? [],
    maxConcurrency: input['MaxConcurrency'] ?? '50',
    maxErrors: input['MaxErrors'] ?? '0',
    timeoutSeconds: input['TimeoutSeconds'] ?? DEFAULT_TIMEOUT_SECONDS,
    requestedAt: now,
    visibleAt: now + random.integer(...INVISIBLE_MS),
    invocations: addressed.map((host) => ({ host, status: 'Pending', details: 'Pending', timers: new Set() })),
    status: nobody ? 'Success' : 'Pending',
    details: nobody ? 'NoInstancesInTag' : 'Pending',
  }
}
