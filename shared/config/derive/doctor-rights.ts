import type { LongshoreConfig } from '../normalised.ts'
import { dockerHostTargets } from '../targets-of.ts'
import { type FunctionKey, functionKeysOf, lambdaId, logicalName } from './function-key.ts'
import { imagePushedRules } from './image-pushed-rules.ts'
import { rolloutRules } from './rollout-rules.ts'
import { allow, arnOf, type Reference, type Statement } from './statement.ts'
import { wildcardActions } from './wildcard-actions.ts'

/** Looking at everything that a deployment will depend on. Nothing of it changes anything but the test that is sent when asked for. */
export function examine(config: LongshoreConfig, repositories: readonly string[]): Statement[] {
  const actions = [
    'DescribeRepositories',
    'GetLifecyclePolicy',
    'DescribeImages',
    'BatchGetImage',
    'GetDownloadUrlForLayer',
  ]
  const hasHosts = Object.keys(dockerHostTargets(config)).length > 0
  return [
    ...allow(
      'ReadRepositories',
      actions.map((action) => `ecr:${action}`),
      repositories,
    ),
    ...allow('ReadAlarms', ['cloudwatch:DescribeAlarms'], ['*']),
    ...allow('ReadAgents', wildcardActions.readAgents.actions, hasHosts ? ['*'] : []),
    ...allow('ReadOwnRules', ['events:DescribeRule', 'events:ListTargetsByRule'], ownRules(config)),
    ...allow(
      'SimulateRights',
      ['iam:SimulatePrincipalPolicy'],
      examinedRoles(config).map((role) => role.arn),
    ),
    ...allow('ReadTopicAndTest', ['sns:GetTopicAttributes', 'sns:Publish'], [{ Ref: 'DeploymentsTopic' }]),
  ]
}

/** Of all that looking at targets takes, what doctor asks: what they are, not what goes on. */
const asked: readonly string[] = [
  ...['ecs:DescribeServices', 'ecs:DescribeTaskDefinition', 'lambda:GetFunction', 'lambda:GetAlias'],
  ...['codedeploy:BatchGetDeploymentGroups', 'ec2:DescribeInstances', 'events:ListTargetsByRule'],
  ...['scheduler:GetSchedule', 'sts:AssumeRole'],
]

export function onlyWhatTargetsAre(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((statement) => {
    const Action = statement.Action.filter((action) => asked.includes(action))
    return Action.length === 0 ? [] : [{ ...statement, Action }]
  })
}

/** The roles of all functions but of doctor itself: a role whose policy named it could not be made. */
export function examinedRoles(config: LongshoreConfig): { readonly key: FunctionKey; readonly arn: Reference }[] {
  return functionKeysOf(config)
    .filter((key) => key !== 'doctor')
    .map((key) => ({ key, arn: arnOf(`${logicalName(key)}Role`) }))
}

/** By the names that the Serverless Framework gives them: the function's and a number; serverless.yml names that of the tick. */
function ownRules(config: LongshoreConfig): Reference[] {
  const numbered = (key: FunctionKey, { length }: readonly object[]) =>
    Array.from({ length }, (_, index) => ruleArn(key, `-rule-${index + 1}`))
  return [
    ...numbered('image-pushed', imagePushedRules(config)),
    ...numbered('rollout-changed', rolloutRules(config)),
    ruleArn('tick', ''),
  ]
}

function ruleArn(key: FunctionKey, suffix: string): Reference {
  const home = `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}`
  return { 'Fn::Sub': `${home}:rule/\${${lambdaId(key)}}${suffix}` }
}
