/** Which clients each function may hold: those of the calls it makes, and no other. */
export const functionClients: Readonly<Record<string, readonly Client[]>> = {
  'image-pushed': ['dynamodb', 'sqs'],
  'rollout-changed': ['dynamodb', 'sqs'],
  tick: ['dynamodb', 'ecr', 'ecs', 'sqs'],
  reconcile: ['dynamodb', 'ecr', 'ecs', 'sns'],
  'notify-slack': ['dynamodb', 'secrets-manager', 'sqs', 'ssm'],
  'notify-github': ['dynamodb', 'ecr', 'secrets-manager', 'sns', 'sqs', 'ssm'],
  'slack-action': ['dynamodb', 'secrets-manager', 'sqs', 'ssm'],
  'notify-ends': ['dynamodb', 'secrets-manager', 'sqs', 'ssm'],
  diff: ['dynamodb', 'ecr', 'ecs', 'lambda'],
  redeploy: ['dynamodb', 'ecr', 'sqs'],
  rollback: ['dynamodb', 'ecr', 'sqs'],
  promote: ['dynamodb', 'ecr', 'sqs'],
  status: ['dynamodb'],
  history: ['dynamodb'],
  stats: ['dynamodb'],
  dashboard: ['dynamodb'],
  'dashboard-link': ['dynamodb', 'secrets-manager'],
  open: ['secrets-manager'],
  probe: [],
  prune: ['dynamodb', 'ecr', 'ecs'],
  measure: ['dynamodb', 'ecr'],
  doctor: ['cloudwatch', 'dynamodb', 'ecr', 'ecs', 'eventbridge', 'iam', 'secrets-manager', 'sns', 'ssm'],
  explain: ['dynamodb', 'ecr'],
  approve: ['dynamodb', 'sqs'],
  reject: ['dynamodb', 'sqs'],
  cancel: ['dynamodb', 'sqs'],
  pause: ['dynamodb', 'sqs'],
  resume: ['dynamodb', 'sqs'],
  freeze: ['dynamodb', 'sqs'],
}

/** A client by the end of its package's name. */
export type Client =
  | 'cloudwatch'
  | 'dynamodb'
  | 'ecr'
  | 'ecs'
  | 'eventbridge'
  | 'iam'
  | 'lambda'
  | 'secrets-manager'
  | 'sns'
  | 'sqs'
  | 'ssm'
