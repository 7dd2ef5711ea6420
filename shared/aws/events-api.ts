import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type ListTargetsByRuleCommandInput,
  type ListTargetsByRuleCommandOutput,
  PutTargetsCommand,
  type PutTargetsCommandInput,
  type PutTargetsCommandOutput,
} from '@aws-sdk/client-eventbridge'
import type { ClientSettings } from './client-settings.ts'
import { keepUnknownMembers } from './unknown-members.ts'

/** The calls to EventBridge that Longshore makes. A target is put whole: what the SDK does not know of it must survive. */
export interface EventsApi {
  listTargetsByRule(input: ListTargetsByRuleCommandInput): Promise<ListTargetsByRuleCommandOutput>
  putTargets(input: PutTargetsCommandInput): Promise<PutTargetsCommandOutput>
}

export function eventsApi(settings: ClientSettings): EventsApi {
  const client = new EventBridgeClient(settings)
  return {
    listTargetsByRule(input) {
      const command = new ListTargetsByRuleCommand(input)
      keepUnknownMembers(command.middlewareStack)
      return client.send(command)
    },
    putTargets(input) {
      const command = new PutTargetsCommand(input)
      keepUnknownMembers(command.middlewareStack)
      return client.send(command)
    },
  }
}
