import { partitionOf } from '../aws-names.ts'
import type { Elsewhere, LongshoreConfig } from '../normalised.ts'
import { type AccountRegion, type Purpose, placesOf, roleFor } from '../places.ts'
import { ConfigurationBroken } from '../read-config-files.ts'
import { forwardedEvents } from './forwarded-events.ts'
import { functionKeysOf, logicalName } from './function-key.ts'
import { followedRepositories } from './image-pushed-rules.ts'
import { everyRegion, roleRights } from './place-rights.ts'
import { arnOf, document, type Reference, type Statement } from './statement.ts'
import { fittingPolicies, statements } from './statements.ts'
import { type ManagedPolicy, managedPolicyOf } from './template.ts'

/** What another account or region needs, as CloudFormation takes it. */
export interface AccountTemplate {
  readonly AWSTemplateFormatVersion: '2010-09-09'
  readonly Description: string
  readonly Resources: Readonly<Record<string, object>>
}

/** Accounts and regions that a configuration names besides the stack's own, by targets and by repositories. */
export function accountsToPrepare(config: LongshoreConfig): readonly AccountRegion[] {
  const named = [...placesOf(config).flatMap(({ elsewhere }) => elsewhere ?? []), ...followedRepositories(config)]
  const places = named.map(({ account, region }): [string, AccountRegion] => [
    `${account}/${region}`,
    { account, region },
  ])
  return [...new Map(places)]
    .map(([, place]) => place)
    .filter(({ account, region }) => account !== config.account || region !== config.region)
}

/**
 * What an account must have in one of its regions: the roles that Longshore takes on, with exactly the rights that its targets
 * take, and rules that pass events on to the stack. Roles are of the whole account: they are part of the template of the region
 * that the configuration names first. Throws `ConfigurationBroken` when nothing is there.
 */
export function accountTemplate(config: LongshoreConfig, { account, region }: AccountRegion): AccountTemplate {
  const known = accountsToPrepare(config)
  if (!known.some((place) => place.account === account && place.region === region)) {
    throw new ConfigurationBroken(nothingThere({ account, region }, known))
  }
  const isFirst = known.find((place) => place.account === account)?.region === region
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `What ${config.stack} in account ${config.account}, ${config.region} needs in ${account}, ${region}`,
    Resources: {
      ...(isFirst ? targetRoles(config, account) : {}),
      ...forwarding(config, { account, region }),
    },
  }
}

function nothingThere({ account, region }: AccountRegion, known: readonly AccountRegion[]): string {
  const there = known.map((place) => `${place.account} in ${place.region}`).join(', ') || 'none'
  return `Nothing of the configuration is in account ${account}, ${region}, or nothing but the stack itself. Other places that it names: ${there}.`
}

function targetRoles(config: LongshoreConfig, account: string): Record<string, object> {
  const there = placesOf(config).flatMap(({ elsewhere }) => (elsewhere?.account === account ? [elsewhere] : []))
  const arns = [...new Set(there.flatMap(({ role }) => role ?? []))]
  const roles = arns.flatMap((arn, index) => {
    const number = index === 0 ? '' : `${index + 1}`
    return [
      targetRole(config, { arn, purpose: 'deploy', id: `TargetRole${number}` }),
      targetRole(config, { arn, purpose: 'look', id: `TargetLookRole${number}` }),
    ]
  })
  return Object.assign({}, ...roles)
}

/** One of the two roles of targets. */
interface Wanted {
  /** As the configuration names it. */
  readonly arn: string
  readonly purpose: Purpose
  readonly id: string
}

function targetRole(config: LongshoreConfig, { arn, purpose, id }: Wanted): Record<string, object> {
  const taken = roleFor(purpose, arn)
  const [, path = '/', name = ''] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(taken) ?? []
  const isHere = (elsewhere: Elsewhere | undefined): elsewhere is Elsewhere => elsewhere?.role === arn
  const rights = (budgets: Parameters<typeof roleRights>[2]): Statement[] =>
    everyRegion(config, isHere, (there) => roleRights(purpose, there, budgets))
  const { inline, managed } = fittingPolicies(rights) ?? tooMuch(arn)
  const policies = managed.map((some, index): [string, ManagedPolicy] => [
    `${id}Policy${index + 1}`,
    managedPolicyOf(name, some),
  ])
  const attached = policies.map(([policy]) => ({ Ref: policy }))
  return {
    [id]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: name,
        ...(path === '/' ? {} : { Path: path }),
        Description: `For ${config.stack} of account ${config.account} to ${purpose === 'deploy' ? 'deploy to' : 'look at'} its targets here`,
        AssumeRolePolicyDocument: document([trust(config, taken, externalIds(config, arn))]),
        Policies: [{ PolicyName: 'targets', PolicyDocument: document(inline) }],
        ...(attached.length > 0 && { ManagedPolicyArns: attached }),
      },
    },
    ...Object.fromEntries(policies),
  }
}

function externalIds(config: LongshoreConfig, arn: string): string[] {
  const ids = placesOf(config).flatMap(({ elsewhere }) => (elsewhere?.role === arn ? (elsewhere.externalId ?? []) : []))
  return [...new Set(ids)]
}

/**
 * CloudFormation ends the names of the functions' roles with characters of its own. By condition, since a principal would have to
 * be there before the role, and a role that was made anew would be another one.
 */
function trust(config: LongshoreConfig, taken: string, ids: readonly string[]): object {
  const { account, region, stack } = config
  const home = `arn:${partitionOf(region)}:iam::${account}`
  const takers = functionKeysOf(config).filter((key) =>
    statements(key, config).some(
      ({ Action, Resource }) => Action.includes('sts:AssumeRole') && Resource.includes(taken),
    ),
  )
  return {
    Effect: 'Allow',
    Principal: { AWS: `${home}:root` },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'sts:ExternalId': ids },
      ArnLike: { 'aws:PrincipalArn': takers.map((key) => `${home}:role/${stack}-${logicalName(key)}Role-*`) },
    },
  }
}

function tooMuch(arn: string): never {
  throw new ConfigurationBroken(
    `The rights of ${arn} do not fit into what IAM takes. Let targets of that account share task and execution roles, or give some of them another role.`,
  )
}

/** Rules and the role that they put events onto the bus of the stack with: AWS asks for one across accounts and across regions. */
function forwarding(config: LongshoreConfig, place: AccountRegion): Record<string, object> {
  const patterns = forwardedEvents(config, place)
  if (patterns.length === 0) return {}
  const bus = `arn:${partitionOf(config.region)}:events:${config.region}:${config.account}:event-bus/default`
  const rules = patterns.map((pattern, index) => [`Forward${index + 1}`, forwardingRule(config, pattern, bus)])
  return { ForwardRole: forwardRole(place, bus), ...Object.fromEntries(rules) }
}

function forwardingRule({ stack }: LongshoreConfig, pattern: object, bus: string): object {
  const target: { Id: string; Arn: string; RoleArn: Reference } = {
    Id: 'longshore',
    Arn: bus,
    RoleArn: arnOf('ForwardRole'),
  }
  return {
    Type: 'AWS::Events::Rule',
    Properties: { Description: `Tells ${stack} what happens here`, EventPattern: pattern, Targets: [target] },
  }
}

function forwardRole({ account }: AccountRegion, bus: string): object {
  const trusted = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  }
  const right = { Effect: 'Allow', Action: ['events:PutEvents'], Resource: [bus] }
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: document([trusted]),
      Policies: [{ PolicyName: 'forward', PolicyDocument: document([right]) }],
    },
  }
}
