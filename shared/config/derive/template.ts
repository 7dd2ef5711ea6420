import { domainOf, partitionOf } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import type { EventPattern } from './event-pattern.ts'
import { type FunctionKey, functionKeys } from './function-key.ts'
import { imagePushedRules } from './image-pushed-rules.ts'
import { rolloutRules } from './rollout-rules.ts'
import { arnOf, type Reference, type Statement } from './statement.ts'
import { statements } from './statements.ts'

/** What serverless.yml takes from the configuration. */
export interface TemplateParts {
  readonly account: string
  readonly region: string
  /** For ARNs and addresses that must be literal: a reference would make local invocations ask CloudFormation. */
  readonly partition: string
  readonly domain: string
  readonly maxParallel: number
  /** Event lists of the two functions that EventBridge calls. */
  readonly imagePushedEvents: readonly RuleEvent[]
  readonly rolloutChangedEvents: readonly RuleEvent[]
  /** One role per function. */
  readonly roles: Readonly<Record<string, Role>>
}

/** One EventBridge rule in the words of the Serverless Framework. */
export interface RuleEvent {
  readonly eventBridge: {
    readonly pattern: EventPattern
    readonly retryPolicy: { readonly maximumEventAge: number; readonly maximumRetryAttempts: number }
    readonly deadLetterQueueArn: Reference
  }
}

export interface Role {
  readonly Type: 'AWS::IAM::Role'
  readonly Properties: {
    readonly AssumeRolePolicyDocument: object
    readonly Policies: readonly [
      {
        readonly PolicyName: string
        readonly PolicyDocument: { readonly Version: '2012-10-17'; readonly Statement: readonly Statement[] }
      },
    ]
  }
}

/** Derives everything that serverless.yml leaves to the configuration. */
export function templateParts(config: LongshoreConfig, maxParallel: number): TemplateParts {
  return {
    account: config.account,
    region: config.region,
    partition: partitionOf(config.region),
    domain: domainOf(config.region),
    maxParallel,
    imagePushedEvents: imagePushedRules(config).map(ruleEvent),
    rolloutChangedEvents: rolloutRules(config).map(ruleEvent),
    roles: Object.fromEntries(functionKeys.map((key) => [key, role(key, config)])),
  }
}

/** EventBridge tries for a day, then hands the event to the queue that an alarm watches. */
function ruleEvent(pattern: EventPattern): RuleEvent {
  const retryPolicy = { maximumEventAge: 86_400, maximumRetryAttempts: 185 }
  return { eventBridge: { pattern, retryPolicy, deadLetterQueueArn: arnOf('EventsDlq') } }
}

function role(key: FunctionKey, config: LongshoreConfig): Role {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const document = { Version: '2012-10-17', Statement: statements(key, config) } as const
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      Policies: [{ PolicyName: key, PolicyDocument: document }],
    },
  }
}
