import { domainOf, partitionOf } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import { examinedRoles } from './doctor-rights.ts'
import type { EventPattern } from './event-pattern.ts'
import { type Feature, featuresOf } from './features.ts'
import { type FunctionKey, functionKeysOf, logicalName } from './function-key.ts'
import { githubActionsResources } from './github-actions.ts'
import { imagePushedRules } from './image-pushed-rules.ts'
import { otherAccounts } from './other-accounts.ts'
import { rolloutRules } from './rollout-rules.ts'
import { arnOf, type Document, document, type Reference, type Statement } from './statement.ts'
import { policiesOf } from './statements.ts'

/** What serverless.yml takes from the configuration. */
export interface TemplateParts {
  readonly account: string
  readonly region: string
  /** For ARNs and addresses that must be literal: a reference would make local invocations ask CloudFormation. */
  readonly partition: string
  readonly domain: string
  readonly maxParallel: number
  /** Where the function stands that looks from inside a network. */
  readonly probeVpc: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] }
  /** What the page for people may take of the account's concurrency. */
  readonly pageConcurrency: number | Reference
  /** What presses of buttons in Slack may take of it. */
  readonly slackActionConcurrency: number | Reference
  /** ARNs of the roles whose rights are examined, in one text. */
  readonly examinedRoles: { readonly 'Fn::Join': readonly [' ', readonly Reference[]] }
  /** When images are looked over; empty: only by command. */
  readonly pruneEvents: readonly { readonly schedule: { readonly rate: readonly string[] } }[]
  /** Event lists of the two functions that EventBridge calls. */
  readonly imagePushedEvents: readonly RuleEvent[]
  readonly rolloutChangedEvents: readonly RuleEvent[]
  /** One role per function, and the policies attached to those whose rights do not fit into it, by logical id. */
  readonly rights: Readonly<Record<string, Role | ManagedPolicy>>
  /** Roles of those whose runs on GitHub push images, and GitHub as who vouches for them. */
  readonly githubActions: ReturnType<typeof githubActionsResources>
  /** Other accounts that may put events onto the bus, as principals. */
  readonly busPrincipals: readonly string[]
  /** By feature what serverless.yml reads instead: its file, or nothing where the configuration does not ask for it. */
  readonly stack: Readonly<Record<Feature, { readonly functions: Included; readonly resources: Included }>>
}

/** A variable of the Serverless Framework, or an empty map. */
type Included = string | Readonly<Record<string, never>>

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
    readonly AssumeRolePolicyDocument: Document
    readonly Policies: readonly [{ readonly PolicyName: string; readonly PolicyDocument: Document }]
    readonly ManagedPolicyArns?: readonly Reference[]
  }
}

export interface ManagedPolicy {
  readonly Type: 'AWS::IAM::ManagedPolicy'
  readonly Properties: { readonly Description: string; readonly PolicyDocument: Document }
}

/** Derives everything that serverless.yml leaves to the configuration. */
export function templateParts(config: LongshoreConfig, maxParallel: number): TemplateParts {
  return {
    account: config.account,
    region: config.region,
    partition: partitionOf(config.region),
    domain: domainOf(config.region),
    maxParallel,
    probeVpc: probeVpc(config),
    pageConcurrency: config.page?.most ?? { Ref: 'AWS::NoValue' },
    slackActionConcurrency: config.slack?.actions?.most ?? { Ref: 'AWS::NoValue' },
    examinedRoles: { 'Fn::Join': [' ', examinedRoles(config).map((role) => role.arn)] },
    pruneEvents: config.prune?.schedule === undefined ? [] : [{ schedule: { rate: [config.prune.schedule] } }],
    imagePushedEvents: imagePushedRules(config).map(ruleEvent),
    rolloutChangedEvents: rolloutRules(config).map(ruleEvent),
    rights: Object.assign({}, ...functionKeysOf(config).map((key) => rightsOf(key, config))),
    githubActions: githubActionsResources(config),
    busPrincipals: otherAccounts(config).map((account) => `arn:${partitionOf(config.region)}:iam::${account}:root`),
    stack: stackParts(config),
  }
}

function probeVpc({ checks }: LongshoreConfig): TemplateParts['probeVpc'] {
  const { subnets = [], securityGroups = [] } = checks?.vpc ?? {}
  return { subnetIds: subnets, securityGroupIds: securityGroups }
}

function stackParts(config: LongshoreConfig): TemplateParts['stack'] {
  const asked = featuresOf(config)
  const part = (feature: Feature) => ({
    functions: asked.includes(feature) ? fromFile(feature, 'functions') : {},
    resources: asked.includes(feature) ? fromFile(feature, 'resources') : {},
  })
  return {
    progress: part('progress'),
    slack: part('slack'),
    'slack-actions': part('slack-actions'),
    github: part('github'),
    ends: part('ends'),
    page: part('page'),
    figures: part('figures'),
    metrics: part('metrics'),
    probe: part('probe'),
    prune: part('prune'),
    accounts: part('accounts'),
  }
}

function fromFile(feature: Feature, section: string): string {
  return `\${file(./stack/${feature}.yml):${section}}`
}

/** EventBridge tries for a day, then hands the event to the queue that an alarm watches. */
function ruleEvent(pattern: EventPattern): RuleEvent {
  const retryPolicy = { maximumEventAge: 86_400, maximumRetryAttempts: 185 }
  return { eventBridge: { pattern, retryPolicy, deadLetterQueueArn: arnOf('EventsDlq') } }
}

/** Attached by the role itself, so that a function, which needs its role, is not made before it may do all that it must. */
function rightsOf(key: FunctionKey, config: LongshoreConfig): Record<string, Role | ManagedPolicy> {
  const { inline, managed } = policiesOf(key, config)
  const policies = managed.map(
    (some, index) => [`${logicalName(key)}Policy${index + 1}`, managedPolicyOf(key, some)] as const,
  )
  const attached = policies.map(([id]) => ({ Ref: id }))
  return { [`${logicalName(key)}Role`]: role(key, inline, attached), ...Object.fromEntries(policies) }
}

/** What does not fit into the role of `whose`. */
export function managedPolicyOf(whose: string, some: readonly Statement[]): ManagedPolicy {
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Description: `What does not fit into the role of ${whose}`, PolicyDocument: document(some) },
  }
}

function role(key: FunctionKey, inline: readonly Statement[], attached: readonly Reference[]): Role {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: document([trust]),
      Policies: [{ PolicyName: key, PolicyDocument: document(inline) }],
      ...(attached.length > 0 && { ManagedPolicyArns: attached }),
    },
  }
}
