import { partitionOf } from '../../aws-names.ts'
import type { LongshoreConfig } from '../../normalised.ts'
import { scheduledTaskTargets, services } from '../../targets-of.ts'
import { anyOf, shorten, unshortened } from '../resources.ts'
import { allow, type Statement } from '../statement.ts'
import { wildcardActions } from '../wildcard-actions.ts'

/** Looking at rules and schedules. Nothing where none is configured. */
export function readScheduledTasks(config: LongshoreConfig, budget: number): Statement[] {
  const { rules, schedules } = named(config, budget)
  if (rules.length + schedules.length === 0) return []
  // Whoever looks at services may read task definitions already.
  const definitions = services(config).length > 0 ? [] : ['*']
  return [
    ...allow('ReadScheduledTaskDefinitions', wildcardActions.describeTaskDefinitions.actions, definitions),
    ...allow('ReadRules', ['events:ListTargetsByRule'], rules),
    ...allow('ReadSchedules', ['scheduler:GetSchedule'], schedules),
  ]
}

/** Putting other revisions there. Whoever puts a target passes its role on, and the task's. */
export function writeScheduledTasks(config: LongshoreConfig, budget: number): Statement[] {
  const { rules, schedules, families, roles } = named(config, budget)
  return [
    ...allow('PutRuleTargets', ['events:PutTargets'], rules),
    ...allow('UpdateSchedules', ['scheduler:UpdateSchedule'], schedules),
    ...allow('RegisterScheduledRevisions', ['ecs:RegisterTaskDefinition'], families),
    ...allow('TagScheduledRevisions', ['ecs:TagResource'], families, {
      StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' },
    }),
    ...allow('PassScheduledRoles', ['iam:PassRole'], roles, {
      StringEquals: {
        'iam:PassedToService': [
          'ecs-tasks.amazonaws.com',
          ...(rules.length > 0 ? ['events.amazonaws.com'] : []),
          ...(schedules.length > 0 ? ['scheduler.amazonaws.com'] : []),
        ],
      },
    }),
  ]
}

function named(config: LongshoreConfig, budget: number) {
  const targets = Object.values(scheduledTaskTargets(config))
  const home = (service: string) => `arn:${partitionOf(config.region)}:${service}:${config.region}:${config.account}`
  const rules = targets.flatMap((target) => (target.by === 'rule' ? [`${home('events')}:rule/${target.rule}`] : []))
  const schedules = targets.flatMap((target) =>
    target.by === 'schedule' ? [`${home('scheduler')}:schedule/${target.group ?? 'default'}/${target.schedule}`] : [],
  )
  const families = targets.map(({ family }) => `${home('ecs')}:task-definition/${family}:`)
  return {
    rules: shorten([...new Set(rules)], budget),
    schedules: shorten(schedules, budget),
    families: anyOf([...new Set(families)], budget),
    roles: unshortened(targets.flatMap(({ roles }) => roles)),
  }
}
