/**
 * The reviewed table of actions that AWS offers no resource for: the only ones granted on `*`. All of them read, but for
 * stopping a deployment of CodeDeploy, which takes back what has not ended, and letting one go on that waits.
 * `condition`: what narrows them, where AWS has a key for it.
 */
export const wildcardActions = {
  describeTaskDefinitions: {
    actions: ['ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitions'],
    condition: 'none exists',
  },
  readHosts: { actions: ['ec2:DescribeInstances', 'ssm:ListCommandInvocations'], condition: 'none exists' },
  readAgents: { actions: ['ssm:DescribeInstanceInformation'], condition: 'none exists' },
  listTasks: { actions: ['ecs:ListTasks'], condition: 'ecs:cluster' },
  readCodeDeployTargets: { actions: ['codedeploy:BatchGetDeploymentTargets'], condition: 'none exists' },
  leadCodeDeployments: {
    actions: ['codedeploy:ContinueDeployment', 'codedeploy:StopDeployment'],
    condition: 'none exists',
  },
} as const
