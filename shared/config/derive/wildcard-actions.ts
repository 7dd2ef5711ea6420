/**
 * The reviewed table of actions that AWS offers no resource for: the only ones granted on `*`. All of them read, but for
 * adding traces, stopping a deployment of CodeDeploy, which takes back what has not ended, and letting one go on that waits: these reach every
 * group of the account. `condition`: what narrows them, where AWS has a key for it. `because`: where that is written.
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
    because:
      'the Service Authorization Reference lists neither a resource type nor a condition key for them (list_awscodedeploy); they reach every deployment of the account, and are asked for deployments found in the group of a target only',
  },
  // Metric alarms could be named, but AWS answers for composite alarms only to whoever may describe all.
  readAlarms: { actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'], condition: 'none exists' },
  readMetrics: { actions: ['cloudwatch:GetMetricData'], condition: 'none exists' },
  readNetwork: {
    actions: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
    condition: 'lambda:SourceFunctionArn',
    because:
      "Lambda's guide asks for them to put a function into a network; they are denied to the function's own code",
  },
  putTraces: {
    actions: ['xray:PutTraceSegments'],
    condition: 'none exists',
    because:
      'the Service Authorization Reference lists neither a resource type nor a condition key for it; it adds traces and reads none',
  },
} as const

/**
 * The reviewed table of actions on things whose ids nobody knows beforehand: granted on all of a kind, in a place that the
 * configuration names. `resource`: what the ARN ends with. `because`: why not less.
 */
export const wideActions = {
  readTasks: {
    actions: ['ecs:DescribeTasks'],
    resource: /:task\/[^/*]+\/\*$/,
    because: 'ids of tasks are made by ECS; the cluster is named',
  },
  stopTasks: {
    actions: ['ecs:StopTask'],
    resource: /:task\/[^/*]+\/\*$/,
    because:
      'ids of tasks are made by ECS and a task has no name; only clusters where a target has a task, by resource and by ecs:cluster. Longshore stops the tasks that it started, by their ARN',
  },
  readDeploymentConfigs: {
    actions: ['codedeploy:GetDeploymentConfig'],
    resource: /:deploymentconfig:\*$/,
    because: "a group's own configuration is known to the account alone; it tells how traffic moves, no more",
  },
  sendCommands: {
    actions: ['ssm:SendCommand'],
    resource: /:instance\/\*$/,
    because: 'instances come and go; only those with the tag of a target, by ssm:resourceTag',
  },
  standInNetwork: {
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resource: /:ec2:[^:]*:[^:]*:\*\/\*$/,
    because:
      'ids of network interfaces are made by EC2, and Lambda, which makes them by the rights of the function, asks for all of the account; denied to the code of the function, by lambda:SourceFunctionArn',
  },
  decryptWebhook: {
    actions: ['kms:Decrypt'],
    resource: /:key\/\*$/,
    because: 'the key of a secret is known to its store; only through the store and for the one secret, by conditions',
  },
} as const
