import type {
  CommandInvocation,
  GetCommandInvocationResult,
  ListCommandInvocationsResult,
  ListCommandsResult,
} from '@aws-sdk/client-ssm'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { type Command, type Commands, type Invocation, RUN_SHELL_SCRIPT, visible } from './command.ts'
import { pluginOutput } from './plugin-output.ts'
import { commandView } from './send-command.ts'

const PAGE = 50
const STDOUT_SHOWN = 24_000
const STDERR_SHOWN = 8_000
const KEPT_MS = 30 * 24 * 60 * 60 * 1000
const NOT_RUN = -1

interface CommandFilter {
  readonly key: string
  readonly value: string
}

/** ListCommands, newest first: by command, instance and filters. */
export function listCommands(commands: Commands): Operation {
  return (input, { staleMs }): ListCommandsResult => {
    const { items, nextToken } = page(input, selected(commands, input, staleMs))
    return { Commands: items.map(commandView), ...tokenOf(nextToken) }
  }
}

/** ListCommandInvocations; with `Details` what the script printed, cut at 2,500 characters. */
export function listCommandInvocations(commands: Commands): Operation {
  return (input, { staleMs }): ListCommandInvocationsResult => {
    const all = selected(commands, input, staleMs).flatMap((command) =>
      command.invocations
        .filter(({ host }) => input['InstanceId'] === undefined || host.instanceId === input['InstanceId'])
        .map((invocation) => invocationView(command, invocation, input['Details'] === true)),
    )
    const { items, nextToken } = page(input, all)
    return { CommandInvocations: [...items], ...tokenOf(nextToken) }
  }
}

/** GetCommandInvocation: right after SendCommand it does not exist yet. */
export function getCommandInvocation(commands: Commands): Operation {
  return ({ CommandId: id, InstanceId: instanceId }, { staleMs = 0 }): GetCommandInvocationResult => {
    const command = visible(commands, commands.world.clock.now() - staleMs).find((each) => each.id === id)
    const invocation = command?.invocations.find(({ host }) => host.instanceId === instanceId)
    if (!command || !invocation) throw new AwsError('InvocationDoesNotExist', '')
    const { run, startedAt, endedAt } = invocation
    return {
      CommandId: id,
      InstanceId: instanceId,
      Comment: command.comment,
      DocumentName: RUN_SHELL_SCRIPT,
      DocumentVersion: '$DEFAULT',
      PluginName: 'aws:runShellScript',
      ResponseCode: run?.exitCode ?? NOT_RUN,
      ExecutionStartDateTime: startedAt === undefined ? '' : new Date(startedAt).toISOString(),
      ExecutionElapsedTime: run === undefined ? '' : `PT${run.worldMs / 1000}S`,
      ExecutionEndDateTime: endedAt === undefined || startedAt === undefined ? '' : new Date(endedAt).toISOString(),
      Status: invocation.status,
      StatusDetails: invocation.details,
      StandardOutputContent: (run?.stdout ?? '').slice(0, STDOUT_SHOWN),
      StandardErrorContent: (run?.stderr ?? '').slice(0, STDERR_SHOWN),
      StandardOutputUrl: '',
      StandardErrorUrl: '',
    }
  }
}

function selected(commands: Commands, input: Input, staleMs = 0): Command[] {
  const { CommandId: id, InstanceId: instanceId, Filters: filters = [] } = input
  const now = commands.world.clock.now()
  return visible(commands, now - staleMs).filter(
    (command) =>
      command.requestedAt > now - KEPT_MS &&
      (id === undefined || command.id === id) &&
      (instanceId === undefined || command.invocations.some(({ host }) => host.instanceId === instanceId)) &&
      (filters as CommandFilter[]).every((filter) => passes(command, filter)),
  )
}

function passes(command: Command, { key, value }: CommandFilter): boolean {
  switch (key) {
    case 'InvokedAfter':
      return command.requestedAt >= Date.parse(value)
    case 'InvokedBefore':
      return command.requestedAt <= Date.parse(value)
    case 'Status':
      return command.status === value
    case 'DocumentName':
      return value === RUN_SHELL_SCRIPT
    default:
      throw new AwsError('InvalidFilterKey', '')
  }
}

function page<T>({ MaxResults: maxResults, NextToken: nextToken }: Input, all: readonly T[]) {
  return paginate(all, { maxResults, nextToken, defaultSize: PAGE, largestSize: PAGE })
}

function tokenOf(nextToken: string | undefined): { NextToken?: string } {
  return nextToken === undefined ? {} : { NextToken: nextToken }
}

function invocationView(command: Command, invocation: Invocation, withDetails: boolean): CommandInvocation {
  return {
    CommandId: command.id,
    InstanceId: invocation.host.instanceId,
    InstanceName: invocation.host.name,
    Comment: command.comment,
    DocumentName: RUN_SHELL_SCRIPT,
    DocumentVersion: '$DEFAULT',
    RequestedDateTime: new Date(command.requestedAt),
    Status: invocation.status,
    StatusDetails: invocation.details,
    StandardOutputUrl: '',
    StandardErrorUrl: '',
    CommandPlugins: withDetails ? [pluginView(invocation)] : [],
  }
}

function pluginView({ status, details, run, startedAt, endedAt }: Invocation) {
  return {
    Name: 'aws:runShellScript',
    Status: status === 'Delayed' ? ('Pending' as const) : status,
    StatusDetails: details,
    ResponseCode: run?.exitCode ?? NOT_RUN,
    ...(startedAt === undefined ? {} : { ResponseStartDateTime: new Date(startedAt) }),
    ...(endedAt === undefined ? {} : { ResponseFinishDateTime: new Date(endedAt) }),
    Output: pluginOutput(run?.stdout ?? '', run?.stderr ?? ''),
    StandardOutputUrl: '',
    StandardErrorUrl: '',
  }
}
