import type { NamedResources } from './resources.ts'
import { allow, type Statement } from './statement.ts'

/**
 * The reviewed table of actions that AWS offers no resource for: the only ones granted on `*`, all of them reads.
 * `condition`: what narrows them, where AWS has a key for it.
 */
export const wildcardActions = {
  describeTaskDefinitions: {
    actions: ['ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitions'],
    condition: 'none exists',
  },
  listTasks: { actions: ['ecs:ListTasks'], condition: 'ecs:cluster' },
} as const

/** The table's statements for functions that look at ECS. */
export function wildcardStatements({ clusters }: NamedResources): Statement[] {
  const { describeTaskDefinitions, listTasks } = wildcardActions
  return [
    ...allow('ReadTaskDefinitions', describeTaskDefinitions.actions, ['*']),
    ...allow('ListTasksOfTheClusters', listTasks.actions, ['*'], { ArnLike: { [listTasks.condition]: clusters } }),
  ]
}
