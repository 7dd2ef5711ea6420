import { partitionOf } from '../../aws-names.ts'
import type { LongshoreConfig } from '../../normalised.ts'
import { anyOf, shorten } from '../resources.ts'
import { allowWhere, type Statement } from '../statement.ts'
import { wideActions } from '../wildcard-actions.ts'

/** Running and stopping tasks before rollouts and after proofs. Nothing where no target has such a task. */
export function runTasks(config: LongshoreConfig, budget: number): Statement[] {
  const tasked = Object.values(config.targets).flatMap((target) => {
    const hasTask = target.policy.before !== undefined || target.policy.after !== undefined
    if (!hasTask) return []
    return target.kind === 'ecs' ? [target.ecs] : target.kind === 'codedeploy' ? [target.codedeploy] : []
  })
  const home = `arn:${partitionOf(config.region)}:ecs:${config.region}:${config.account}`
  const below = (names: readonly string[]): string[] =>
    anyOf(
      names.map((name) => `${home}:${name}`),
      budget,
    )
  const clusters = shorten([...new Set(tasked.map(({ cluster }) => `${home}:cluster/${cluster}`))], budget)
  const inClusters = { operator: 'ArnLike', key: 'ecs:cluster', values: clusters } as const
  if (clusters.length === 0) return []
  return [
    ...allowWhere(
      'RunTasks',
      ['ecs:RunTask'],
      below(tasked.map(({ family }) => `task-definition/${family}:`)),
      inClusters,
    ),
    ...allowWhere(
      'StopTasks',
      wideActions.stopTasks.actions,
      below(tasked.map(({ cluster }) => `task/${cluster}/`)),
      inClusters,
    ),
  ]
}
