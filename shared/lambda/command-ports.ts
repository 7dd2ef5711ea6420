import { dynamoClient, ecrClient } from '../aws/clients.ts'
import { dynamoHistory } from '../aws/dynamo-history.ts'
import { dynamoHistoryPages } from '../aws/dynamo-history-pages.ts'
import { dynamoStackState } from '../aws/dynamo-stack-state.ts'
import { ecrRegistry } from '../aws/ecr-registry.ts'
import { BadCommand } from '../commands/bad-command.ts'
import type { ExplainPorts } from '../commands/explain.ts'
import type { HistoryPorts } from '../commands/history.ts'
import { groupsOf } from '../commands/in-scope.ts'
import type { CommandPorts } from '../commands/redeploy.ts'
import type { StatusPorts } from '../commands/status.ts'
import type { Known } from '../inbound/command.ts'
import type { HistoryPages, StackState } from '../ports.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { recordStore } from './look-ports.ts'
import { receivePorts } from './receive-ports.ts'
import { systemClock } from './system-clock.ts'

/** What a command needs that changes something and does not ask the registry. */
export function commandPorts(): Omit<CommandPorts, 'registry'> {
  return { ...receivePorts(), clock: systemClock, records: recordStore(), stack: stackState() }
}

export function redeployPorts(): CommandPorts {
  return { ...commandPorts(), registry: ecrRegistry(ecrClient) }
}

export function explainPorts(): ExplainPorts {
  return { clock: systemClock, records: recordStore(), registry: ecrRegistry(ecrClient), stack: stackState() }
}

export function statusPorts(): StatusPorts {
  const { list } = dynamoHistory(dynamoClient, environment('LONGSHORE_TABLE'))
  const { read } = historyPorts().history
  return { clock: systemClock, records: recordStore(), history: { list, read }, stack: stackState() }
}

export function historyPorts(): HistoryPorts & { readonly history: HistoryPages } {
  return { history: dynamoHistoryPages(dynamoClient, environment('LONGSHORE_TABLE')) }
}

function stackState(): StackState {
  return dynamoStackState(dynamoClient, environment('LONGSHORE_TABLE'))
}

/** What a command may name. */
export const known: Required<Known> = { targets: Object.keys(configuration.targets), groups: groupsOf(configuration) }

/** A parsed command; what was refused is thrown, so that the caller sees it and exits non-zero. */
export function accepted<Command extends { readonly kind: string }>(
  parsed: Command | { readonly kind: 'refused'; readonly why: string },
): Command {
  if (isRefused(parsed)) throw new BadCommand(parsed.why)
  return parsed
}

function isRefused(parsed: { readonly kind: string }): parsed is { readonly kind: 'refused'; readonly why: string } {
  return parsed.kind === 'refused'
}
