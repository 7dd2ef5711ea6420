/** The functions of serverless.yml. */
export const functionKeys = [
  'image-pushed',
  'rollout-changed',
  'tick',
  'reconcile',
  'notify-slack',
  'redeploy',
  'rollback',
  'status',
  'explain',
  'stop',
  'resume',
  'approve',
] as const

export type FunctionKey = (typeof functionKeys)[number]

/** `ImagePushed`: what a function's resources are named after. */
export function logicalName(key: FunctionKey): string {
  return key
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
}

/** `ImageDashpushedLogGroup`: what the Serverless Framework calls a function's log group. */
export function logGroupId(key: FunctionKey): string {
  const name = key.slice(0, 1).toUpperCase() + key.slice(1).replaceAll('-', 'Dash')
  return `${name}LogGroup`
}
