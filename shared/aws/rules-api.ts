import {
  DescribeRuleCommand,
  type DescribeRuleCommandInput,
  type DescribeRuleCommandOutput,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type ListTargetsByRuleCommandInput,
  type ListTargetsByRuleCommandOutput,
} from '@aws-sdk/client-eventbridge'
import type { ClientSettings } from './client-settings.ts'

/** The calls to EventBridge that checking rules takes. */
export interface RulesApi {
  describeRule(input: DescribeRuleCommandInput): Promise<DescribeRuleCommandOutput>
  listTargetsByRule(input: ListTargetsByRuleCommandInput): Promise<ListTargetsByRuleCommandOutput>
}

export function rulesApi(settings: ClientSettings): RulesApi {
  const client = new EventBridgeClient(settings)
  return {
    describeRule: (input) => client.send(new DescribeRuleCommand(input)),
    listTargetsByRule: (input) => client.send(new ListTargetsByRuleCommand(input)),
  }
}
