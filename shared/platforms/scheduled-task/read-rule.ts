import type { Target } from '@aws-sdk/client-eventbridge'
import { calling, refuse } from '../../aws/refusal.ts'
import type { ScheduledTaskTarget } from '../../config/normalised.ts'
import { nameOf, type Scheduled, type ScheduledTaskContext } from './scheduled-task-context.ts'

type RuleTarget = Extract<ScheduledTaskTarget, { by: 'rule' }>

/** The ECS target of a rule. A rule has five targets at most, so that one call shows them all. */
export async function readRule(
  { events }: Pick<ScheduledTaskContext, 'events'>,
  target: RuleTarget,
): Promise<Scheduled> {
  const api = await events()
  const doing = { action: 'events:ListTargetsByRule', subject: nameOf(target) }
  const { Targets = [] } = await calling(doing, () => api.listTargetsByRule({ Rule: target.rule }))
  const found = theOne(target, Targets)
  const parameters = found.EcsParameters
  if (!parameters?.TaskDefinitionArn) {
    return refuse('unsupported', `The target ${found.Id} of ${nameOf(target)} runs no ECS task. Name one that does.`)
  }
  return {
    taskDefinition: parameters.TaskDefinitionArn,
    async put(taskDefinition) {
      const replaced: Target = { ...found, EcsParameters: { ...parameters, TaskDefinitionArn: taskDefinition } }
      const putting = { action: 'events:PutTargets', subject: nameOf(target) }
      const answer = await calling(putting, () => api.putTargets({ Rule: target.rule, Targets: [replaced] }))
      const [failed] = answer.FailedEntries ?? []
      if (failed) refuse('invalid', `Cannot update ${nameOf(target)}: ${failed.ErrorCode}: ${failed.ErrorMessage}`)
    },
  }
}

function theOne(target: RuleTarget, targets: readonly Target[]): Target {
  const fitting = targets.filter(({ Id, EcsParameters }) =>
    target.target === undefined ? EcsParameters !== undefined : Id === target.target,
  )
  const [first, second] = fitting
  if (first && !second) return first
  const ids = targets.map(({ Id }) => Id).join(', ') || 'none'
  if (!first && target.target !== undefined)
    return refuse('gone', `${start(target)} has no target ${target.target}; it has ${ids}. Correct longshore.yml.`)
  if (!first)
    return refuse('gone', `${start(target)} has no target that runs an ECS task. Add one, or correct longshore.yml.`)
  return refuse('invalid', `${start(target)} runs several ECS tasks: ${ids}. Name one as target in longshore.yml.`)
}

function start(target: RuleTarget): string {
  return `The ${nameOf(target)}`
}
