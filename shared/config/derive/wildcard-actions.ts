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
